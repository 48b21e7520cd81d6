#include "explain/detail/changed_predictions.h"

#include <algorithm>

#include "model/detail/changes.h"
#include "model/detail/guarded.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kChainRows = 32;      // whose predictions are held together
constexpr std::int64_t kChangedRows = 512;   // of all continuations in one product
constexpr std::int64_t kRound = 64;          // rows of a product in bf16 are filled up to its multiple: few shapes for oneDNN to compile
constexpr std::int64_t kVocabulary = 8192;   // of one product

/// KL of rows `changed` [n, hidden] from the chain's rows `known` [n, hidden], which predict as rows `which` [n] of `shares` [chain rows, vocab].
/// The head is linear: what differs is multiplied once, instead of both rows, and a bias cancels. `narrow` is the head's weight in bf16, undefined
/// for exact products.
at::Tensor divergence(const Linear& head, const at::Tensor& narrow, const at::Tensor& known, const at::Tensor& changed, const at::Tensor& shares,
                      const at::Tensor& which, double temperature, const std::stop_token& stop) {
    const auto n = changed.size(0), vocabulary = head.weight.size(0);
    at::Tensor apart = narrow.defined() ? rounded_difference(changed, known) : changed - known;
    if (narrow.defined()) apart = at::constant_pad_nd(apart, {0, 0, 0, (kRound - n % kRound) % kRound});
    ChangedShares sums(n, shares.options());
    for (std::int64_t at = 0; at < vocabulary; at += kVocabulary) {
        if (stop.stop_requested()) throw Stopped{};
        const auto tokens = std::min(kVocabulary, vocabulary - at);
        const auto slab = (narrow.defined() ? narrow : head.weight).narrow(0, at, tokens);
        const auto change = narrow.defined() ? at::mm(apart, slab.t()) : Linear{slab, {}}(apart);
        sums.add(shares.narrow(1, at, tokens), which, change.narrow(0, 0, n), 1.0 / temperature);
    }
    return sums.divergence();
}

}  // namespace

std::vector<at::Tensor> changed_predictions(const Decoder& decoder, const at::Tensor& chain, std::span<const Continuation> variants,
                                            double temperature, bool rounded, const std::stop_token& stop) {
    const Linear& head = decoder.head();
    const auto narrow = rounded ? head.weight.to(at::kBFloat16) : at::Tensor();
    const auto end = chain.size(0);
    std::vector<at::Tensor> found;
    std::int64_t first = end;
    for (const Continuation& variant : variants) {
        found.push_back(at::zeros({variant.end - variant.begin}, at::kDouble));
        first = std::min(first, variant.begin);
    }
    for (std::int64_t at = first; at < end; at += kChainRows) {
        const auto n = std::min(kChainRows, end - at);
        const auto block = chain.narrow(0, at, n);
        const auto shares = (decoder.logits(block) / temperature).softmax(-1);
        std::vector<at::Tensor> parts, places;  // rows of the continuations that stand for the block's, and where their KL goes
        std::vector<std::int64_t> rows;
        for (std::size_t v = 0; v < variants.size(); ++v) {
            const auto begin = variants[v].begin, from = std::max(at, begin), to = std::min(at + n, variants[v].end);
            if (from >= to) continue;
            parts.push_back(variants[v].hidden.slice(0, from - begin, to - begin));
            places.push_back(found[v].slice(0, from - begin, to - begin));
            for (auto row = from; row < to; ++row) rows.push_back(row - at);
        }
        if (parts.empty()) continue;
        const auto changed = at::cat(parts), which = at::tensor(rows, at::kLong).to(chain.device());
        std::vector<at::Tensor> values;
        for (std::int64_t done = 0; done < changed.size(0); done += kChangedRows) {
            const auto of = which.slice(0, done, done + kChangedRows);
            values.push_back(divergence(head, narrow, block.index_select(0, of), changed.slice(0, done, done + kChangedRows), shares, of, temperature, stop).cpu());
        }
        std::vector<std::int64_t> sizes;
        for (const auto& place : places) sizes.push_back(place.size(0));
        const auto split = at::cat(values).split_with_sizes(sizes);
        for (std::size_t i = 0; i < places.size(); ++i) places[i].copy_(split[i]);
    }
    return found;
}

}  // namespace reasonscope::detail
