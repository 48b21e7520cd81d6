#include "model/detail/decoder.h"

#include <cmath>

#include "model/detail/fused.h"
#include "model/detail/wide.h"

namespace reasonscope::detail {

Decoder::Decoder(const ModelConfig& config, const TensorMap& weights, bool bf16_products) : config_(config) {
    const WeightReader reader(weights, bf16_products);
    embedding_ = reader.tensor("model.embed_tokens.weight");
    final_norm_ = reader.tensor("model.norm.weight");
    const auto head = reader.optional("lm_head.weight");
    head_.weight = config.tie_word_embeddings || !head.defined() ? embedding_ : head;
    head_.bf16_products = bf16_products;
    for (int i = 0; i < config.layers; ++i) {
        const auto prefix = "model.layers." + std::to_string(i) + ".";
        Layer layer;
        layer.input_norm = reader.tensor(prefix + "input_layernorm.weight");
        layer.post_norm = reader.tensor(prefix + "post_attention_layernorm.weight");
        layer.attention = read_attention(config, reader, prefix + "self_attn.");
        layer.moe = config.is_moe_layer(i);
        if (layer.moe) layer.moe_block = read_moe(config.moe, reader, prefix);
        else layer.mlp = reader.mlp(prefix + "mlp");
        layers_.push_back(std::move(layer));
    }
    std::tie(rope_cos_, rope_sin_) = rotary_tables(config.rope, config.rope_dim(), config.context);
    rope_cos_ = rope_cos_.to(embedding_.device());
    rope_sin_ = rope_sin_.to(embedding_.device());
    scale_ = 1.0 / std::sqrt(static_cast<double>(config.head_dim_qk()));
    if (config.attention == AttentionKind::Latent) scale_ *= yarn_score_gain(config.rope);
}

at::TensorOptions Decoder::options() const { return embedding_.options().dtype(activation_type(embedding_)); }

at::Tensor Decoder::attend(const Layer& layer, int index, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin,
                           KvCache* cache, const ForwardHooks* hooks) const {
    const auto batch = x.size(0), length = x.size(1);
    const std::int64_t heads = config_.heads, kv_heads = config_.kv_heads;
    auto [q, k, v] = project(config_, layer.attention, x, cos, sin);
    if (cache) {
        const auto at = cache->length;
        const auto slot = static_cast<std::size_t>(index);
        if (cache->read_only) {
            const auto behind = [&](const at::Tensor& kept, const at::Tensor& own) { return at::cat({kept.narrow(2, 0, at), own}, 2); };
            k = behind(cache->k[slot], k);
            v = behind(cache->v[slot], v);
        } else {
            cache->k[slot].narrow(2, at, length).copy_(k);
            cache->v[slot].narrow(2, at, length).copy_(v);
            k = cache->k[slot].narrow(2, 0, at + length);
            v = cache->v[slot].narrow(2, 0, at + length);
        }
    }
    // The query heads of a group are rows of one product with the key head that they share.
    const auto rows = heads / kv_heads * length, keys = k.size(2);
    auto scores = at::matmul(q.reshape({batch, kv_heads, rows, q.size(3)}), k.transpose(2, 3)).view({batch, heads, length, keys});
    if (hooks && hooks->score_bias.defined()) scores = scores + hooks->score_bias / scale_;
    if (hooks && hooks->scores) hooks->scores(index, scores);
    auto weights = causal_softmax(scores, scale_, keys - length, config_.window(index), layer.attention.sinks);
    if (hooks && hooks->attention) weights = hooks->attention(index, weights);
    const auto mixed = at::matmul(weights.to(x.scalar_type()).reshape({batch, kv_heads, rows, keys}), v).view({batch, heads, length, -1});
    return layer.attention.o(mixed.transpose(1, 2).reshape({batch, length, -1}));
}

at::Tensor Decoder::mix(const Layer& layer, int index, const at::Tensor& x, const ForwardHooks* hooks) const {
    if (!layer.moe) return layer.mlp(x);
    const auto& block = layer.moe_block;
    const auto flat = x.reshape({-1, config_.hidden_size});
    const ExpertKnockout* knockout = nullptr;
    if (hooks && hooks->knockouts)
        if (const auto found = hooks->knockouts->find(index); found != hooks->knockouts->end()) knockout = &found->second;
    auto routing = route(block, config_.moe, flat, knockout);
    at::Tensor instead;
    if (knockout && !knockout->reroute) instead = take_out(routing, *knockout, flat.scalar_type());
    if (hooks && hooks->moe_input) hooks->moe_input(index, flat, routing);
    auto routed = run_experts(block, routing, flat);
    if (instead.defined()) routed = routed + instead;
    at::Tensor shared;
    if (block.has_shared) shared = block.shared(flat);
    if (hooks && hooks->router) {
        const auto size = [](const at::Tensor& t) { return t.detach().to(at::kFloat).norm(2, -1); };
        routing.shared_share = at::zeros({flat.size(0)}, routing.weights.options());
        if (shared.defined()) {
            const auto s = size(shared);
            routing.shared_share = s / (s + size(routed)).clamp_min(1e-20);
        }
        hooks->router(index, routing);
    }
    if (shared.defined()) routed = routed + shared;
    return routed.view(x.sizes());
}

at::Tensor Decoder::forward(const at::Tensor& ids, KvCache* cache, const ForwardHooks* hooks) const {
    const auto length = ids.size(1);
    const auto start = cache ? cache->length : 0;
    const auto [cos, sin] = rotation(start, length);
    auto x = at::embedding(embedding_, ids).to(activation_type(embedding_));
    if (hooks && hooks->embedded) x = hooks->embedded(x);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const auto& layer = layers_[i];
        const int index = static_cast<int>(i);
        x = x + attend(layer, index, rms_norm(x, layer.input_norm, config_.rms_norm_eps), cos, sin, cache, hooks);
        if (hooks && hooks->attended) hooks->attended(index, x);
        x = x + mix(layer, index, rms_norm(x, layer.post_norm, config_.rms_norm_eps), hooks);
        if (hooks && hooks->residual) hooks->residual(index, x);
    }
    if (cache && !cache->read_only) cache->length += length;
    return final_norm(x);
}

at::Tensor Decoder::final_norm(const at::Tensor& x) const { return rms_norm(x, final_norm_, config_.rms_norm_eps); }

std::pair<at::Tensor, at::Tensor> Decoder::rotation(std::int64_t start, std::int64_t length) const {
    const auto angles = [&](const at::Tensor& table) { return table.narrow(0, start, length).to(activation_type(embedding_)).repeat({1, 2}); };
    return {angles(rope_cos_), angles(rope_sin_)};
}

at::Tensor Decoder::logits(const at::Tensor& hidden) const { return head_(hidden).to(at::kFloat); }

}  // namespace reasonscope::detail
