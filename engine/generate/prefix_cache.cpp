#include "generate/prefix_cache.h"

#include <algorithm>

#include "generate/detail/prefix_store.h"

namespace reasonscope {
namespace {

void copy_positions(const detail::KvCache& from, detail::KvCache& to, std::int64_t length) {
    for (std::size_t layer = 0; layer < from.k.size(); ++layer) {
        to.k[layer].narrow(2, 0, length).copy_(from.k[layer].narrow(2, 0, length));
        to.v[layer].narrow(2, 0, length).copy_(from.v[layer].narrow(2, 0, length));
    }
    to.length = length;
}

std::int64_t bytes_of(const detail::KvCache& cache, std::int64_t length) {
    return cache.capacity > 0 ? cache.bytes() / cache.capacity * length : 0;
}

}  // namespace

PrefixCache::PrefixCache(std::int64_t limit_bytes) : impl_(std::make_unique<Impl>()) { impl_->limit = limit_bytes; }
PrefixCache::~PrefixCache() = default;

std::int64_t PrefixCache::bytes() const { return impl_->held(); }
int PrefixCache::runs() const { return static_cast<int>(impl_->entries.size()); }

std::int64_t PrefixCache::Impl::held() const {
    std::int64_t total = 0;
    for (const Entry& entry : entries) total += entry.cache.bytes();
    return total;
}

std::int64_t PrefixCache::Impl::fill(const std::string& key, std::span<const std::int32_t> ids, std::int64_t most, detail::KvCache& cache) {
    auto best = entries.end();
    std::int64_t longest = 0;
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        if (entry->key != key) continue;
        const auto common = std::ranges::mismatch(ids, entry->ids).in1 - ids.begin();
        if (common > longest) {
            longest = common;
            best = entry;
        }
    }
    longest = std::min(longest, most);
    if (best == entries.end() || longest <= 0) return 0;
    copy_positions(best->cache, cache, longest);
    entries.splice(entries.begin(), entries, best);
    return longest;
}

void PrefixCache::Impl::keep(const std::string& key, std::span<const std::int32_t> ids, const detail::KvCache& cache) {
    const auto length = cache.length;
    const auto need = bytes_of(cache, length);
    if (length == 0 || need > limit) return;
    const auto kept = ids.first(static_cast<std::size_t>(length));
    // What is the beginning of this run adds nothing to it.
    entries.remove_if([&](const Entry& entry) {
        return entry.key == key && entry.ids.size() <= kept.size() && std::equal(entry.ids.begin(), entry.ids.end(), kept.begin());
    });
    while (!entries.empty() && held() + need > limit) entries.pop_back();
    Entry entry{key, {kept.begin(), kept.end()}, {}};
    entry.cache.capacity = entry.cache.length = length;
    for (std::size_t layer = 0; layer < cache.k.size(); ++layer) {
        entry.cache.k.push_back(cache.k[layer].narrow(2, 0, length).clone());
        entry.cache.v.push_back(cache.v[layer].narrow(2, 0, length).clone());
    }
    entries.push_front(std::move(entry));
}

}  // namespace reasonscope
