#pragma once
// Half-precision weights on the CPU: stored in two bytes, multiplied in f32. The only error against f32 is the rounding of the weights.

#include <ATen/ATen.h>

namespace reasonscope::detail {

/// What activations, keys and values are kept in: f32 on the CPU, the weights' own type elsewhere.
at::ScalarType activation_type(const at::Tensor& weight);

/// x [.., in] f32 times weight [out, in] transposed, weight bf16 or f16 on the CPU: every weight is widened exactly, sums run in f32. Returns
/// f32 [.., out]. Few rows read the weights once, without a copy; many rows widen them block by block. The gradient is for x alone.
at::Tensor linear_wide(const at::Tensor& x, const at::Tensor& weight);

}  // namespace reasonscope::detail
