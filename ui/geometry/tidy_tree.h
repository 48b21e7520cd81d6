#pragma once
// Layered tree from left to right: depth is the column, every leaf has a row of its own, a parent sits in the middle of its children.

#include <span>
#include <vector>

#include "ui/geometry/shapes.h"

namespace reasonscope::ui {

struct TidyTreeStyle {
    double card_width = 220, card_height = 72;
    double column_gap = 64, row_gap = 16;
};

/// One rectangle per node; `parents[i] < i`, -1 for roots (several roots stack). O(n), no recursion: any depth.
/// A child added behind its siblings leaves everything above it in place.
std::vector<Rect> tidy_tree(std::span<const int> parents, const TidyTreeStyle& style = {});

}  // namespace reasonscope::ui
