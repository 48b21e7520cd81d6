#pragma once
// What a PrefixCache holds. Private to generate (.cpp files only).

#include <list>
#include <span>
#include <string>
#include <vector>

#include "generate/prefix_cache.h"
#include "model/detail/attention.h"

namespace reasonscope {

struct PrefixCache::Impl {
    struct Entry {
        std::string key;                // model, dtype, device, ablation_key()
        std::vector<std::int32_t> ids;  // [length]
        detail::KvCache cache;          // capacity == length
    };
    std::int64_t limit = 0;
    std::list<Entry> entries;  // the one used last in front

    /// Copies the longest stored beginning of `ids`, at most `most` positions, into `cache` (empty, large enough). Returns its length.
    std::int64_t fill(const std::string& key, std::span<const std::int32_t> ids, std::int64_t most, detail::KvCache& cache);
    /// Keeps a copy of `cache`, which holds the first cache.length of `ids`.
    void keep(const std::string& key, std::span<const std::int32_t> ids, const detail::KvCache& cache);
    [[nodiscard]] std::int64_t held() const;
};

}  // namespace reasonscope
