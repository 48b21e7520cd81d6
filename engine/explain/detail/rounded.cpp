#include "explain/detail/rounded.h"

#include <algorithm>
#include <memory>

#include "model/detail/changes.h"
#include "model/detail/fused.h"
#include "model/detail/guarded.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kRowBlock = 256;  // bounds the scores to [heads, 256, end]
constexpr std::int64_t kStart = 32;      // continuations begin at its multiples: products come in few shapes, each of which oneDNN compiles

/// A continuation on its way, from a row at or before its own first.
struct Variant {
    std::int64_t start = 0, hidden_first = 0, hidden_last = 0;
    at::Tensor x;       // [1, end - start, hidden]
    at::Tensor dk, dv;  // [kv_heads, end - start, dim] bf16, what this layer's keys and values differ by
};

/// What a block of the chain's own rows gave in a layer.
struct Block {
    std::int64_t first = 0, rows = 0;
    Projected own;
    at::Tensor weights;  // [heads, rows, first + rows]
    at::Tensor mixed;    // [heads, rows, v_dim]
};

/// A copy of the layer whose products are compared with the chain's own; `references` are those of its products.
Layer compared(const Layer& layer, std::vector<std::shared_ptr<LinearReference>>& references) {
    Layer copy = layer;
    Attention& a = copy.attention;
    Mlp& shared = copy.moe_block.shared;
    for (Linear* linear : {&a.q, &a.q_a, &a.q_b, &a.kv_a, &a.kv_b, &a.k, &a.v, &a.o, &copy.mlp.gate, &copy.mlp.up, &copy.mlp.down, &shared.gate,
                           &shared.up, &shared.down}) {
        if (!linear->weight.defined()) continue;
        references.push_back(linear->reference = std::make_shared<LinearReference>());
    }
    return copy;
}

class RoundedLayer {
public:
    RoundedLayer(const Decoder& decoder, std::size_t index, std::int64_t end)
        : decoder_(decoder), config_(decoder.config()), index_(static_cast<int>(index)), layer_(compared(decoder.layers()[index], references_)) {
        const auto room = [&](std::int64_t dim) { return at::empty({config_.kv_heads, end, dim}, decoder.options()); };
        k_ = room(config_.head_dim_qk());
        v_ = room(config_.head_dim_v());
        narrow_k_ = at::empty_like(k_, at::kBFloat16);
        narrow_v_ = at::empty_like(v_, at::kBFloat16);
    }

    /// Rows [first, first + rows) of the chain, x [1, end, hidden], in place.
    Block chain(at::Tensor& x, std::int64_t first, std::int64_t rows) {
        for (const auto& reference : references_) reference->recording = true;
        Block block{first, rows, project_rows(x.narrow(1, first, rows), first), {}, {}};
        const auto keys = first + rows;
        for (auto* k : {&k_, &narrow_k_}) k->narrow(1, first, rows).copy_(block.own.k.squeeze(0));
        for (auto* v : {&v_, &narrow_v_}) v->narrow(1, first, rows).copy_(block.own.v.squeeze(0));
        const auto scores = at::matmul(grouped(block.own.q), k_.narrow(1, 0, keys).transpose(1, 2)).view({config_.heads, rows, keys});
        block.weights = causal_softmax(scores, decoder_.score_scale(), first, config_.window(index_), layer_.attention.sinks);
        block.mixed = at::matmul(grouped(block.weights), v_.narrow(1, 0, keys)).view({config_.heads, rows, -1});
        finish(x.narrow(1, first, rows), block.mixed);
        return block;
    }

    /// The rows of a continuation that stand for the block's.
    void change(Variant& variant, const Block& block) {
        const auto at = std::max(variant.start, block.first), offset = at - block.first, rows = block.rows - offset;
        for (const auto& reference : references_) reference->first = offset;
        const auto x = variant.x.narrow(1, at - variant.start, rows);
        finish(x, block.mixed.narrow(1, offset, rows) + changed_mix(variant, block, x, at));
    }

private:
    Projected project_rows(const at::Tensor& x, std::int64_t first) const {
        const auto [cos, sin] = decoder_.rotation(first, x.size(1));
        return project(config_, layer_.attention, rms_norm(x, layer_.input_norm, config_.rms_norm_eps), cos, sin);
    }

    /// [.., heads, rows, n] with the query heads of a group as rows of the key head that they share: [kv_heads, group * rows, n].
    at::Tensor grouped(const at::Tensor& t) const { return t.reshape({config_.kv_heads, -1, t.size(-1)}); }

    at::Tensor room(std::int64_t heads, std::int64_t rows, std::int64_t n) const {
        return at::empty({heads, rows, n}, decoder_.options().dtype(at::kBFloat16));
    }

    /// What the attention's result of rows from `at` on, x [1, rows, hidden], differs by: [heads, rows, v_dim] f32.
    at::Tensor changed_mix(Variant& variant, const Block& block, const at::Tensor& x, std::int64_t at) {
        const auto offset = at - block.first, rows = x.size(1), keys = at + rows, own = keys - variant.start;
        const bool scores_changed = index_ > 0;  // the first layer's input is the chain's own
        at::Tensor by_queries = room(config_.heads, rows, keys), by_keys = room(config_.heads, rows, own);
        if (scores_changed) {
            const Projected changed = project_rows(x, at);
            const auto known = [&](const at::Tensor& t) { return t.narrow(2, offset, rows); };
            const auto keep = [&](at::Tensor& to, const at::Tensor& t, const at::Tensor& of) {
                to.narrow(1, at - variant.start, rows).copy_((t - known(of)).squeeze(0));
            };
            keep(variant.dk, changed.k, block.own.k);
            keep(variant.dv, changed.v, block.own.v);
            const auto dq = room(config_.heads, rows, changed.q.size(3)), q = at::empty_like(dq);
            dq.copy_((changed.q - known(block.own.q)).squeeze(0));
            q.copy_(changed.q.squeeze(0));
            auto through_queries = grouped(by_queries), through_keys = grouped(by_keys);
            at::bmm_out(through_queries, grouped(dq), narrow_k_.narrow(1, 0, keys).transpose(1, 2));
            at::bmm_out(through_keys, grouped(q), variant.dk.narrow(1, 0, own).transpose(1, 2));
        }
        changed_softmax({block.weights, offset, variant.hidden_first, variant.hidden_last, decoder_.score_scale(), config_.sinks}, by_queries, by_keys,
                        scores_changed);
        const auto through_weights = at::bmm(grouped(by_queries), narrow_v_.narrow(1, 0, keys)).to(at::kFloat).view({config_.heads, rows, -1});
        if (!scores_changed) return through_weights;
        return with_change(through_weights, at::bmm(grouped(by_keys), variant.dv.narrow(1, 0, own)));
    }

    /// x [1, rows, hidden] behind the attention's result [heads, rows, v_dim] and the feed-forward part, in place.
    void finish(const at::Tensor& x, const at::Tensor& mixed) const {
        x.add_(layer_.attention.o(mixed.transpose(0, 1).reshape({1, x.size(1), -1})));
        x.add_(decoder_.mix(layer_, index_, rms_norm(x, layer_.post_norm, config_.rms_norm_eps), nullptr));
    }

    const Decoder& decoder_;
    const ModelConfig& config_;
    int index_;
    std::vector<std::shared_ptr<LinearReference>> references_;
    Layer layer_;
    at::Tensor k_, v_, narrow_k_, narrow_v_;  // [kv_heads, end, dim], the chain's
};

}  // namespace

at::Tensor run_rounded(const Decoder& decoder, const at::Tensor& ids, std::span<Continuation> continuations, const std::function<void(double)>& done,
                       const std::stop_token& stop) {
    const auto& config = decoder.config();
    at::Tensor chain = at::embedding(decoder.embedding(), ids).to(decoder.options().dtype());  // [1, end, hidden]
    const auto end = chain.size(1);
    std::vector<Variant> variants;
    for (const Continuation& of : continuations) {
        const auto start = of.begin / kStart * kStart;
        const auto room = [&](std::int64_t dim) { return at::empty({config.kv_heads, end - start, dim}, decoder.options().dtype(at::kBFloat16)); };
        variants.push_back({start, of.hidden_first, of.hidden_last, chain.slice(1, start).clone(), room(config.head_dim_qk()), room(config.head_dim_v())});
    }
    const auto count = decoder.layers().size();
    for (std::size_t i = 0; i < count; ++i) {
        RoundedLayer layer(decoder, i, end);
        for (std::int64_t first = 0; first < end; first += kRowBlock) {
            const Block block = layer.chain(chain, first, std::min(kRowBlock, end - first));
            for (Variant& variant : variants) {
                if (stop.stop_requested()) throw Stopped{};
                if (variant.start < first + block.rows) layer.change(variant, block);
            }
            if (done) done((static_cast<double>(i) + static_cast<double>(first + block.rows) / static_cast<double>(end)) / static_cast<double>(count));
        }
    }
    for (std::size_t v = 0; v < variants.size(); ++v)
        continuations[v].hidden = decoder.final_norm(variants[v].x.slice(1, continuations[v].begin - variants[v].start)).squeeze(0);
    return decoder.final_norm(chain).squeeze(0);
}

std::int64_t rounded_bytes(const ModelConfig& config) {
    return config.hidden_size * std::int64_t{4} + config.kv_heads * (std::int64_t{config.head_dim_qk()} + config.head_dim_v()) * 2;
}

}  // namespace reasonscope::detail
