#include "ui/geometry/tidy_tree.h"

namespace reasonscope::ui {

std::vector<Rect> tidy_tree(std::span<const int> parents, const TidyTreeStyle& style) {
    const std::size_t n = parents.size();
    const double column = style.card_width + style.column_gap, row = style.card_height + style.row_gap;
    std::vector<int> leaves(n, 0), depth(n, 0);
    std::vector<double> first_row(n, 0), next_row(n, 0);

    for (std::size_t i = n; i-- > 0;) {  // children stand behind their parents, so one backward pass counts leaves
        if (leaves[i] == 0) leaves[i] = 1;
        if (parents[i] >= 0) leaves[static_cast<std::size_t>(parents[i])] += leaves[i];
    }
    double next_root = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double* cursor = &next_root;
        if (parents[i] >= 0) {
            const auto parent = static_cast<std::size_t>(parents[i]);
            depth[i] = depth[parent] + 1;
            cursor = &next_row[parent];
        }
        first_row[i] = next_row[i] = *cursor;
        *cursor += leaves[i];
    }

    // A parent stands between its first and its last child; going backwards the last child comes first.
    std::vector<double> low(n, -1), high(n, -1), middle(n, 0);
    for (std::size_t i = n; i-- > 0;) {
        middle[i] = high[i] < 0 ? first_row[i] : (low[i] + high[i]) / 2;
        if (parents[i] < 0) continue;
        const auto parent = static_cast<std::size_t>(parents[i]);
        if (high[parent] < 0) high[parent] = middle[i];
        low[parent] = middle[i];
    }

    std::vector<Rect> rects(n);
    for (std::size_t i = 0; i < n; ++i)
        rects[i] = {depth[i] * column, middle[i] * row, style.card_width, style.card_height};
    return rects;
}

}  // namespace reasonscope::ui
