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

}  // namespace reasonscope::detail
