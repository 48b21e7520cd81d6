#pragma once
// How far the predictions of suppressed continuations lie from the chain's. Private to explain (.cpp files only).

#include "explain/detail/layerwise.h"

namespace reasonscope::detail {

/// KL(chain || continuation) of every row's next-token distribution at `temperature`, whole vocabulary, in nats: one tensor [rows] f64 per
/// continuation, on the CPU. `chain` [end, hidden] as run_layerwise returns it. The vocabulary is gone through in slabs, a few rows of the
/// chain with all continuations at a time. `rounded`: what differs is multiplied in bf16 (f32 activations on the CPU). Throws Stopped.
std::vector<at::Tensor> changed_predictions(const Decoder& decoder, const at::Tensor& chain, std::span<const Continuation> variants,
                                            double temperature, bool rounded, const std::stop_token& stop);

}  // namespace reasonscope::detail
