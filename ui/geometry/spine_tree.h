#pragma once
// A deep tree drawn downwards: below each node stands its child with the largest subtree, the other children open columns on the right.

#include <span>
#include <vector>

#include "ui/geometry/shapes.h"
#include "ui/geometry/tidy_tree.h"

namespace reasonscope::ui {

/// One rectangle per node; `parents[i] < i`, -1 for roots (several roots stack). Never more than 1 + log2(n) columns; no two cards meet.
/// O(n), no recursion: any depth.
std::vector<Rect> spine_tree(std::span<const int> parents, const TidyTreeStyle& style = {});

/// Edges from the deepest node to its root.
int tree_depth(std::span<const int> parents);

}  // namespace reasonscope::ui
