#include "explain/detail/lrp_layer.h"

#include <limits>

namespace reasonscope::detail {
namespace {

constexpr double kLatentNormEps = 1e-6;  // the two low-rank norms ignore rms_norm_eps

/// a b, half of the relevance to each.
at::Tensor halves(const at::Tensor& a, const at::Tensor& b) { return (a * b.detach() + a.detach() * b) * 0.5; }
at::Tensor halves_of_matmul(const at::Tensor& a, const at::Tensor& b) { return (at::matmul(a, b.detach()) + at::matmul(a.detach(), b)) * 0.5; }

at::Tensor clamped(const at::Tensor& x, double limit) { return x * (x.clamp(-limit, limit) / (x + (x == 0).to(x.scalar_type()))).detach(); }

at::Tensor mlp(const Mlp& m, const at::Tensor& x) {
    const auto gate = m.gate(x);
    return m.down(halves(gate * at::sigmoid(gate).detach(), m.up(x)));
}

at::Tensor experts(const Decoder& decoder, const Layer& layer, const at::Tensor& x) {
    const auto& block = layer.moe_block;
    const auto flat = x.reshape({-1, x.size(-1)});
    const auto routing = route(block, decoder.config().moe, flat.detach());
    const auto chosen = routing.experts.cpu();
    auto sum = at::zeros_like(flat);
    for (std::size_t e = 0; e < block.experts.size(); ++e) {
        const auto where = at::nonzero(chosen == static_cast<std::int64_t>(e));  // [n, 2]: row, slot
        if (where.size(0) == 0) continue;
        const auto rows = where.select(1, 0).to(flat.device()), slots = where.select(1, 1).to(flat.device());
        const auto weights = routing.weights.index({rows, slots}).unsqueeze(1).to(flat.scalar_type());
        sum = sum.index_add(0, rows, mlp(block.experts[e], flat.index_select(0, rows)) * weights);
    }
    if (block.has_shared) sum = sum + mlp(block.shared, flat);
    return sum.view(x.sizes());
}

Projected grouped(const ModelConfig& config, const Attention& a, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    auto q = a.q(x), k = a.k(x), v = a.v(x);
    if (config.qk_norm == QkNorm::Whole) {
        q = lrp_norm(q, a.q_norm, config.rms_norm_eps);
        k = lrp_norm(k, a.k_norm, config.rms_norm_eps);
    }
    if (config.clip_qkv > 0)
        for (auto* t : {&q, &k, &v}) *t = clamped(*t, config.clip_qkv);
    const auto split = [&](const at::Tensor& t, std::int64_t heads) { return t.view({x.size(0), x.size(1), heads, config.head_dim}); };
    q = split(q, config.heads);
    k = split(k, config.kv_heads);
    if (config.qk_norm == QkNorm::PerHead) {
        q = lrp_norm(q, a.q_norm, config.rms_norm_eps);
        k = lrp_norm(k, a.k_norm, config.rms_norm_eps);
    }
    return {rotate(q.transpose(1, 2), cos, sin), rotate(k.transpose(1, 2), cos, sin), split(v, config.kv_heads).transpose(1, 2)};
}

Projected latent(const ModelConfig& config, const Attention& a, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto& mla = config.mla;
    const auto batch = x.size(0), length = x.size(1);
    const std::int64_t heads = config.heads, nope = mla.qk_nope_head_dim, rope = mla.qk_rope_head_dim, dv = mla.v_head_dim;
    const auto q_flat = mla.q_lora_rank > 0 ? a.q_b(lrp_norm(a.q_a(x), a.q_a_norm, kLatentNormEps)) : a.q(x);
    const auto q = q_flat.view({batch, length, heads, nope + rope}).transpose(1, 2).split_with_sizes({nope, rope}, -1);
    const auto parts = a.kv_a(x).split_with_sizes({mla.kv_lora_rank, rope}, -1);
    const auto kv = a.kv_b(lrp_norm(parts[0], a.kv_a_norm, kLatentNormEps)).view({batch, length, heads, nope + dv}).transpose(1, 2).split_with_sizes({nope, dv}, -1);
    const auto k_rope = rotate(parts[1].unsqueeze(1), cos, sin).expand({batch, heads, length, rope});
    return {at::cat({q[0], rotate(q[1], cos, sin)}, -1), at::cat({kv[0], k_rope}, -1), kv[1]};
}

at::Tensor attend(const Decoder& decoder, const Layer& layer, int index, const at::Tensor& x, RelevanceRules rules) {
    const ModelConfig& config = decoder.config();
    const auto length = x.size(1);
    const auto [cos, sin] = decoder.rotation(0, length);
    auto [q, k, v] = config.attention == AttentionKind::Latent ? latent(config, layer.attention, x, cos, sin) : grouped(config, layer.attention, x, cos, sin);
    const std::int64_t heads = config.heads, kv_heads = config.kv_heads, rows = heads / kv_heads * length;
    auto hidden = at::full({length, length}, -std::numeric_limits<float>::infinity(), at::TensorOptions(at::kFloat).device(x.device())).triu(1);
    if (const int window = config.window(index); window > 0) hidden = hidden.masked_fill(at::ones({length, length}, hidden.options()).tril(-window) > 0, -std::numeric_limits<float>::infinity());
    if (rules == RelevanceRules::Conserving) {
        q = q.detach();
        k = k.detach();
    }
    const auto grouped_q = q.reshape({1, kv_heads, rows, q.size(3)}), transposed = k.transpose(2, 3);
    const auto scores = (rules == RelevanceRules::Conserving ? at::matmul(grouped_q, transposed) : halves_of_matmul(grouped_q, transposed)).view({1, heads, length, length});
    const auto weights = at::softmax(scores.to(at::kFloat) * decoder.score_scale() + hidden, -1).to(x.scalar_type()).reshape({1, kv_heads, rows, length});
    const auto mixed = rules == RelevanceRules::Conserving ? at::matmul(weights, v) : halves_of_matmul(weights, v);
    return layer.attention.o(mixed.view({1, heads, length, -1}).transpose(1, 2).reshape({1, length, -1}));
}

}  // namespace

at::Tensor lrp_norm(const at::Tensor& x, const at::Tensor& weight, double eps) {
    const auto wide = x.to(at::kFloat);
    const auto scale = at::rsqrt(wide.detach().square().mean(-1, true) + eps);
    return weight * (wide * scale).to(x.scalar_type());
}

at::Tensor lrp_layer(const Decoder& decoder, int index, const at::Tensor& x, RelevanceRules rules) {
    const Layer& layer = decoder.layers()[static_cast<std::size_t>(index)];
    const double eps = decoder.config().rms_norm_eps;
    const auto middle = x + attend(decoder, layer, index, lrp_norm(x, layer.input_norm, eps), rules);
    const auto normed = lrp_norm(middle, layer.post_norm, eps);
    return middle + (layer.moe ? experts(decoder, layer, normed) : mlp(layer.mlp, normed));
}

}  // namespace reasonscope::detail
