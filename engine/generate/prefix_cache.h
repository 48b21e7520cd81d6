#pragma once
// Keys and values of the last runs, so that a run that begins like one of them need not read that beginning again.

#include <cstdint>
#include <memory>

namespace reasonscope {

/// Owned by whoever owns the model; used by one thread at a time. Runs of another model, dtype or ablation never match.
class PrefixCache {
public:
    static constexpr std::int64_t kDefaultLimit = std::int64_t{512} << 20;

    /// Keeps at most `limit_bytes`: the runs used longest ago go first, and one that is larger alone is not kept.
    explicit PrefixCache(std::int64_t limit_bytes = kDefaultLimit);
    ~PrefixCache();
    PrefixCache(const PrefixCache&) = delete;
    PrefixCache& operator=(const PrefixCache&) = delete;

    [[nodiscard]] std::int64_t bytes() const;  // held now
    [[nodiscard]] int runs() const;

    struct Impl;
    [[nodiscard]] Impl& impl() { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope
