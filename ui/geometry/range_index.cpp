#include "ui/geometry/range_index.h"

#include <cmath>

namespace reasonscope::ui {

RangeIndex::RangeIndex(std::span<const Rect> rects) : rects_(rects.begin(), rects.end()) {
    for (std::size_t i = 0; i < rects_.size(); ++i) {
        const double height = std::max(1.0, rects_[i].height);
        const int level = std::clamp(static_cast<int>(std::ceil(std::log2(height))), 0, kClasses - 1);
        by_height_[static_cast<std::size_t>(level)].push_back({rects_[i].y, static_cast<int>(i)});
    }
    for (auto& entries : by_height_)
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.top < b.top; });
}

std::vector<int> RangeIndex::find(const Rect& view) const {
    std::vector<int> found;
    for (std::size_t level = 0; level < by_height_.size(); ++level) {
        const auto& entries = by_height_[level];
        const double tallest = std::ldexp(1.0, static_cast<int>(level));
        auto entry = std::lower_bound(entries.begin(), entries.end(), view.y - tallest,
                                      [](const Entry& e, double top) { return e.top < top; });
        for (; entry != entries.end() && entry->top <= view.bottom(); ++entry)
            if (rects_[static_cast<std::size_t>(entry->index)].meets(view)) found.push_back(entry->index);
    }
    std::sort(found.begin(), found.end());
    return found;
}

Rect bounds_of(std::span<const Rect> rects) {
    Rect all;
    for (const Rect& rect : rects) all = all.united(rect);
    return all;
}

}  // namespace reasonscope::ui
