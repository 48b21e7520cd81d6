#pragma once
// One decoder layer whose gradient is changed by the rules of explain/relevance.h. Private to explain (.cpp files only).

#include "explain/relevance.h"
#include "model/detail/decoder.h"

namespace reasonscope::detail {

/// Tells what forward() tells, with another gradient. x [1, T, hidden], positions 0 .. T-1.
at::Tensor lrp_layer(const Decoder& decoder, int layer, const at::Tensor& x, RelevanceRules rules);

/// The final norm with its root mean square constant.
at::Tensor lrp_norm(const at::Tensor& x, const at::Tensor& weight, double eps);

}  // namespace reasonscope::detail
