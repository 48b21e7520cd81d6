#pragma once
// Short words that were merged before. Direct-mapped: a fixed 1 MiB, a newer word replaces an older one.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "text/bpe.h"

namespace reasonscope::text {

class WordCache {
public:
    /// Appends the units of `word` and returns true if they are known.
    bool find(std::string_view word, std::vector<BpeUnit>& units) const {
        if (word.size() > kMaxBytes) return false;
        const Slot& slot = slots_[index(word)];
        if (slot.size != word.size() || std::memcmp(slot.word.data(), word.data(), word.size()) != 0) return false;
        for (std::size_t i = 0; i < slot.count; ++i) units.push_back({slot.ids[i], slot.begins[i]});
        return true;
    }
    void store(std::string_view word, const BpeUnit* units, std::size_t count) {
        if (word.empty() || word.size() > kMaxBytes || count > kMaxUnits) return;
        Slot& slot = slots_[index(word)];
        slot.size = static_cast<std::uint8_t>(word.size());
        slot.count = static_cast<std::uint8_t>(count);
        std::memcpy(slot.word.data(), word.data(), word.size());
        for (std::size_t i = 0; i < count; ++i) {
            slot.ids[i] = units[i].id;
            slot.begins[i] = static_cast<std::uint8_t>(units[i].begin);
        }
    }

private:
    static constexpr std::size_t kMaxBytes = 32, kMaxUnits = 5, kSlots = 1 << 14;
    struct Slot {
        std::uint8_t size = 0, count = 0;
        std::array<std::uint8_t, kMaxUnits> begins{};
        std::array<char, kMaxBytes> word{};
        std::array<std::int32_t, kMaxUnits> ids{};
    };
    static std::size_t index(std::string_view word) {
        std::uint64_t hash = word.size() * 0x9E3779B97F4A7C15u;
        for (std::size_t at = 0; at < word.size(); at += 8) {
            std::uint64_t block = 0;
            std::memcpy(&block, word.data() + at, std::min<std::size_t>(8, word.size() - at));
            hash = (hash ^ block) * 0xD6E8FEB86659FD93u;
            hash ^= hash >> 32;
        }
        return hash & (kSlots - 1);
    }
    std::vector<Slot> slots_ = std::vector<Slot>(kSlots);
};

}  // namespace reasonscope::text
