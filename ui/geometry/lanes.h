#pragma once
// Cards of one column, sorted from top to bottom, with running counts per kind: what a pixel row holds is two look-ups, whatever
// the number of cards in it.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ui/geometry/shapes.h"

namespace reasonscope::ui {

inline constexpr int kLaneKinds = 10;

struct Lane {
    double x = 0, width = 0;
    std::vector<double> tops;   // ascending
    std::vector<int> cards;     // index of the card at each top
    std::vector<std::array<std::int32_t, kLaneKinds>> sums;  // [cards + 1] cards of each kind above
    std::vector<std::int32_t> faint_sums;                     // [cards + 1] faint cards above

    /// Cards that begin in [from, to), as a half-open range of places in `cards`.
    [[nodiscard]] std::pair<std::size_t, std::size_t> range(double from, double to) const;
    /// Cards of one kind in a range of places.
    [[nodiscard]] int count(std::size_t first, std::size_t last, int kind) const {
        return sums[last][static_cast<std::size_t>(kind)] - sums[first][static_cast<std::size_t>(kind)];
    }
    /// Share of faint cards in a range of places, which is not empty.
    [[nodiscard]] double faint_share(std::size_t first, std::size_t last) const {
        return static_cast<double>(faint_sums[last] - faint_sums[first]) / static_cast<double>(last - first);
    }
};

/// `kinds[i]` in [0, kLaneKinds), `faint[i]` 0 or 1. Cards of equal left edge and width share a lane. O(n log n).
std::vector<Lane> make_lanes(std::span<const Rect> cards, std::span<const std::uint8_t> kinds, std::span<const std::uint8_t> faint);

}  // namespace reasonscope::ui
