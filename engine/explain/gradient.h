#pragma once
// Attention provenance by back-propagation: for a target step, y = sum of log p over its tokens; per layer and head the map
// is A * dy/dA (Chefer et al. 2103.15679, without rollout), summed over layers, heads and rows.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"
#include "reason/step.h"
#include "reason/tree.h"

namespace reasonscope {

struct ProvenanceResult {
    StepMatrix matrix;                 // rows of steps that were not asked for stay zero
    std::vector<float> token_scores;   // [T] for the last target: relevance of every token
};

/// One plain forward pass per call, whose keys and values are kept; then one forward and backward pass over each target's own rows. That is
/// exact: no other row has a gradient that reaches a target's attention weights. Memory: the chain's cache, and layers x T x (heads x rows of
/// the longest target x 16 bytes + a copy of the cache's width); a request that would exceed `memory_limit_bytes` is refused with a sentence.
/// Checks `stop` in every layer.
/// `ids` [T] prompt + completion; `targets` empty = every thinking and answer step.
Result<ProvenanceResult> gradient_provenance(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps,
                                             std::span<const StepId> targets, const ProgressFn& progress, std::stop_token stop,
                                             std::int64_t memory_limit_bytes = std::int64_t{4} << 30);

}  // namespace reasonscope
