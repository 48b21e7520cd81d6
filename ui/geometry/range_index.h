#pragma once
// Which of many rectangles meet a view, found by binary search on y.

#include <array>
#include <span>
#include <vector>

#include "ui/geometry/shapes.h"

namespace reasonscope::ui {

/// Rectangles sorted by top in classes of similar height, so that a few tall ones (long arcs) do not slow down the rest.
class RangeIndex {
public:
    RangeIndex() = default;
    explicit RangeIndex(std::span<const Rect> rects);  // O(n log n); rects are copied

    /// Indices of all rectangles that meet `view`, ascending. O(log n + answers) for views that cover the width.
    [[nodiscard]] std::vector<int> find(const Rect& view) const;

private:
    static constexpr int kClasses = 40;  // heights up to 2^39 units
    std::vector<Rect> rects_;
    struct Entry {
        double top = 0;
        int index = 0;
    };
    std::array<std::vector<Entry>, kClasses> by_height_;  // class k: height <= 2^k
};

/// Smallest rectangle around all.
Rect bounds_of(std::span<const Rect> rects);

}  // namespace reasonscope::ui
