#include "ui/geometry/spine_tree.h"

namespace reasonscope::ui {

std::vector<Rect> spine_tree(std::span<const int> parents, const TidyTreeStyle& style) {
    const std::size_t n = parents.size();
    std::vector<int> size(n, 1), rows(n, 0), beside(n, 0), heir(n, -1);
    const auto parent_of = [&](std::size_t i) { return static_cast<std::size_t>(parents[i]); };

    // Backwards: sizes first, so that the heir (the child with the largest subtree, the first of equals) is known with all its siblings.
    for (std::size_t i = n; i-- > 0;) {
        if (parents[i] < 0) continue;
        const std::size_t parent = parent_of(i);
        size[parent] += size[i];
        int& best = heir[parent];
        if (best < 0 || size[i] >= size[static_cast<std::size_t>(best)]) best = static_cast<int>(i);
    }
    // A node is as high as its other children stacked beside it, and its heir below them.
    for (std::size_t i = n; i-- > 0;) {
        rows[i] = std::max(1, beside[i]) + (heir[i] >= 0 ? rows[static_cast<std::size_t>(heir[i])] : 0);
        if (parents[i] >= 0 && heir[parent_of(i)] != static_cast<int>(i)) beside[parent_of(i)] += rows[i];
    }

    std::vector<Rect> rects(n);
    std::vector<int> row(n, 0), column(n, 0), next(n, 0);
    int next_root = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (parents[i] < 0) {
            row[i] = next_root;
            next_root += rows[i];
        } else if (const std::size_t parent = parent_of(i); heir[parent] == static_cast<int>(i)) {
            row[i] = row[parent] + std::max(1, beside[parent]);
            column[i] = column[parent];
        } else {
            row[i] = next[parent];
            next[parent] += rows[i];
            column[i] = column[parent] + 1;
        }
        next[i] = row[i];
        rects[i] = {column[i] * (style.card_width + style.column_gap), row[i] * (style.card_height + style.row_gap), style.card_width, style.card_height};
    }
    return rects;
}

int tree_depth(std::span<const int> parents) {
    std::vector<int> depth(parents.size(), 0);
    int most = 0;
    for (std::size_t i = 0; i < parents.size(); ++i) {
        if (parents[i] >= 0) depth[i] = depth[static_cast<std::size_t>(parents[i])] + 1;
        most = std::max(most, depth[i]);
    }
    return most;
}

}  // namespace reasonscope::ui
