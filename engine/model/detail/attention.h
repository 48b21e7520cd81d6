#pragma once
// Queries, keys and values of one layer, by grouped or latent projections, and the cache that keeps them.

#include <string>
#include <vector>

#include "model/config.h"
#include "model/detail/layers.h"

namespace reasonscope::detail {

/// Latent attention uses q or (q_a, q_b) and kv_a, kv_b; grouped attention q, k, v.
struct Attention {
    Linear q, q_a, q_b, kv_a, kv_b, k, v, o;
    at::Tensor q_a_norm, kv_a_norm;  // [rank]
    at::Tensor q_norm, k_norm;       // [head_dim] or [heads * head_dim], by config.qk_norm
    at::Tensor sinks;                // [heads] f32, for causal_softmax; undefined without config.sinks
};

struct Projected {
    at::Tensor q;  // [batch, heads, T, qk_dim], rotated
    at::Tensor k;  // [batch, kv_heads, T, qk_dim], rotated
    at::Tensor v;  // [batch, kv_heads, T, v_dim]
};

/// `prefix` ends with "self_attn.".
Attention read_attention(const ModelConfig& config, const WeightReader& weights, const std::string& prefix);

/// x [batch, T, hidden]; cos, sin [T, rope_dim].
Projected project(const ModelConfig& config, const Attention& attention, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin);

/// Keys and values of every layer, preallocated; positions [0, length) are valid.
struct KvCache {
    std::vector<at::Tensor> k;  // per layer [batch, kv_heads, capacity, qk_dim], rotated
    std::vector<at::Tensor> v;  // per layer [batch, kv_heads, capacity, v_dim]
    std::int64_t length = 0, capacity = 0;
    bool read_only = false;  // forward() reads the valid positions and adds none; gradients can then pass through its own tokens
    static KvCache allocate(const ModelConfig& config, std::int64_t batch, std::int64_t capacity, const at::TensorOptions& options);
    void truncate(std::int64_t new_length) { length = new_length; }
    [[nodiscard]] std::int64_t bytes() const;
};

}  // namespace reasonscope::detail
