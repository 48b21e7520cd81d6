#pragma once
// Rotary position embedding: tables for each scaling, the split-half rotation, and the reordering of published interleaved rows.
// Sources: arXiv 2104.09864 (rotary), 2309.00071 (yarn), Hugging Face transformers' modeling_rope_utils (llama3, linear).

#include <utility>

#include <ATen/ATen.h>

#include "model/config.h"

namespace reasonscope::detail {

/// cos, sin [context, dim / 2] f32, the same for both halves of a head; yarn's gain is in them.
std::pair<at::Tensor, at::Tensor> rotary_tables(const RopeConfig& rope, int dim, int context);

/// What latent attention with yarn multiplies its scores by, besides 1 / sqrt(dim).
double yarn_score_gain(const RopeConfig& rope);

/// x [.., T, dim]; cos, sin [T, dim] in x's dtype. Split-half rotation.
at::Tensor rotate(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin);

/// Rows of `weight` that carry rope dims, pairs (2i, 2i+1) -> halves, or back. `blocks` equal row blocks, rope in the last `rope` rows of each.
at::Tensor deinterleave_rope(const at::Tensor& weight, int blocks, int rope);
at::Tensor interleave_rope(const at::Tensor& weight, int blocks, int rope);

}  // namespace reasonscope::detail
