#pragma once
// Where the chain nearly went elsewhere, and where that would have led: a greedy continuation of each strong alternative of a token
// (after Forking Paths, arXiv 2412.07961, with one continuation per alternative instead of many).

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
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
    bool keep = false;                 // what was found when stopped, instead of Cancelled
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
    friend bool operator==(const ForkBranch&, const ForkBranch&) = default;
};

struct Fork {
    TokenPos position;
    StepId step;
    TokenSpread spread;        // of the exact distribution
    double probability = 0;    // of the token taken
    std::vector<ForkBranch> branches;  // decreasing probability; the token taken has the run itself as its branch

    /// Probability of the alternatives that led to another answer: how often the answer would have changed here. Those without an answer do not count.
    [[nodiscard]] double change() const;
    /// How undecided the model was: entropy x (1 - p taken). Which tokens are followed, and in what order, goes by this.
    [[nodiscard]] double score() const { return spread.entropy * (1 - probability); }
    friend bool operator==(const Fork&, const Fork&) = default;
};

/// Whether `a` could change the answer more than `b`; of equal ones where the model was less decided, then the earlier.
bool matters_more(const Fork& a, const Fork& b);

struct Forks {
    std::string answer;        // the run's own, as answer_key() gives it
    std::vector<Fork> forks;   // by position
    int candidates = 0;        // tokens that are followed when nobody stops; as many as `forks` once all are
    bool stopped = false;      // before all were followed
    std::vector<StepConfidence> confidence;  // of every step that the model wrote
};

/// Called with all that is known when the chain was read and after every fork, on the calling thread.
using ForksFn = std::function<void(const Forks&)>;

/// Cost: the chain once, then one continuation per alternative over its cache, those of a position side by side; where the model was least
/// decided first. Errors: BadInput for a run without an answer, a position or step that does not exist or belongs to the prompt; Cancelled,
/// with `keep` only before the first fork was followed.
Result<Forks> follow_forks(const WrittenRun& run, const ForkSettings& settings, const ForksFn& partial, const ProgressFn& progress, std::stop_token stop);

/// Tokens that run through the model at most, in units of the chain's own length: as if the forks were spread evenly over what was written
/// and every continuation were as long as the rest of the run.
double forks_cost(int prompt_tokens, int tokens, const ForkSettings& settings);

std::string to_json(const Forks& forks);
/// BadInput for text that to_json() did not write.
Result<Forks> parse_forks(std::string_view json);

}  // namespace reasonscope
