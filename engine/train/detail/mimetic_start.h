#pragma once
// Initial weights that already look back. A mimetic start (after Trockman and Kolter, arXiv 2305.09828): it only sets where training
// begins, every weight is free afterwards.

#include <string>
#include <unordered_map>

#include <ATen/ATen.h>

#include "model/config.h"

namespace reasonscope::detail {

/// Changes `weights` (Hugging Face names, rope rows in halves, f32) in place: heads 0..3 of layer 0 attend 1..4 tokens back, heads 0 and 1
/// of layer 1 one and two tokens back. Without it the first heads that look back need several million tokens to appear.
/// Does nothing for a model without low-rank queries.
void mimetic_start(const ModelConfig& config, std::unordered_map<std::string, at::Tensor>& weights);

}  // namespace reasonscope::detail
