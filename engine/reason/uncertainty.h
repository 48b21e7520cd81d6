#pragma once
// How sure a model is at a token and over a step. Pure functions. Forking tokens: arXiv 2506.01939 (the fifth of highest entropy).

#include <span>
#include <vector>

#include "reason/step.h"
#include "reason/tree.h"

namespace reasonscope {

/// Of one next-token distribution.
struct TokenSpread {
    double entropy = 0;     // nats
    double varentropy = 0;  // variance of -ln p, nats^2: high when a few rivals stand against many unlikely tokens
    double margin = 0;      // probability of the likeliest token minus that of the second
    friend bool operator==(const TokenSpread&, const TokenSpread&) = default;
};
/// `probabilities` may leave out a tail: the mass they lack counts as one more token.
TokenSpread spread_of(std::span<const double> probabilities);

/// The `share` of the tokens with the highest entropy, at least one of them when there are any; of equal ones the earlier. [n]
std::vector<bool> forking_tokens(std::span<const float> entropies, double share = 0.2);

/// How sure the model was of one step.
struct StepConfidence {
    StepId step;
    int tokens = 0;
    double mean_log_p = 0;          // of the tokens it took, nats
    double least_probability = 1;   // of any token it took
    double mean_entropy = 0, max_entropy = 0;  // nats
    double fork_score = 0;          // largest entropy x (1 - p taken) of a token
};
/// One entry per step that has tokens in `tokens`, in order.
std::vector<StepConfidence> step_confidence(std::span<const TokenUncertainty> tokens, std::span<const Step> steps);

}  // namespace reasonscope
