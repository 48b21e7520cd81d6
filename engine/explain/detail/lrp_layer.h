#pragma once
// One decoder layer whose gradient is changed by the rules of explain/relevance.h. Private to explain (.cpp files only).

#include "explain/relevance.h"
#include "model/detail/decoder.h"

namespace reasonscope::detail {

/// What the rows of a layer look back at.
struct LrpKeys {
    at::Tensor k;  // [1, kv_heads, T, qk_dim], rotated
    at::Tensor v;  // [1, kv_heads, T, v_dim]
};
/// x [1, T, hidden], positions 0 .. T-1, before the layer.
LrpKeys lrp_keys(const Decoder& decoder, int layer, const at::Tensor& x);

/// Rows [begin, end) behind the layer [1, end - begin, hidden]: the values of forward(), with another gradient.
at::Tensor lrp_rows(const Decoder& decoder, int layer, const at::Tensor& x, const LrpKeys& keys, std::int64_t begin, std::int64_t end, RelevanceRules rules);

/// The final norm with its root mean square constant.
at::Tensor lrp_norm(const at::Tensor& x, const at::Tensor& weight, double eps);

}  // namespace reasonscope::detail
