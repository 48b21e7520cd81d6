#pragma once
// (left id, right id) -> merge: a flat hash table, because encoding asks it at every pair of symbols.

#include <bit>
#include <cstdint>
#include <vector>

namespace reasonscope::text {

struct Merge {
    std::uint32_t rank = UINT32_MAX;  // lower merges first; UINT32_MAX: the pair does not merge
    std::int32_t id = -1;             // of the result
};

class MergeTable {
public:
    explicit MergeTable(std::size_t merges = 0) : slots_(std::bit_ceil(merges * 3 / 2 + 8)), mask_(slots_.size() - 1) {}

    /// A pair that is already there is replaced. At most the promised number of pairs.
    void set(std::int32_t left, std::int32_t right, Merge merge) {
        Slot& slot = slots_[find_slot(key(left, right))];
        slot = {key(left, right), merge};
    }
    [[nodiscard]] Merge find(std::int32_t left, std::int32_t right) const {
        return slots_[find_slot(key(left, right))].merge;
    }

private:
    static constexpr std::uint64_t kEmpty = UINT64_MAX;  // ids are not negative, so no pair is this
    struct Slot {
        std::uint64_t key = kEmpty;
        Merge merge;
    };
    static std::uint64_t key(std::int32_t left, std::int32_t right) {
        return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
    }
    std::size_t find_slot(std::uint64_t key) const {
        std::uint64_t mixed = key * 0x9E3779B97F4A7C15u;
        std::size_t at = (mixed ^ mixed >> 32) & mask_;
        while (slots_[at].key != key && slots_[at].key != kEmpty) at = (at + 1) & mask_;
        return at;
    }
    std::vector<Slot> slots_;
    std::size_t mask_;
};

}  // namespace reasonscope::text
