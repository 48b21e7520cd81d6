#include "explain/detail/layerwise.h"

#include <limits>

#include "model/detail/fused.h"
#include "model/detail/guarded.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kRowBlock = 256;  // bounds the scores to [heads, 256, T]

struct KeysValues {
    at::Tensor k, v;  // [1, kv_heads, T, dim]
};

/// Weights applied to values, rows in blocks that see no later key: [1, heads, rows, v_dim].
at::Tensor attend(const Decoder& decoder, const Layer& of, int layer, const at::Tensor& q, const KeysValues& kv, const Continuation& variant, const std::stop_token& stop) {
    const auto& config = decoder.config();
    const std::int64_t heads = config.heads, kv_heads = config.kv_heads, rows = q.size(2);
    std::vector<at::Tensor> parts;
    for (std::int64_t at = 0; at < rows; at += kRowBlock) {
        if (stop.stop_requested()) throw Stopped{};
        const auto n = std::min(kRowBlock, rows - at), keys = variant.begin + at + n;
        const auto k = kv.k.narrow(2, 0, keys), v = kv.v.narrow(2, 0, keys);
        const auto block = q.narrow(2, at, n).reshape({1, kv_heads, heads / kv_heads * n, q.size(3)});
        auto scores = at::matmul(block, k.transpose(2, 3)).view({1, heads, n, keys});
        if (const auto last = std::min(variant.hidden_last, keys); variant.hidden_first < last)
            scores.slice(3, variant.hidden_first, last).fill_(-std::numeric_limits<float>::infinity());
        const auto weights = causal_softmax(scores, decoder.score_scale(), keys - n, config.window(layer), of.attention.sinks);
        parts.push_back(at::matmul(weights.to(q.scalar_type()).view({1, kv_heads, heads / kv_heads * n, keys}), v).view({1, heads, n, -1}));
    }
    return at::cat(parts, 2);
}

/// One layer over x [1, rows, hidden], in place. `before` holds the keys and values of the rows before; the new ones are returned.
KeysValues advance(const Decoder& decoder, const Layer& layer, int index, at::Tensor& x, const Continuation& variant, const KeysValues* before,
                   const std::stop_token& stop) {
    const auto eps = decoder.config().rms_norm_eps;
    const auto rows = x.size(1);
    const auto [cos, sin] = decoder.rotation(variant.begin, rows);
    const auto own = project(decoder.config(), layer.attention, rms_norm(x, layer.input_norm, eps), cos, sin);
    KeysValues all{own.k, own.v};
    if (before) {
        all.k = at::cat({before->k.narrow(2, 0, variant.begin), own.k}, 2);
        all.v = at::cat({before->v.narrow(2, 0, variant.begin), own.v}, 2);
    }
    const auto mixed = attend(decoder, layer, index, own.q, all, variant, stop);
    x = x + layer.attention.o(mixed.transpose(1, 2).reshape({1, rows, -1}));
    x = x + decoder.mix(layer, index, rms_norm(x, layer.post_norm, eps), nullptr);
    return all;
}

}  // namespace

at::Tensor run_layerwise(const Decoder& decoder, const at::Tensor& ids, std::span<Continuation> variants, const std::function<void(double)>& done,
                         const std::stop_token& stop) {
    at::Tensor chain = at::embedding(decoder.embedding(), ids).to(decoder.options().dtype());  // [1, end, hidden]
    for (Continuation& variant : variants) variant.hidden = chain.slice(1, variant.begin, variant.end);
    const auto count = decoder.layers().size();
    for (std::size_t i = 0; i < count; ++i) {
        const Layer& layer = decoder.layers()[i];
        const int index = static_cast<int>(i);
        const KeysValues own = advance(decoder, layer, index, chain, {}, nullptr, stop);
        for (std::size_t v = 0; v < variants.size(); ++v) {
            advance(decoder, layer, index, variants[v].hidden, variants[v], &own, stop);
            if (done) done((static_cast<double>(i) + static_cast<double>(v + 1) / static_cast<double>(variants.size())) / static_cast<double>(count));
        }
    }
    for (Continuation& variant : variants) variant.hidden = decoder.final_norm(variant.hidden).squeeze(0);
    return decoder.final_norm(chain).squeeze(0);
}

}  // namespace reasonscope::detail
