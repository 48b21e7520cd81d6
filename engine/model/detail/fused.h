#pragma once
// Element-wise pieces of a decoder layer. On CPU in f32 they run as one pass each, forward and backward;
// elsewhere they are composed from torch operations with the same result.

#include <ATen/ATen.h>

namespace reasonscope::detail {

/// RMSNorm as Hugging Face computes it: f32 inside, cast back, then weight. x [.., d], weight [d].
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps);

/// silu(gate) * up, same shapes.
at::Tensor silu_times(const at::Tensor& gate, const at::Tensor& up);

/// softmax(scale * scores) where query q sees keys 0 .. q + offset, or only the last `window` of them when that is not 0, and the others get 0.
/// scores [.., heads, queries, keys], scale > 0; f32 on CPU may overwrite them. `sinks` [heads] f32, where defined, are one more logit of each
/// row of a head, dropped after the softmax; no gradient reaches them. Returns f32.
at::Tensor causal_softmax(const at::Tensor& scores, double scale, std::int64_t offset, std::int64_t window = 0, const at::Tensor& sinks = {});

/// The same from masked and scaled logits [.., heads, queries, keys], in plain torch operations. Returns f32.
at::Tensor softmax_with_sinks(const at::Tensor& logits, const at::Tensor& sinks);

/// x [.., in] times weight [out, in] transposed, operands rounded to bf16, sums in f32 inside the product, result f32 [.., out]. The way
/// back rounds the same way. For training on CPUs with bf16 products, where it is about twice as fast as f32.
at::Tensor linear_bf16(const at::Tensor& x, const at::Tensor& weight);

}  // namespace reasonscope::detail
