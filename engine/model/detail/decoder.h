#pragma once
// The decoder on torch tensors: one forward pass for inference, tracing, attribution and training.
// Private to model, generate, explain and train (.cpp files only).
//
// Numerics follow Hugging Face transformers: RMSNorm in f32, cast back, then the weight; rotary tables in f32;
// softmax and router in f32. On the CPU activations are f32 whatever the weights are stored in.

#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "model/detail/attention.h"
#include "model/detail/moe.h"
#include "model/detail/rope.h"

namespace reasonscope::detail {

struct Layer {
    at::Tensor input_norm, post_norm;  // [hidden]
    Attention attention;
    bool moe = false;
    Mlp mlp;
    MoeBlock moe_block;
};

/// Looks into a forward pass, or changes it. All members optional.
struct ForwardHooks {
    /// Softmax weights of one layer [batch, heads, Tq, Tk] (f32); returns the tensor to go on with (the same one when only looking).
    std::function<at::Tensor(int layer, const at::Tensor& weights)> attention;
    std::function<void(int layer, const RouterOutput& routing)> router;
    /// Scores of one layer before scale, mask and softmax [batch, heads, Tq, Tk]; only to look at.
    std::function<void(int layer, const at::Tensor& scores)> scores;
    /// Added to the attention scores of every layer before softmax; broadcasts to [batch, heads, Tq, Tk]. -inf hides a key.
    at::Tensor score_bias;
    /// Input of a MoE layer [batch * T, hidden] and its routing; only to look at.
    std::function<void(int layer, const at::Tensor& x, const RouterOutput& routing)> moe_input;
    /// Experts that are out; layers that are not in the map run as ever.
    const std::map<int, ExpertKnockout>* knockouts = nullptr;
    /// Called with the embedded input [batch, T, hidden]; returns what to go on with (e.g. a leaf that requires grad).
    std::function<at::Tensor(const at::Tensor& embedded)> embedded;
    /// Residual stream [batch, T, hidden] behind a layer's attention, and behind the whole layer; only to look at.
    std::function<void(int layer, const at::Tensor& x)> attended, residual;
};

class Decoder {
public:
    /// Takes weights by their Hugging Face names, already validated against the config; rope rows are de-interleaved here.
    /// `bf16_products`: f32 weights, but linear layers multiply in bf16 (see linear_bf16), for training.
    Decoder(const ModelConfig& config, const TensorMap& weights, bool bf16_products = false);

    /// ids [batch, T] int64. With a cache, positions start at cache->length and T tokens are appended (batch must match), or
    /// only seen by this call when the cache is read-only; without, at 0.
    /// Returns hidden states after the final norm [batch, T, hidden]. Causal.
    [[nodiscard]] at::Tensor forward(const at::Tensor& ids, KvCache* cache = nullptr, const ForwardHooks* hooks = nullptr) const;
    /// [.., hidden] -> [.., vocab] f32
    [[nodiscard]] at::Tensor logits(const at::Tensor& hidden) const;

    /// The final norm of a residual stream [.., hidden], as forward() applies it behind the last layer.
    [[nodiscard]] at::Tensor final_norm(const at::Tensor& x) const;

    [[nodiscard]] const ModelConfig& config() const { return config_; }
    [[nodiscard]] const at::Tensor& final_norm_weight() const { return final_norm_; }  // [hidden]
    /// cos and sin of positions [start, start + length) in the type of activations: [length, rope_dim] each.
    [[nodiscard]] std::pair<at::Tensor, at::Tensor> rotation(std::int64_t start, std::int64_t length) const;
    [[nodiscard]] double score_scale() const { return scale_; }
    [[nodiscard]] at::TensorOptions options() const;  // of activations, keys and values
    [[nodiscard]] std::vector<Layer>& layers() { return layers_; }
    [[nodiscard]] const std::vector<Layer>& layers() const { return layers_; }
    [[nodiscard]] const at::Tensor& embedding() const { return embedding_; }  // [vocab, hidden]
    [[nodiscard]] const Linear& head() const { return head_; }
    /// The feed-forward part of a layer: x [batch, T, hidden] after the norm, without the residual.
    [[nodiscard]] at::Tensor mix(const Layer& layer, int index, const at::Tensor& x, const ForwardHooks* hooks) const;

private:
    [[nodiscard]] at::Tensor attend(const Layer& layer, int index, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin,
                                    KvCache* cache, const ForwardHooks* hooks) const;

    ModelConfig config_;
    at::Tensor embedding_, final_norm_;
    Linear head_;
    at::Tensor rope_cos_, rope_sin_;  // [context, rope_dim / 2] f32
    double scale_ = 1;
    std::vector<Layer> layers_;
};

/// Names and shapes that a folder of this config must hold ("model.norm.weight" -> {256}); the head only when not tied.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> expected_tensors(const ModelConfig& config);

}  // namespace reasonscope::detail
