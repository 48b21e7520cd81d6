#pragma once
// Where the chain nearly went elsewhere, and where that would have led: a greedy continuation of each strong alternative of a token
// (after Forking Paths, arXiv 2412.07961, with one continuation per alternative instead of many).

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "explain/written_run.h"
#include "reason/uncertainty.h"

namespace reasonscope {

struct ForkSettings {
    std::optional<TokenPos> position;  // this token alone
    std::optional<StepId> step;        // tokens of this step alone
    int positions = 6;                 // at most: those of largest entropy x (1 - p taken)
    int alternatives = 3;              // per position, beside the token taken, of probability at least 1 %
    int max_tokens = 1024;             // of one continuation
};

struct ForkBranch {
    std::int32_t id = 0;
    std::string token;         // its text
    double probability = 0;    // temperature 1
    bool taken = false;        // the run's own token
    std::string sentence;      // the step that holds the token when this branch is taken
    std::string answer;        // as answer_key() gives it; empty: none within max_tokens
    bool same_answer = false;  // as the run's
    int tokens = 0;            // written
};

struct Fork {
    TokenPos position;
    StepId step;
    TokenSpread spread;        // of the exact distribution
    double probability = 0;    // of the token taken
    std::vector<ForkBranch> branches;  // decreasing probability; the token taken has the run itself as its branch
};

struct Forks {
    std::string answer;        // the run's own, as answer_key() gives it
    std::vector<Fork> forks;   // by position
    std::vector<StepConfidence> confidence;  // of every step that the model wrote
};

/// Cost: the chain once, then one continuation per alternative over its cache, those of a position side by side. Errors: BadInput for a run
/// without an answer, a position or step that does not exist or belongs to the prompt; Cancelled.
Result<Forks> follow_forks(const WrittenRun& run, const ForkSettings& settings, const ProgressFn& progress, std::stop_token stop);

std::string to_json(const Forks& forks);

}  // namespace reasonscope
