#pragma once
// How far changed rows predict from the unchanged chain. Private to explain (.cpp files only).

#include <cstdint>

#include "explain/detail/variants.h"

namespace reasonscope::detail {

/// KL(chain || changed) of the next-token distributions at `temperature`, whole vocabulary, in nats. `changed` [variants, rows, hidden] stands
/// for the chain's rows from `begin`: [variants, rows] f64, on the CPU. Logits are made in chunks of at most 64 MiB.
at::Tensor divergence(const ChainVariants& chain, const at::Tensor& changed, std::int64_t begin, double temperature);

}  // namespace reasonscope::detail
