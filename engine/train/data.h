#pragma once
// The endless stream of training sequences: fresh problems, tokenised and padded into batches of similar length.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace reasonscope {

/// What R1-mini's chat template renders for one user message (a test compares it with the template itself).
std::string training_prompt(const std::string& question);

inline constexpr std::string_view kBos = "<｜begin▁of▁sentence｜>", kEos = "<｜end▁of▁sentence｜>", kPad = "<｜▁pad▁｜>",
                                  kUser = "<｜User｜>", kAssistant = "<｜Assistant｜>", kThink = "<think>", kEndThink = "</think>";

/// What the stream draws; indexes follow task_names().
struct Curriculum {
    std::vector<double> share;  // how often each task is drawn, in any unit
    /// Per task, the share of its sequences that are drills: nearly every token of these is a look-up, which teaches looking up before the
    /// task needs it.
    std::vector<double> drills;
};

/// One padded batch. Padding stands right, so a causal model needs no extra mask.
struct Batch {
    int rows = 0, length = 0;
    std::vector<std::int64_t> ids;      // [rows, length]
    std::vector<std::int64_t> inputs;   // flat indexes into [rows * length] whose next token is trained on
    std::vector<std::int64_t> targets;  // the next tokens, same size as inputs
    std::vector<int> row_of;            // row of each target
    std::vector<int> task;              // [rows] index into task_names(), -1 for a drill
    int tokens = 0;                     // without padding
};

class DataStream {
public:
    DataStream(const Tokenizer& tokenizer, std::uint64_t seed) : tokenizer_(tokenizer), random_(seed) {}

    /// Batches of at most `batch_tokens` padded tokens each, together about `count` batches, in random order.
    std::vector<Batch> next(const Curriculum& curriculum, int count, int batch_tokens);

private:
    struct Sequence {
        std::vector<std::int32_t> ids;
        int prompt = 0;
        int task = 0;  // -1 for a drill
    };
    Sequence sequence(const Curriculum& curriculum);

    const Tokenizer& tokenizer_;
    std::mt19937_64 random_;
};

}  // namespace reasonscope
