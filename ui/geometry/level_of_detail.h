#pragma once
// How much of a card is worth drawing at a zoom, and folding of what is too small to see.

#include <span>
#include <vector>

#include "ui/geometry/shapes.h"

namespace reasonscope::ui {

enum class Detail {
    Full,   // header and two lines
    Text,   // number and text, no header
    Block,  // number on the class colour
    Speck,  // class colour alone
};
Detail detail_of(double card_height_px);

/// Neighbours that would be drawn less than `least_px` high are folded into runs.
struct Run {
    int first = 0, last = 0;  // half-open range of the input
    double top = 0, bottom = 0;  // pixels
};
/// `tops` ascend (scene units); each item is `height` high. Runs never overlap and keep the order. O(n).
std::vector<Run> fold_runs(std::span<const double> tops, double height, double scale, double least_px = 3);

}  // namespace reasonscope::ui
