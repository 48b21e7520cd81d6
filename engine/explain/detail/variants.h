#pragma once
// Runs a chain's rows again with keys hidden, on top of the cache of the unchanged run. Private to explain (.cpp files only).

#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "model/detail/decoder.h"

namespace reasonscope::detail {

using KeyRange = std::pair<std::int64_t, std::int64_t>;  // half-open range of positions
using HiddenKeys = std::vector<KeyRange>;                // position 0 is never hidden

class ChainVariants {
public:
    /// Runs `ids` [T] once: keys, values and final hidden states are kept.
    ChainVariants(const Decoder& decoder, std::span<const std::int32_t> ids, std::stop_token stop);

    /// How many variants of `rows` rows go into one batch: at least one.
    [[nodiscard]] std::size_t batch_for(std::int64_t rows) const;

    /// Rows [begin, end) again, once per variant, with that variant's keys hidden from them: [variants, end - begin, hidden].
    /// A single variant works in the chain's own cache, which is unchanged only before `begin` afterwards: go from late rows to early ones,
    /// or call keep_cache() first.
    at::Tensor rerun(std::int64_t begin, std::int64_t end, std::span<const HiddenKeys> variants, std::stop_token stop);

    /// A cache of the chain's shape for encode() to write to.
    [[nodiscard]] KvCache empty_cache() const;
    /// Keys and values of rows [begin, begin + tokens) when `tokens` stand there after the chain's own prefix, into the same rows of `to`.
    void encode(std::int64_t begin, std::span<const std::int32_t> tokens, KvCache& to, std::stop_token stop);
    /// As rerun(), but variant v reads the keys and values of its range from `other` instead: [variants, end - begin, hidden]. Ranges end at
    /// or before `begin` + 1. The chain's own cache is as before afterwards.
    at::Tensor rerun_exchanged(std::int64_t begin, std::int64_t end, std::span<const KeyRange> variants, const KvCache& other, std::stop_token stop);

    [[nodiscard]] const at::Tensor& hidden() const { return hidden_; }  // [T, hidden], of the unchanged run
    [[nodiscard]] const at::Tensor& ids() const { return ids_; }        // [T] int64
    [[nodiscard]] const Decoder& decoder() const { return decoder_; }
    void keep_cache() { may_overwrite_ = false; }

private:
    KvCache with_prefix(std::int64_t variants, std::int64_t begin, std::int64_t end) const;

    const Decoder& decoder_;
    at::Tensor ids_, hidden_;
    KvCache cache_;
    bool may_overwrite_ = true;
};

}  // namespace reasonscope::detail
