#pragma once
// Suppressed continuations in differences from the unchanged chain (see model/detail/changes.h), all of them together, a block of the chain's rows
// after the other in every layer. Private to explain (.cpp files only).

#include "explain/detail/layerwise.h"

namespace reasonscope::detail {

/// As run_layerwise(), all continuations to the end of the chain. Linear layers but routed experts, scores and values multiply what differs in bf16; norms, softmax, routing and sums stay
/// f32. For f32 activations on the CPU. Memory: end x hidden, rounded_bytes() of the continuations, weights of one block [heads, 256, end].
at::Tensor run_rounded(const Decoder& decoder, const at::Tensor& ids, std::span<Continuation> variants, const std::function<void(double)>& done,
                       const std::stop_token& stop);

/// Of one row of a continuation while it runs.
std::int64_t rounded_bytes(const ModelConfig& config);

}  // namespace reasonscope::detail
