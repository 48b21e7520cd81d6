#include "model/detail/attention.h"

#include "model/detail/fused.h"
#include "model/detail/rope.h"

namespace reasonscope::detail {
namespace {

constexpr double kLatentNormEps = 1e-6;  // the two low-rank norms ignore rms_norm_eps

Projected project_latent(const ModelConfig& config, const Attention& a, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto& mla = config.mla;
    const auto batch = x.size(0), length = x.size(1);
    const std::int64_t heads = config.heads, nope = mla.qk_nope_head_dim, rope = mla.qk_rope_head_dim, dv = mla.v_head_dim;
    const auto q_flat = mla.q_lora_rank > 0 ? a.q_b(rms_norm(a.q_a(x), a.q_a_norm, kLatentNormEps)) : a.q(x);
    const auto q = q_flat.view({batch, length, heads, nope + rope}).transpose(1, 2).split_with_sizes({nope, rope}, -1);
    const auto latent = a.kv_a(x).split_with_sizes({mla.kv_lora_rank, rope}, -1);
    const auto kv = a.kv_b(rms_norm(latent[0].contiguous(), a.kv_a_norm, kLatentNormEps))
                        .view({batch, length, heads, nope + dv}).transpose(1, 2).split_with_sizes({nope, dv}, -1);
    const auto k_rope = rotate(latent[1].unsqueeze(1), cos, sin).expand({batch, heads, length, rope});
    return {at::cat({q[0], rotate(q[1], cos, sin)}, -1), at::cat({kv[0], k_rope}, -1), kv[1]};
}

Projected project_grouped(const ModelConfig& config, const Attention& a, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    auto q = a.q(x), k = a.k(x), v = a.v(x);
    if (config.qk_norm == QkNorm::Whole) {
        q = rms_norm(q, a.q_norm, config.rms_norm_eps);
        k = rms_norm(k, a.k_norm, config.rms_norm_eps);
    }
    if (config.clip_qkv > 0)
        for (auto* t : {&q, &k, &v}) *t = t->clamp(-config.clip_qkv, config.clip_qkv);
    const auto split = [&](const at::Tensor& t, std::int64_t heads) { return t.view({x.size(0), x.size(1), heads, config.head_dim}); };
    q = split(q, config.heads);
    k = split(k, config.kv_heads);
    if (config.qk_norm == QkNorm::PerHead) {
        q = rms_norm(q, a.q_norm, config.rms_norm_eps);
        k = rms_norm(k, a.k_norm, config.rms_norm_eps);
    }
    return {rotate(q.transpose(1, 2), cos, sin), rotate(k.transpose(1, 2), cos, sin), split(v, config.kv_heads).transpose(1, 2)};
}

}  // namespace

Attention read_attention(const ModelConfig& config, const WeightReader& weights, const std::string& prefix) {
    Attention a;
    a.o = weights.linear(prefix + "o_proj");
    if (config.sinks) a.sinks = weights.tensor(prefix + "sinks").to(at::kFloat).contiguous();
    if (config.attention == AttentionKind::Grouped) {
        a.q = weights.linear(prefix + "q_proj");
        a.k = weights.linear(prefix + "k_proj");
        a.v = weights.linear(prefix + "v_proj");
        if (config.qk_norm != QkNorm::None) {
            a.q_norm = weights.tensor(prefix + "q_norm.weight");
            a.k_norm = weights.tensor(prefix + "k_norm.weight");
        }
        return a;
    }
    const auto& mla = config.mla;
    const int rope = mla.qk_rope_head_dim, blocks = mla.rope_interleave ? config.heads : 0;
    if (mla.q_lora_rank > 0) {
        a.q_a = weights.linear(prefix + "q_a_proj");
        a.q_a_norm = weights.tensor(prefix + "q_a_layernorm.weight");
        a.q_b = weights.linear(prefix + "q_b_proj", blocks, rope);
    } else {
        a.q = weights.linear(prefix + "q_proj", blocks, rope);
    }
    a.kv_a = weights.linear(prefix + "kv_a_proj_with_mqa", mla.rope_interleave ? 1 : 0, rope);
    a.kv_a_norm = weights.tensor(prefix + "kv_a_layernorm.weight");
    a.kv_b = weights.linear(prefix + "kv_b_proj");
    return a;
}

Projected project(const ModelConfig& config, const Attention& attention, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    return config.attention == AttentionKind::Latent ? project_latent(config, attention, x, cos, sin) : project_grouped(config, attention, x, cos, sin);
}

KvCache KvCache::allocate(const ModelConfig& config, std::int64_t batch, std::int64_t capacity, const at::TensorOptions& options) {
    KvCache cache;
    cache.capacity = capacity;
    for (int i = 0; i < config.layers; ++i) {
        cache.k.push_back(at::zeros({batch, config.kv_heads, capacity, config.head_dim_qk()}, options));
        cache.v.push_back(at::zeros({batch, config.kv_heads, capacity, config.head_dim_v()}, options));
    }
    return cache;
}

std::int64_t KvCache::bytes() const {
    std::int64_t total = 0;
    for (const auto& t : k) total += static_cast<std::int64_t>(t.nbytes());
    for (const auto& t : v) total += static_cast<std::int64_t>(t.nbytes());
    return total;
}

}  // namespace reasonscope::detail
