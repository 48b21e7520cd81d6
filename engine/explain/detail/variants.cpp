#include "explain/detail/variants.h"

#include <algorithm>
#include <limits>

#include "model/detail/guarded.h"

namespace reasonscope::detail {
namespace {

constexpr std::int64_t kPrefillChunk = 256;          // bounds the scores of the first pass to [heads, 256, T]
constexpr std::int64_t kBatchRows = 1024;            // of all variants of a batch together
constexpr std::int64_t kBatchBytes = 256LL << 20;    // of their caches

ForwardHooks watching(std::stop_token stop) {
    ForwardHooks hooks;
    hooks.attention = [stop](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw Stopped{};
        return weights;
    };
    return hooks;
}

/// Copies one range of positions of a cache of one into variant `v` of another.
void copy_rows(const KvCache& from, KvCache& to, const KeyRange& range, std::int64_t v) {
    for (std::size_t layer = 0; layer < from.k.size(); ++layer) {
        to.k[layer].narrow(0, v, 1).slice(2, range.first, range.second).copy_(from.k[layer].slice(2, range.first, range.second));
        to.v[layer].narrow(0, v, 1).slice(2, range.first, range.second).copy_(from.v[layer].slice(2, range.first, range.second));
    }
}

/// Puts a range of a cache back as it was, whatever happens.
class KeptRows {
public:
    KeptRows(KvCache& cache, KeyRange range) : cache_(cache), range_(range), length_(cache.length) {
        for (const auto& k : cache.k) keys_.push_back(k.slice(2, range.first, range.second).clone());
        for (const auto& v : cache.v) values_.push_back(v.slice(2, range.first, range.second).clone());
    }
    ~KeptRows() {
        for (std::size_t layer = 0; layer < keys_.size(); ++layer) {
            cache_.k[layer].slice(2, range_.first, range_.second).copy_(keys_[layer]);
            cache_.v[layer].slice(2, range_.first, range_.second).copy_(values_[layer]);
        }
        cache_.length = length_;
    }
    KeptRows(const KeptRows&) = delete;
    KeptRows& operator=(const KeptRows&) = delete;

private:
    KvCache& cache_;
    KeyRange range_;
    std::int64_t length_;
    std::vector<at::Tensor> keys_, values_;
};

}  // namespace

ChainVariants::ChainVariants(const Decoder& decoder, std::span<const std::int32_t> ids, std::stop_token stop) : decoder_(decoder) {
    const auto length = static_cast<std::int64_t>(ids.size());
    ids_ = at::empty({length}, at::kLong);
    std::ranges::copy(ids, ids_.data_ptr<std::int64_t>());
    ids_ = ids_.to(decoder.options().device());
    cache_ = KvCache::allocate(decoder.config(), 1, length, decoder.options());
    const ForwardHooks hooks = watching(stop);
    std::vector<at::Tensor> parts;
    for (std::int64_t at = 0; at < length; at += kPrefillChunk)
        parts.push_back(decoder.forward(ids_.narrow(0, at, std::min(kPrefillChunk, length - at)).unsqueeze(0), &cache_, &hooks).squeeze(0));
    hidden_ = at::cat(parts);
}

std::size_t ChainVariants::batch_for(std::int64_t rows) const {
    const std::int64_t by_rows = kBatchRows / std::max<std::int64_t>(1, rows), by_memory = kBatchBytes / std::max<std::int64_t>(1, cache_.bytes());
    return static_cast<std::size_t>(std::max<std::int64_t>(1, std::min(by_rows, by_memory)));
}

KvCache ChainVariants::with_prefix(std::int64_t variants, std::int64_t begin, std::int64_t end) const {
    KvCache cache = KvCache::allocate(decoder_.config(), variants, end, decoder_.options());
    for (std::size_t layer = 0; layer < cache.k.size(); ++layer) {
        cache.k[layer].narrow(2, 0, begin).copy_(cache_.k[layer].narrow(2, 0, begin).expand({variants, -1, -1, -1}));
        cache.v[layer].narrow(2, 0, begin).copy_(cache_.v[layer].narrow(2, 0, begin).expand({variants, -1, -1, -1}));
    }
    cache.length = begin;
    return cache;
}

at::Tensor ChainVariants::rerun(std::int64_t begin, std::int64_t end, std::span<const HiddenKeys> variants, std::stop_token stop) {
    const auto count = static_cast<std::int64_t>(variants.size());
    at::Tensor bias = at::zeros({count, 1, 1, end}, at::kFloat);
    for (std::int64_t v = 0; v < count; ++v) {
        for (const auto& [from, to] : variants[static_cast<std::size_t>(v)]) {
            const std::int64_t first = std::max<std::int64_t>(1, from), last = std::min(to, end);
            if (first < last) bias[v][0][0].slice(0, first, last).fill_(-std::numeric_limits<float>::infinity());
        }
    }
    ForwardHooks hooks = watching(stop);
    hooks.score_bias = bias.to(decoder_.options());
    const at::Tensor rows = ids_.slice(0, begin, end).unsqueeze(0).expand({count, -1});
    if (count == 1 && may_overwrite_) {
        cache_.truncate(begin);
        return decoder_.forward(rows, &cache_, &hooks);
    }
    KvCache cache = with_prefix(count, begin, end);
    return decoder_.forward(rows, &cache, &hooks);
}

KvCache ChainVariants::empty_cache() const { return KvCache::allocate(decoder_.config(), 1, cache_.capacity, decoder_.options()); }

void ChainVariants::encode(std::int64_t begin, std::span<const std::int32_t> tokens, KvCache& to, std::stop_token stop) {
    const auto count = static_cast<std::int64_t>(tokens.size());
    at::Tensor rows = at::empty({1, count}, at::kLong);
    std::ranges::copy(tokens, rows.data_ptr<std::int64_t>());
    const KeyRange range{begin, begin + count};
    const KeptRows kept(cache_, range);
    const ForwardHooks hooks = watching(stop);
    cache_.truncate(begin);
    (void)decoder_.forward(rows.to(ids_.device()), &cache_, &hooks);
    copy_rows(cache_, to, range, 0);
}

at::Tensor ChainVariants::rerun_exchanged(std::int64_t begin, std::int64_t end, std::span<const KeyRange> variants, const KvCache& other,
                                          std::stop_token stop) {
    const auto count = static_cast<std::int64_t>(variants.size());
    const ForwardHooks hooks = watching(stop);
    const at::Tensor rows = ids_.slice(0, begin, end).unsqueeze(0).expand({count, -1});
    // Row `begin` is computed anew in any case: a range that ends with it is cut.
    const auto cut = [begin](const KeyRange& range) { return KeyRange{range.first, std::max(range.first, std::min(range.second, begin))}; };
    if (count == 1) {
        const KeptRows source(cache_, cut(variants[0])), target(cache_, {begin, end});
        copy_rows(other, cache_, cut(variants[0]), 0);
        cache_.truncate(begin);
        return decoder_.forward(rows, &cache_, &hooks);
    }
    KvCache cache = with_prefix(count, begin, end);
    for (std::int64_t v = 0; v < count; ++v) copy_rows(other, cache, cut(variants[static_cast<std::size_t>(v)]), v);
    return decoder_.forward(rows, &cache, &hooks);
}

}  // namespace reasonscope::detail
