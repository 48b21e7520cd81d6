#pragma once
// A model's own chain on a problem whose reasoning graph is known: the trace, the steps, and the parents that are certain.

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/loaded_model.h"
#include "reason/attention_mass.h"
#include "reason/step.h"
#include "text/problem.h"

namespace reasonscope {

/// Who writes the chain.
enum class ChainText {
    Model,     // the model, greedily
    Solution,  // the generator's solution, fed to the model: for models that cannot write one
};

/// A run with everything that methods read.
struct TracedChain {
    std::vector<std::int32_t> ids;   // prompt + completion
    std::vector<Step> steps;
    std::vector<std::string> texts;  // of the steps
    AttentionMass attention;
};

/// One step whose parents are certain. Indices into the chain's steps.
struct KnownStep {
    int step = 0;
    std::vector<int> parents;  // hard: whose values the step uses
    std::vector<int> soft;     // the plan, a restatement
};

/// Traces one chain with all heads. Errors: as generate(); Cancelled when stopped.
Result<TracedChain> trace_chain(const LoadedModel& model, const Problem& problem, ChainText text, int max_tokens, std::stop_token stop);

/// Computation and conclusion steps whose text equals a step of the generator's solution, and all of whose parents stand before them in
/// the chain. A text that the solution holds twice is matched in order. `texts` are those of the chain's steps.
std::vector<KnownStep> known_steps(const Problem& problem, std::span<const Step> steps, std::span<const std::string> texts);

}  // namespace reasonscope
