#pragma once
// Cells of a heat map inside a rectangle.

#include <optional>
#include <utility>

#include "ui/geometry/shapes.h"

namespace reasonscope::ui {

struct HeatGrid {
    Rect area;
    int rows = 0, columns = 0;
    bool row_zero_on_top = true;

    [[nodiscard]] Rect cell(int row, int column) const {
        const double w = area.width / columns, h = area.height / rows;
        const int from_top = row_zero_on_top ? row : rows - 1 - row;
        return {area.x + column * w, area.y + from_top * h, w, h};
    }
    /// Row and column under a point; nothing outside or when there are no cells.
    [[nodiscard]] std::optional<std::pair<int, int>> at(Point p) const {
        if (rows <= 0 || columns <= 0 || !area.contains(p)) return {};
        const int from_top = std::min(rows - 1, static_cast<int>((p.y - area.y) / area.height * rows));
        const int column = std::min(columns - 1, static_cast<int>((p.x - area.x) / area.width * columns));
        return std::pair{row_zero_on_top ? from_top : rows - 1 - from_top, column};
    }
};

/// Every how many cells a label fits, so that labels of `label_px` do not touch: 1, 2, 5, 10, 20, ...
inline int label_stride(double cell_px, double label_px) {
    int stride = 1;
    for (int i = 0; stride * cell_px < label_px && stride < 1'000'000; ++i) stride = i % 3 == 1 ? stride / 2 * 5 : stride * 2;
    return stride;
}

}  // namespace reasonscope::ui
