#include "text/bpe.h"

#include <algorithm>
#include <queue>

#include "text/byte_level.h"
#include "text/utf8.h"
#include "text/word_cache.h"

namespace reasonscope::text {
namespace {

constexpr std::size_t kShort = 40;  // symbols up to which scanning all pairs beats a heap

std::uint8_t byte_at(std::string_view text, std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
}

}  // namespace

std::optional<std::int32_t> Bpe::id_of(std::string_view literal) const {
    return ids_.find(literal);
}

void Bpe::encode(std::string_view piece, WordCache& cache, std::vector<BpeUnit>& units) const {
    if (cache.find(piece, units)) return;
    const std::size_t from = units.size();
    const auto whole = ignore_merges_ ? id_of(byte_level_ ? to_byte_level(piece) : std::string(piece)) : std::nullopt;
    if (whole) {
        units.push_back({*whole, 0});
    } else {
        byte_level_ ? start_bytes(piece, units) : start_characters(piece, units);
        units.size() - from <= kShort ? merge_short(units, from) : merge_long(units, from);
    }
    cache.store(piece, units.data() + from, units.size() - from);
}

void Bpe::start_bytes(std::string_view piece, std::vector<BpeUnit>& units) const {
    bool after_unknown = false;
    for (std::size_t i = 0; i < piece.size(); ++i) {
        const std::int32_t id = byte_ids_[byte_at(piece, i)];
        if (id >= 0)
            units.push_back({id, static_cast<std::uint32_t>(i)});
        else if (unknown_ && !(fuse_unknown_ && after_unknown))
            units.push_back({*unknown_, static_cast<std::uint32_t>(i)});
        after_unknown = id < 0;
    }
}

void Bpe::start_characters(std::string_view piece, std::vector<BpeUnit>& units) const {
    bool after_unknown = false;
    for (std::size_t at = 0; at < piece.size();) {
        const std::size_t length = read_utf8(piece, at).length;
        const auto begin = static_cast<std::uint32_t>(at);
        const auto fallback_missing = [&](char c) { return fallback_ids_[static_cast<std::uint8_t>(c)] < 0; };
        const std::string_view character = piece.substr(at, length);
        if (const auto id = id_of(character)) {
            units.push_back({*id, begin});
            after_unknown = false;
        } else if (byte_fallback_ && std::none_of(character.begin(), character.end(), fallback_missing)) {
            for (std::size_t i = 0; i < length; ++i)
                units.push_back({fallback_ids_[byte_at(character, i)], begin + static_cast<std::uint32_t>(i)});
            after_unknown = false;
        } else {
            if (unknown_ && !(fuse_unknown_ && after_unknown)) units.push_back({*unknown_, begin});
            after_unknown = true;
        }
        at += length;
    }
}

/// Merges the pair of lowest rank, leftmost first, until none is left. Quadratic, but without any allocation.
void Bpe::merge_short(std::vector<BpeUnit>& units, std::size_t from) const {
    std::size_t n = units.size() - from;
    if (n < 2) return;
    BpeUnit* unit = units.data() + from;
    std::array<Merge, kShort> merges;  // merges[i]: of units i and i + 1
    for (std::size_t i = 0; i + 1 < n; ++i) merges[i] = merges_.find(unit[i].id, unit[i + 1].id);
    while (n > 1) {
        std::size_t best = 0;
        for (std::size_t i = 1; i + 1 < n; ++i)
            if (merges[i].rank < merges[best].rank) best = i;
        if (merges[best].id < 0) break;
        unit[best].id = merges[best].id;
        std::move(unit + best + 2, unit + n, unit + best + 1);
        --n;
        if (best + 1 < n) {
            std::move(merges.begin() + static_cast<std::ptrdiff_t>(best) + 2,
                      merges.begin() + static_cast<std::ptrdiff_t>(n),
                      merges.begin() + static_cast<std::ptrdiff_t>(best) + 1);
            merges[best] = merges_.find(unit[best].id, unit[best + 1].id);
        }
        if (best > 0) merges[best - 1] = merges_.find(unit[best - 1].id, unit[best].id);
    }
    units.resize(from + n);
}

/// The same with a heap and a linked list: n log n for text without word boundaries.
void Bpe::merge_long(std::vector<BpeUnit>& units, std::size_t from) const {
    constexpr std::uint32_t kNone = UINT32_MAX;
    struct Link {
        std::uint32_t previous, next;
        bool alive = true;
    };
    struct Candidate {
        std::uint32_t rank, left, right;
        std::int32_t left_id, right_id, id;
        bool operator>(const Candidate& o) const { return rank != o.rank ? rank > o.rank : left > o.left; }
    };
    BpeUnit* unit = units.data() + from;
    const auto n = static_cast<std::uint32_t>(units.size() - from);
    std::vector<Link> links(n);
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto consider = [&](std::uint32_t left, std::uint32_t right) {
        const Merge merge = merges_.find(unit[left].id, unit[right].id);
        if (merge.id >= 0) queue.push({merge.rank, left, right, unit[left].id, unit[right].id, merge.id});
    };
    for (std::uint32_t i = 0; i < n; ++i) links[i] = {i == 0 ? kNone : i - 1, i + 1 == n ? kNone : i + 1};
    for (std::uint32_t i = 0; i + 1 < n; ++i) consider(i, i + 1);
    while (!queue.empty()) {
        const Candidate c = queue.top();
        queue.pop();
        const bool stale = !links[c.left].alive || links[c.left].next != c.right || unit[c.left].id != c.left_id ||
                           unit[c.right].id != c.right_id;
        if (stale) continue;
        unit[c.left].id = c.id;
        links[c.right].alive = false;
        const std::uint32_t next = links[c.right].next;
        links[c.left].next = next;
        if (next != kNone) {
            links[next].previous = c.left;
            consider(c.left, next);
        }
        if (links[c.left].previous != kNone) consider(links[c.left].previous, c.left);
    }
    std::size_t kept = from;
    for (std::uint32_t i = 0; i < n; ++i)
        if (links[i].alive) units[kept++] = unit[i];
    units.resize(kept);
}

}  // namespace reasonscope::text
