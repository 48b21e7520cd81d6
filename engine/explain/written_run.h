#pragma once
// A run with what it takes to write on from its middle and to read what was written: for methods that make the model write again.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/generator.h"
#include "model/model.h"
#include "reason/step.h"
#include "text/tokenizer.h"

namespace reasonscope {

struct WrittenRun {
    const Model* model = nullptr;
    const Tokenizer* tokenizer = nullptr;
    std::vector<std::int32_t> ids;  // [T] prompt + completion
    int prompt_tokens = 0;
    std::vector<Step> steps;
    std::vector<std::string> texts;      // of the steps
    std::vector<std::int32_t> stop_ids;  // that end a completion

    /// Greedy, and ends as the run would have: for continuations.
    [[nodiscard]] GenerateSettings settings(int max_tokens) const;
    /// What the run itself drew with when its model's folder recommends sampling, else what R1's authors recommend: temperature 0.6, top-p 0.95.
    [[nodiscard]] SamplerSettings sampler() const;
};

/// Tokens read back as the window would read them.
struct ReadBack {
    std::vector<Step> steps;
    std::vector<std::string> texts;  // of the steps
    std::string answer;              // the whole answer section
    bool answered = false;           // thinking was closed and something stands behind it
};

/// `ids` begin with the run's prompt.
ReadBack read_back(const WrittenRun& run, std::span<const std::int32_t> ids);

/// BadInput for a run without steps, without an answer, or with a `step` that does not exist or is part of the prompt.
Status check_answered(const WrittenRun& run);
Status check_step(const WrittenRun& run, StepId step);

}  // namespace reasonscope
