#include "model/detail/decoder.h"

#include <cmath>
#include <limits>

#include "model/detail/fused.h"

namespace reasonscope::detail {
namespace {

constexpr double kLatentNormEps = 1e-6;  // the two low-rank norms ignore rms_norm_eps

double yarn_mscale(double factor, double mscale) { return factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0; }

/// Rotary angles of all positions: cos, sin [context, rope_dim] f32, halves repeated. Yarn as in arXiv 2309.00071.
std::pair<at::Tensor, at::Tensor> rotary_tables(const RopeConfig& rope, int dim, int context) {
    const int half = dim / 2;
    std::vector<double> omega(static_cast<std::size_t>(half));
    for (int i = 0; i < half; ++i) omega[static_cast<std::size_t>(i)] = std::pow(rope.theta, -2.0 * i / dim);
    double gain = 1.0;
    if (rope.yarn) {
        const auto correction = [&](double rotations) {
            return dim * std::log(rope.original_context / (rotations * 2.0 * M_PI)) / (2.0 * std::log(rope.theta));
        };
        double low = correction(rope.beta_fast), high = correction(rope.beta_slow);
        if (rope.truncate) low = std::floor(low), high = std::ceil(high);
        low = std::max(low, 0.0);
        high = std::min(high, dim - 1.0);
        if (low == high) high += 1e-3;
        for (int i = 0; i < half; ++i) {
            const double ramp = std::clamp((i - low) / (high - low), 0.0, 1.0);
            auto& w = omega[static_cast<std::size_t>(i)];
            w = w * ((1.0 - ramp) + ramp / rope.factor);
        }
        if (rope.attention_factor > 0) gain = rope.attention_factor;
        else if (rope.mscale != 0 && rope.mscale_all_dim != 0)
            gain = yarn_mscale(rope.factor, rope.mscale) / yarn_mscale(rope.factor, rope.mscale_all_dim);
        else gain = yarn_mscale(rope.factor, 1.0);
    }
    const auto frequencies = at::tensor(at::ArrayRef<double>(omega), at::kDouble).to(at::kFloat);
    const auto angles = at::outer(at::arange(context, at::kFloat), frequencies);
    const auto both = at::cat({angles, angles}, 1);
    return {at::cos(both) * gain, at::sin(both) * gain};
}

/// x [.., T, dim]; cos, sin [T, dim] in x's dtype. Split-half rotation.
at::Tensor rotate(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto halves = x.chunk(2, -1);
    return x * cos + at::cat({-halves[1], halves[0]}, -1) * sin;
}

const at::Tensor& need(const TensorMap& weights, const std::string& name) { return weights.at(name); }

/// Rows i of `weight` regrouped by `order` over the rope rows of each block.
at::Tensor reorder_rope(const at::Tensor& weight, int blocks, int rope, bool to_halves) {
    const auto rows = weight.size(0) / blocks;
    auto order = at::arange(rows, at::kLong);
    auto* index = order.data_ptr<std::int64_t>() + (rows - rope);
    for (int i = 0; i < rope; ++i) {
        const int pair = to_halves ? (i < rope / 2 ? 2 * i : 2 * (i - rope / 2) + 1) : (i % 2 == 0 ? i / 2 : rope / 2 + i / 2);
        index[i] = rows - rope + pair;
    }
    const auto shape = weight.sizes();
    return weight.reshape({blocks, rows, -1}).index_select(1, order.to(weight.device())).reshape(shape).contiguous();
}

}  // namespace

at::Tensor deinterleave_rope(const at::Tensor& weight, int blocks, int rope) { return reorder_rope(weight, blocks, rope, true); }
at::Tensor interleave_rope(const at::Tensor& weight, int blocks, int rope) { return reorder_rope(weight, blocks, rope, false); }

at::Tensor Linear::operator()(const at::Tensor& x) const {
    if (bf16_products) {
        const auto y = linear_bf16(x, weight);
        return bias.defined() ? y + bias : y;
    }
    return bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
}

at::Tensor Mlp::operator()(const at::Tensor& x) const { return down(silu_times(gate(x), up(x))); }

KvCache KvCache::allocate(const ModelConfig& config, std::int64_t batch, std::int64_t capacity, const at::TensorOptions& options) {
    KvCache cache;
    cache.capacity = capacity;
    for (int i = 0; i < config.layers; ++i) {
        cache.k.push_back(at::zeros({batch, config.heads, capacity, config.head_dim_qk()}, options));
        cache.v.push_back(at::zeros({batch, config.heads, capacity, config.mla.v_head_dim}, options));
    }
    return cache;
}

std::int64_t KvCache::bytes() const {
    std::int64_t total = 0;
    for (const auto& t : k) total += static_cast<std::int64_t>(t.nbytes());
    for (const auto& t : v) total += static_cast<std::int64_t>(t.nbytes());
    return total;
}

Decoder::Decoder(const ModelConfig& config, const TensorMap& weights, bool bf16_products) : config_(config) {
    const auto& mla = config.mla;
    const bool swap = mla.rope_interleave;
    const auto linear = [&](const std::string& name, int blocks = 0) {
        Linear l;
        l.bf16_products = bf16_products;
        const auto& w = need(weights, name + ".weight");
        l.weight = blocks > 0 && swap ? deinterleave_rope(w, blocks, mla.qk_rope_head_dim) : w;
        if (const auto bias = weights.find(name + ".bias"); bias != weights.end())
            l.bias = blocks > 0 && swap ? deinterleave_rope(bias->second, blocks, mla.qk_rope_head_dim) : bias->second;
        return l;
    };
    const auto mlp = [&](const std::string& name) {
        return Mlp{linear(name + ".gate_proj"), linear(name + ".up_proj"), linear(name + ".down_proj")};
    };
    embedding_ = need(weights, "model.embed_tokens.weight");
    final_norm_ = need(weights, "model.norm.weight");
    const auto head = weights.find("lm_head.weight");
    head_.weight = config.tie_word_embeddings || head == weights.end() ? embedding_ : head->second;
    head_.bf16_products = bf16_products;
    for (int i = 0; i < config.layers; ++i) {
        const auto prefix = "model.layers." + std::to_string(i) + ".";
        Layer layer;
        layer.input_norm = need(weights, prefix + "input_layernorm.weight");
        layer.post_norm = need(weights, prefix + "post_attention_layernorm.weight");
        auto& a = layer.attention;
        if (mla.q_lora_rank > 0) {
            a.q_a = linear(prefix + "self_attn.q_a_proj");
            a.q_a_norm = need(weights, prefix + "self_attn.q_a_layernorm.weight");
            a.q_b = linear(prefix + "self_attn.q_b_proj", config.heads);
        } else {
            a.q = linear(prefix + "self_attn.q_proj", config.heads);
        }
        a.kv_a = linear(prefix + "self_attn.kv_a_proj_with_mqa", 1);
        a.kv_a_norm = need(weights, prefix + "self_attn.kv_a_layernorm.weight");
        a.kv_b = linear(prefix + "self_attn.kv_b_proj");
        a.o = linear(prefix + "self_attn.o_proj");
        layer.moe = config.is_moe_layer(i);
        if (layer.moe) {
            auto& m = layer.moe_block;
            m.router = need(weights, prefix + "mlp.gate.weight");
            m.router_bias = need(weights, prefix + "mlp.gate.e_score_correction_bias").to(at::kFloat);
            for (int e = 0; e < config.moe.experts; ++e) m.experts.push_back(mlp(prefix + "mlp.experts." + std::to_string(e)));
            m.has_shared = config.moe.shared_experts > 0;
            if (m.has_shared) m.shared = mlp(prefix + "mlp.shared_experts");
        } else {
            layer.mlp = mlp(prefix + "mlp");
        }
        layers_.push_back(std::move(layer));
    }
    std::tie(rope_cos_, rope_sin_) = rotary_tables(config.rope, mla.qk_rope_head_dim, config.context);
    rope_cos_ = rope_cos_.to(embedding_.device());
    rope_sin_ = rope_sin_.to(embedding_.device());
    scale_ = 1.0 / std::sqrt(static_cast<double>(config.head_dim_qk()));
    if (config.rope.yarn && config.rope.mscale_all_dim != 0) {
        const double m = yarn_mscale(config.rope.factor, config.rope.mscale_all_dim);
        scale_ *= m * m;
    }
}

at::Tensor Decoder::attend(const Layer& layer, int index, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin,
                           KvCache* cache, const ForwardHooks* hooks) const {
    const auto& mla = config_.mla;
    const auto& a = layer.attention;
    const auto batch = x.size(0), length = x.size(1);
    const std::int64_t heads = config_.heads, nope = mla.qk_nope_head_dim, rope = mla.qk_rope_head_dim, dv = mla.v_head_dim;

    const auto q_flat = mla.q_lora_rank > 0 ? a.q_b(rms_norm(a.q_a(x), a.q_a_norm, kLatentNormEps)) : a.q(x);
    const auto q_heads = q_flat.view({batch, length, heads, nope + rope}).transpose(1, 2);
    const auto q_parts = q_heads.split_with_sizes({nope, rope}, -1);

    const auto latent = a.kv_a(x).split_with_sizes({mla.kv_lora_rank, rope}, -1);
    const auto kv = a.kv_b(rms_norm(latent[0].contiguous(), a.kv_a_norm, kLatentNormEps))
                        .view({batch, length, heads, nope + dv}).transpose(1, 2).split_with_sizes({nope, dv}, -1);
    const auto k_rope = rotate(latent[1].unsqueeze(1), cos, sin).expand({batch, heads, length, rope});

    const auto q = at::cat({q_parts[0], rotate(q_parts[1], cos, sin)}, -1);  // [batch, heads, T, qk]
    auto k = at::cat({kv[0], k_rope}, -1);
    auto v = kv[1];
    if (cache) {
        const auto at = cache->length;
        const auto slot = static_cast<std::size_t>(index);
        cache->k[slot].narrow(2, at, length).copy_(k);
        cache->v[slot].narrow(2, at, length).copy_(v);
        k = cache->k[slot].narrow(2, 0, at + length);
        v = cache->v[slot].narrow(2, 0, at + length);
    }
    auto scores = at::matmul(q, k.transpose(2, 3));
    if (hooks && hooks->score_bias.defined()) scores = scores + hooks->score_bias / scale_;
    auto weights = causal_softmax(scores, scale_, k.size(2) - length);
    if (hooks && hooks->attention) weights = hooks->attention(index, weights);
    const auto mixed = at::matmul(weights.to(x.scalar_type()), v);
    return a.o(mixed.transpose(1, 2).reshape({batch, length, heads * dv}));
}

namespace {

/// DeepSeek-V3 gate: sigmoid scores, selection by biased scores within the best groups, weights from unbiased scores.
RouterOutput route(const MoeBlock& block, const MoeConfig& moe, const at::Tensor& x) {
    RouterOutput out;
    out.scores = at::sigmoid(at::linear(x.to(at::kFloat), block.router.to(at::kFloat)));
    at::Tensor biased = (out.scores + block.router_bias).detach();
    if (moe.n_group > 1) {
        const auto n = biased.size(0);
        const auto groups = biased.view({n, moe.n_group, -1});
        const auto group_score = std::get<0>(groups.topk(2, -1)).sum(-1);
        const auto kept = std::get<1>(group_score.topk(moe.topk_group, -1));
        const auto mask = at::zeros_like(group_score).scatter_(1, kept, 1).unsqueeze(-1).expand_as(groups).reshape(biased.sizes());
        biased = biased.masked_fill(mask == 0, -std::numeric_limits<float>::infinity());
    }
    auto chosen = std::get<1>(biased.topk(moe.experts_per_token, -1));
    auto weights = out.scores.gather(1, chosen);
    const auto order = std::get<1>(weights.detach().sort(/*stable=*/true, 1, /*descending=*/true));
    chosen = chosen.gather(1, order);
    weights = weights.gather(1, order);
    if (moe.norm_topk_prob) weights = weights / (weights.sum(-1, true) + 1e-20);
    out.experts = chosen;
    out.weights = weights * static_cast<double>(moe.routed_scaling_factor);
    return out;
}

/// Sum over the chosen experts of weight * expert(x); tokens are grouped by expert. x [N, hidden].
at::Tensor run_experts(const MoeBlock& block, const RouterOutput& routing, const at::Tensor& x) {
    const auto k = routing.experts.size(1);
    if (x.size(0) == 1) {
        const auto ids = routing.experts.cpu();
        at::Tensor sum;
        for (std::int64_t slot = 0; slot < k; ++slot) {
            const auto y = block.experts[static_cast<std::size_t>(ids.data_ptr<std::int64_t>()[slot])](x) *
                           routing.weights.narrow(1, slot, 1).to(x.scalar_type());
            sum = sum.defined() ? sum + y : y;
        }
        return sum;
    }
    const auto flat = routing.experts.reshape({-1});
    const auto order = std::get<1>(flat.sort(/*stable=*/true, 0, false));  // assignments grouped by expert
    const auto counts = at::bincount(flat, {}, static_cast<std::int64_t>(block.experts.size())).cpu();
    const auto rows = order.floor_divide(k);
    const auto gathered = x.index_select(0, rows);
    std::vector<at::Tensor> parts;
    std::int64_t begin = 0;
    for (std::size_t e = 0; e < block.experts.size(); ++e) {
        const auto n = counts.data_ptr<std::int64_t>()[e];
        if (n == 0) continue;
        parts.push_back(block.experts[e](gathered.narrow(0, begin, n)));
        begin += n;
    }
    const auto weighted = at::cat(parts) * routing.weights.reshape({-1}).index_select(0, order).unsqueeze(1).to(x.scalar_type());
    return at::zeros_like(x).index_add(0, rows, weighted);
}

}  // namespace

at::Tensor Decoder::mix(const Layer& layer, int index, const at::Tensor& x, const ForwardHooks* hooks) const {
    if (!layer.moe) return layer.mlp(x);
    const auto& block = layer.moe_block;
    const auto flat = x.reshape({-1, config_.hidden_size});
    auto routing = route(block, config_.moe, flat);
    auto routed = run_experts(block, routing, flat);
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
    const auto type = embedding_.scalar_type();
    const auto cos = rope_cos_.narrow(0, start, length).to(type), sin = rope_sin_.narrow(0, start, length).to(type);
    auto x = at::embedding(embedding_, ids);
    if (hooks && hooks->embedded) x = hooks->embedded(x);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const auto& layer = layers_[i];
        const int index = static_cast<int>(i);
        x = x + attend(layer, index, rms_norm(x, layer.input_norm, config_.rms_norm_eps), cos, sin, cache, hooks);
        x = x + mix(layer, index, rms_norm(x, layer.post_norm, config_.rms_norm_eps), hooks);
    }
    if (cache) cache->length += length;
    return rms_norm(x, final_norm_, config_.rms_norm_eps);
}

at::Tensor Decoder::logits(const at::Tensor& hidden) const { return head_(hidden).to(at::kFloat); }

TensorMap Decoder::parameters() const {
    TensorMap map{{"model.embed_tokens.weight", embedding_}, {"model.norm.weight", final_norm_}};
    if (!head_.weight.is_same(embedding_)) map["lm_head.weight"] = head_.weight;
    const auto put = [&](const std::string& name, const Linear& l) {
        if (!l.weight.defined()) return;
        map[name + ".weight"] = l.weight;
        if (l.bias.defined()) map[name + ".bias"] = l.bias;
    };
    const auto put_mlp = [&](const std::string& name, const Mlp& m) {
        put(name + ".gate_proj", m.gate);
        put(name + ".up_proj", m.up);
        put(name + ".down_proj", m.down);
    };
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const auto& layer = layers_[i];
        const auto prefix = "model.layers." + std::to_string(i) + ".";
        const auto& a = layer.attention;
        map[prefix + "input_layernorm.weight"] = layer.input_norm;
        map[prefix + "post_attention_layernorm.weight"] = layer.post_norm;
        put(prefix + "self_attn.q_proj", a.q);
        put(prefix + "self_attn.q_a_proj", a.q_a);
        put(prefix + "self_attn.q_b_proj", a.q_b);
        if (a.q_a_norm.defined()) map[prefix + "self_attn.q_a_layernorm.weight"] = a.q_a_norm;
        put(prefix + "self_attn.kv_a_proj_with_mqa", a.kv_a);
        map[prefix + "self_attn.kv_a_layernorm.weight"] = a.kv_a_norm;
        put(prefix + "self_attn.kv_b_proj", a.kv_b);
        put(prefix + "self_attn.o_proj", a.o);
        if (!layer.moe) {
            put_mlp(prefix + "mlp", layer.mlp);
            continue;
        }
        const auto& m = layer.moe_block;
        map[prefix + "mlp.gate.weight"] = m.router;
        map[prefix + "mlp.gate.e_score_correction_bias"] = m.router_bias;
        for (std::size_t e = 0; e < m.experts.size(); ++e) put_mlp(prefix + "mlp.experts." + std::to_string(e), m.experts[e]);
        if (m.has_shared) put_mlp(prefix + "mlp.shared_experts", m.shared);
    }
    return map;
}

}  // namespace reasonscope::detail
