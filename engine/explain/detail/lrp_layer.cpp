#include "explain/detail/lrp_layer.h"

#include <limits>

#include "model/detail/fused.h"

namespace reasonscope::detail {
namespace {

constexpr double kLatentNormEps = 1e-6;  // the two low-rank norms ignore rms_norm_eps

/// a b, half of the relevance to each.
at::Tensor halves(const at::Tensor& a, const at::Tensor& b) { return (a * b.detach() + a.detach() * b) * 0.5; }
at::Tensor halves_of_matmul(const at::Tensor& a, const at::Tensor& b) { return (at::matmul(a, b.detach()) + at::matmul(a.detach(), b)) * 0.5; }

at::Tensor clamped(const at::Tensor& x, double limit) { return x * (x.clamp(-limit, limit) / (x + (x == 0).to(x.scalar_type()))).detach(); }

/// min(x, limit), and the ratio to x is a constant.
at::Tensor below(const at::Tensor& x, double limit) { return x * (x.clamp_max(limit) / (x + (x == 0).to(x.scalar_type()))).detach(); }

at::Tensor mlp(const Mlp& m, const at::Tensor& x) {
    if (m.clamp > 0) {
        const auto gate = below(m.gate(x), m.clamp), up = clamped(m.up(x), m.clamp) + 1.0;
        return m.down(halves(gate * at::sigmoid(gate * Mlp::kSlope).detach(), up));
    }
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

/// Queries of `x` [1, n, hidden], rotated by cos and sin [n, rope_dim].
at::Tensor queries(const ModelConfig& config, const Attention& a, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto batch = x.size(0), length = x.size(1);
    if (config.attention == AttentionKind::Latent) {
        const std::int64_t nope = config.mla.qk_nope_head_dim, rope = config.mla.qk_rope_head_dim;
        const auto flat = config.mla.q_lora_rank > 0 ? a.q_b(lrp_norm(a.q_a(x), a.q_a_norm, kLatentNormEps)) : a.q(x);
        const auto q = flat.view({batch, length, config.heads, nope + rope}).transpose(1, 2).split_with_sizes({nope, rope}, -1);
        return at::cat({q[0], rotate(q[1], cos, sin)}, -1);
    }
    auto q = a.q(x);
    if (config.qk_norm == QkNorm::Whole) q = lrp_norm(q, a.q_norm, config.rms_norm_eps);
    if (config.clip_qkv > 0) q = clamped(q, config.clip_qkv);
    q = q.view({batch, length, config.heads, config.head_dim});
    if (config.qk_norm == QkNorm::PerHead) q = lrp_norm(q, a.q_norm, config.rms_norm_eps);
    return rotate(q.transpose(1, 2), cos, sin);
}

LrpKeys grouped_keys(const ModelConfig& config, const Attention& a, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    auto k = a.k(x), v = a.v(x);
    if (config.qk_norm == QkNorm::Whole) k = lrp_norm(k, a.k_norm, config.rms_norm_eps);
    if (config.clip_qkv > 0)
        for (auto* t : {&k, &v}) *t = clamped(*t, config.clip_qkv);
    const auto split = [&](const at::Tensor& t) { return t.view({x.size(0), x.size(1), config.kv_heads, config.head_dim}); };
    k = split(k);
    if (config.qk_norm == QkNorm::PerHead) k = lrp_norm(k, a.k_norm, config.rms_norm_eps);
    return {rotate(k.transpose(1, 2), cos, sin), split(v).transpose(1, 2)};
}

LrpKeys latent_keys(const ModelConfig& config, const Attention& a, const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto& mla = config.mla;
    const std::int64_t heads = config.heads, nope = mla.qk_nope_head_dim, rope = mla.qk_rope_head_dim, dv = mla.v_head_dim;
    const auto parts = a.kv_a(x).split_with_sizes({mla.kv_lora_rank, rope}, -1);
    const auto kv = a.kv_b(lrp_norm(parts[0], a.kv_a_norm, kLatentNormEps)).view({x.size(0), x.size(1), heads, nope + dv}).transpose(1, 2).split_with_sizes({nope, dv}, -1);
    const auto k_rope = rotate(parts[1].unsqueeze(1), cos, sin).expand({x.size(0), heads, x.size(1), rope});
    return {at::cat({kv[0], k_rope}, -1), kv[1]};
}

/// Attention of rows [begin, begin + n); x [1, n, hidden] is normed.
at::Tensor attend(const Decoder& decoder, const Layer& layer, int index, const at::Tensor& x, const LrpKeys& keys, std::int64_t begin, RelevanceRules rules) {
    const ModelConfig& config = decoder.config();
    const std::int64_t n = x.size(1), end = begin + n, heads = config.heads, kv_heads = config.kv_heads, rows = heads / kv_heads * n;
    const auto [cos, sin] = decoder.rotation(begin, n);
    auto q = queries(config, layer.attention, x, cos, sin), k = keys.k.narrow(2, 0, end);
    const auto v = keys.v.narrow(2, 0, end);
    constexpr float kHidden = -std::numeric_limits<float>::infinity();
    auto hidden = at::full({n, end}, kHidden, at::TensorOptions(at::kFloat).device(x.device())).triu(begin + 1);
    if (const int window = config.window(index); window > 0) hidden = hidden.masked_fill(at::ones({n, end}, hidden.options()).tril(begin - window) > 0, kHidden);
    const bool constant = rules == RelevanceRules::Conserving;
    if (constant) {
        q = q.detach();
        k = k.detach();
    }
    const auto grouped_q = q.reshape({1, kv_heads, rows, q.size(3)}), transposed = k.transpose(2, 3);
    const auto scores = (constant ? at::matmul(grouped_q, transposed) : halves_of_matmul(grouped_q, transposed)).view({1, heads, n, end});
    const auto logits = scores.to(at::kFloat) * decoder.score_scale() + hidden;
    const auto& sinks = layer.attention.sinks;
    const auto weights = (sinks.defined() ? softmax_with_sinks(logits, sinks) : at::softmax(logits, -1)).to(x.scalar_type()).reshape({1, kv_heads, rows, end});
    const auto mixed = constant ? at::matmul(weights, v) : halves_of_matmul(weights, v);
    return layer.attention.o(mixed.view({1, heads, n, -1}).transpose(1, 2).reshape({1, n, -1}));
}

}  // namespace

at::Tensor lrp_norm(const at::Tensor& x, const at::Tensor& weight, double eps) {
    const auto wide = x.to(at::kFloat);
    const auto scale = at::rsqrt(wide.detach().square().mean(-1, true) + eps);
    return weight * (wide * scale).to(x.scalar_type());
}

LrpKeys lrp_keys(const Decoder& decoder, int index, const at::Tensor& x) {
    const Layer& layer = decoder.layers()[static_cast<std::size_t>(index)];
    const ModelConfig& config = decoder.config();
    const auto normed = lrp_norm(x, layer.input_norm, config.rms_norm_eps);
    const auto [cos, sin] = decoder.rotation(0, x.size(1));
    return config.attention == AttentionKind::Latent ? latent_keys(config, layer.attention, normed, cos, sin) : grouped_keys(config, layer.attention, normed, cos, sin);
}

at::Tensor lrp_rows(const Decoder& decoder, int index, const at::Tensor& x, const LrpKeys& keys, std::int64_t begin, std::int64_t end, RelevanceRules rules) {
    const Layer& layer = decoder.layers()[static_cast<std::size_t>(index)];
    const double eps = decoder.config().rms_norm_eps;
    const auto rows = x.slice(1, begin, end);
    const auto middle = rows + attend(decoder, layer, index, lrp_norm(rows, layer.input_norm, eps), keys, begin, rules);
    const auto normed = lrp_norm(middle, layer.post_norm, eps);
    return middle + (layer.moe ? experts(decoder, layer, normed) : mlp(layer.mlp, normed));
}

}  // namespace reasonscope::detail
