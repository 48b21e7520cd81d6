#pragma once
// The decoder on torch tensors: one forward pass for inference, tracing, attribution and training.
// Private to model, generate, explain and train (.cpp files only).
//
// Numerics follow Hugging Face transformers' deepseek_v3: RMSNorm in f32, cast back, then the weight; rotary tables in f32;
// softmax and router in f32.

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <ATen/ATen.h>

#include "model/config.h"

namespace reasonscope::detail {

using TensorMap = std::unordered_map<std::string, at::Tensor>;  // Hugging Face names -> tensors

/// y = x W^T (+ bias); weight [out, in].
struct Linear {
    at::Tensor weight, bias;     // bias may be undefined
    bool bf16_products = false;  // f32 in and out, operands rounded to bf16 (training)
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;
};

struct Mlp {
    Linear gate, up, down;
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;  // down(silu(gate x) * up x)
};

struct MlaAttention {
    Linear q, q_a, q_b, kv_a, kv_b, o;  // q or (q_a, q_b)
    at::Tensor q_a_norm, kv_a_norm;     // [rank]
};

struct MoeBlock {
    at::Tensor router;       // [experts, hidden]
    at::Tensor router_bias;  // [experts] f32, e_score_correction_bias
    std::vector<Mlp> experts;
    Mlp shared;
    bool has_shared = false;
};

struct Layer {
    at::Tensor input_norm, post_norm;  // [hidden]
    MlaAttention attention;
    bool moe = false;
    Mlp mlp;
    MoeBlock moe_block;
};

/// Keys and values of every layer, preallocated; positions [0, length) are valid.
struct KvCache {
    std::vector<at::Tensor> k;  // per layer [batch, heads, capacity, qk_dim], rotated
    std::vector<at::Tensor> v;  // per layer [batch, heads, capacity, v_dim]
    std::int64_t length = 0, capacity = 0;
    static KvCache allocate(const ModelConfig& config, std::int64_t batch, std::int64_t capacity, const at::TensorOptions& options);
    void truncate(std::int64_t new_length) { length = new_length; }
    [[nodiscard]] std::int64_t bytes() const;
};

/// Routing of N = batch * T tokens in one MoE layer.
struct RouterOutput {
    at::Tensor scores;        // [N, experts] f32, sigmoid scores before the bias
    at::Tensor experts;       // [N, k] int64, decreasing weight
    at::Tensor weights;       // [N, k] f32, as applied
    at::Tensor shared_share;  // [N] f32; only when a router hook is set
};

/// Looks into a forward pass, or changes it. All members optional.
struct ForwardHooks {
    /// Softmax weights of one layer [batch, heads, Tq, Tk] (f32); returns the tensor to go on with (the same one when only looking).
    std::function<at::Tensor(int layer, const at::Tensor& weights)> attention;
    std::function<void(int layer, const RouterOutput& routing)> router;
    /// Added to the attention scores of every layer before softmax; broadcasts to [batch, heads, Tq, Tk]. -inf hides a key.
    at::Tensor score_bias;
    /// Called with the embedded input [batch, T, hidden]; returns what to go on with (e.g. a leaf that requires grad).
    std::function<at::Tensor(const at::Tensor& embedded)> embedded;
};

class Decoder {
public:
    /// Takes weights by their Hugging Face names, already validated against the config; rope rows are de-interleaved here.
    /// `bf16_products`: f32 weights, but linear layers multiply in bf16 (see linear_bf16), for training.
    Decoder(const ModelConfig& config, const TensorMap& weights, bool bf16_products = false);

    /// ids [batch, T] int64. With a cache, positions start at cache->length and T tokens are appended (batch must match); without, at 0.
    /// Returns hidden states after the final norm [batch, T, hidden]. Causal.
    [[nodiscard]] at::Tensor forward(const at::Tensor& ids, KvCache* cache = nullptr, const ForwardHooks* hooks = nullptr) const;
    /// [.., hidden] -> [.., vocab] f32
    [[nodiscard]] at::Tensor logits(const at::Tensor& hidden) const;

    [[nodiscard]] const ModelConfig& config() const { return config_; }
    [[nodiscard]] at::TensorOptions options() const { return embedding_.options(); }
    /// Weights by Hugging Face names, shared storage, rope rows still de-interleaved (training updates them in place).
    [[nodiscard]] TensorMap parameters() const;
    [[nodiscard]] std::vector<Layer>& layers() { return layers_; }

private:
    [[nodiscard]] at::Tensor attend(const Layer& layer, int index, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin,
                                    KvCache* cache, const ForwardHooks* hooks) const;
    [[nodiscard]] at::Tensor mix(const Layer& layer, int index, const at::Tensor& x, const ForwardHooks* hooks) const;

    ModelConfig config_;
    at::Tensor embedding_, final_norm_;
    Linear head_;
    at::Tensor rope_cos_, rope_sin_;  // [context, rope_dim] f32
    double scale_ = 1;
    std::vector<Layer> layers_;
};

/// Rows of `weight` that carry rope dims, pairs (2i, 2i+1) -> halves, or back. `blocks` equal row blocks, rope in the last `rope` rows of each.
at::Tensor deinterleave_rope(const at::Tensor& weight, int blocks, int rope);
at::Tensor interleave_rope(const at::Tensor& weight, int blocks, int rope);

/// Names and shapes that a folder of this config must hold ("model.norm.weight" -> {256}); the head only when not tied.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> expected_tensors(const ModelConfig& config);

}  // namespace reasonscope::detail
