#pragma once
// Relevance by layer-wise propagation: AttnLRP (arXiv 2402.05602) in the form of a gradient times input whose gradient is changed by rule,
// and a variant that conserves it exactly (attention weights as constants, CP-LRP, arXiv 2202.07304).
//
// Rules: linear layers as they are (LRP-epsilon with epsilon 0); RMSNorm, also of queries and keys: the root mean square is a constant; SiLU:
// the quotient f(x) / x is a constant; products (gate x up, weights x values, queries x keys): half to each factor; softmax: its Taylor
// expansion, that is the gradient; experts: the router's weights are constants.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"
#include "reason/step.h"
#include "reason/tree.h"

namespace reasonscope {

enum class RelevanceRules {
    AttnLrp,      // through attention weights too: the softmax keeps part of the relevance
    Conserving,   // attention weights are constants
};

struct RelevanceResult {
    StepMatrix matrix;                  // positive part of the relevance of each source; rows of steps that were not asked for stay zero
    std::vector<float> token_scores;    // [T], of the last target: signed relevance of every position
    /// Of the last target: what is explained, and the sum of token_scores. Equal with Conserving for a model without biases; else the difference
    /// is what biases and the softmax keep.
    double explained = 0, relevance = 0;
};

/// What is explained is the sum of the logits of the step's tokens. (Their log-probabilities hardly move where the model is sure of itself: where
/// the parents are known, they find fewer of them.) Relevance enters the step from a source at the first layer, going back from the prediction,
/// where the path leaves the rows that predict the step; what stays in these rows down to the embeddings belongs to the step itself.
/// Cost: the chain once; per layer its keys and values once more, and per target their gradient and the target's own rows there and back. Memory:
/// the residual stream of every layer, the cache, and one layer's graph of keys, values and one target's rows: never [T, T]. Checks `stop` between
/// layers and targets. `targets` empty = every thinking and answer step. Errors: BadInput, Cancelled.
Result<RelevanceResult> relevance_provenance(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, std::span<const StepId> targets,
                                             RelevanceRules rules, const ProgressFn& progress, std::stop_token stop);

}  // namespace reasonscope
