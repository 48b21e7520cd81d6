#include "explain/detail/changed_predictions.h"

#include <algorithm>

#include "model/detail/guarded.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kChainRows = 64;       // whose logits are held together
constexpr std::int64_t kChangedRows = 512;    // of all continuations in one product
constexpr std::int64_t kVocabulary = 8192;    // of one product

/// Rows of the continuations that stand for rows of the chain.
struct Piece {
    at::Tensor changed;              // [n, hidden]
    std::vector<std::int64_t> rows;  // of the chain's block, one per row of `changed`
};

/// [rows of the piece] f64. `narrow` is the head's weight in bf16, undefined for exact products.
at::Tensor divergence(const Linear& head, const at::Tensor& narrow, const at::Tensor& chain, const at::Tensor& log_p, const Piece& piece, double temperature) {
    const auto rows = at::tensor(piece.rows, at::kLong).to(chain.device());
    const auto vocabulary = head.weight.size(0);
    const auto known = chain.index_select(0, rows);
    // The head is linear: what differs is multiplied once, instead of both rows, and a bias cancels.
    const auto apart = narrow.defined() ? (piece.changed - known).to(at::kBFloat16) : piece.changed - known;
    at::Tensor shift;
    std::vector<at::Tensor> sums;
    for (std::int64_t at = 0; at < vocabulary; at += kVocabulary) {
        const auto n = std::min(kVocabulary, vocabulary - at);
        const auto slab = (narrow.defined() ? narrow : head.weight).narrow(0, at, n);
        auto change = (narrow.defined() ? at::mm(apart, slab.t()) : Linear{slab, {}}(apart)).to(at::kFloat);
        change.div_(temperature);
        const auto p = log_p.narrow(1, at, n).index_select(0, rows);
        const auto part = (p.exp() * change).sum(-1, false, at::kDouble);
        shift = shift.defined() ? shift + part : part;
        sums.push_back(change.add_(p).logsumexp(-1).to(at::kDouble));
    }
    return at::stack(sums, -1).logsumexp(-1) - shift;  // the log of the mean of exp(change) less the mean change
}

}  // namespace

std::vector<at::Tensor> changed_predictions(const Decoder& decoder, const at::Tensor& chain, std::span<const Continuation> variants,
                                            double temperature, Products products, const std::stop_token& stop) {
    const Linear& head = decoder.head();
    const auto narrow = products == Products::RoundedChanges ? head.weight.to(at::kBFloat16) : at::Tensor();
    const auto end = chain.size(0);
    std::vector<at::Tensor> found;
    std::int64_t first = end;
    for (const Continuation& variant : variants) {
        found.push_back(at::zeros({end - variant.begin}, at::kDouble));
        first = std::min(first, variant.begin);
    }
    for (std::int64_t at = first; at < end; at += kChainRows) {
        const auto n = std::min(kChainRows, end - at);
        const auto block = chain.narrow(0, at, n);
        const auto log_p = (decoder.logits(block) / temperature).log_softmax(-1);
        std::size_t v = 0;
        while (v < variants.size()) {
            if (stop.stop_requested()) throw Stopped{};
            Piece piece;
            std::vector<at::Tensor> parts, places;
            for (; v < variants.size() && static_cast<std::int64_t>(piece.rows.size()) + n <= kChangedRows; ++v) {
                const auto from = std::max(at, variants[v].begin);
                if (from >= at + n) continue;
                parts.push_back(variants[v].hidden.slice(0, from - variants[v].begin, at + n - variants[v].begin));
                places.push_back(found[v].slice(0, from - variants[v].begin, at + n - variants[v].begin));
                for (auto row = from; row < at + n; ++row) piece.rows.push_back(row - at);
            }
            if (parts.empty()) continue;
            piece.changed = at::cat(parts);
            const auto values = divergence(head, narrow, block, log_p, piece, temperature).clamp_min(0).cpu();
            std::int64_t used = 0;
            for (auto& place : places) {
                place.copy_(values.narrow(0, used, place.size(0)));
                used += place.size(0);
            }
        }
    }
    return found;
}

}  // namespace reasonscope::detail
