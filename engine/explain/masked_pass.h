#pragma once
// Suppression the plain way: one whole pass of the chain per source, from its first token, with the source's keys hidden, and the logits of every
// row. What suppression() must equal, at the full price: for benchmarks and tests.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "model/model.h"
#include "reason/step.h"

namespace reasonscope {

/// KL(p || p without the source) at temperature 0.6 of every row's next-token distribution, whole vocabulary, in nats: [T] for each source. Row
/// t - 1 predicts token t. Position 0 is never hidden. Cost: the chain and every source once, in blocks of 256 rows on one cache. Errors: BadInput
/// as suppression(); Cancelled, checked in every layer. Runs on the calling thread.
Result<std::vector<std::vector<double>>> masked_passes(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> sources,
                                                       std::stop_token stop);

}  // namespace reasonscope
