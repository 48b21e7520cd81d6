#pragma once
// Exchange of sources, an interchange intervention (Geiger et al., arXiv 2106.02997) on steps: what a step predicts when one of its sources
// had said something else. The source's numbers and words are replaced by others of the same shape ("a = 7." by "q = 3."), its keys and
// values are computed anew after the unchanged text before it, and the target's rows, and no others, read those instead. Hiding a source
// says little where the same value stands in a second place; a source that contradicts is noticed.
// Weight of source c for step r: mean over four draws and over r's tokens of KL(p || p with c exchanged) in nats, whole vocabulary, rows
// shifted by one, divided by the tokens of c: a long source would disturb more whatever it says.

#include <cstdint>
#include <span>
#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"
#include "reason/step.h"
#include "reason/tree.h"
#include "text/tokenizer.h"

namespace reasonscope {

/// Cost: the chain once; then, four times, every source before the last target and each target's rows once per source before it. Memory:
/// the caches of two chains and batches of at most 1,024 rows. Checks `stop` in every layer. The same call draws the same replacements.
/// `ids` [T] prompt + completion; `targets` empty = every thinking and answer step. Other rows stay zero.
Result<StepMatrix> exchange(const Model& model, const Tokenizer& tokenizer, std::span<const std::int32_t> ids, std::span<const Step> steps,
                            std::span<const StepId> targets, const ProgressFn& progress, std::stop_token stop);

/// Rows that exchange() runs through the model beyond the chain's own T, for a cost estimate.
std::int64_t exchange_rows(std::span<const Step> steps, std::span<const StepId> targets);

}  // namespace reasonscope
