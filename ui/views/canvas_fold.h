#pragma once
// Folding of chains: successive steps of one class become one card ("12 x Computation"). Pure functions.

#include <set>

#include "ui/views/data.h"

namespace reasonscope::ui {

inline constexpr int kShortestFold = 3;

/// The drawing with every chain of at least kShortestFold steps of one class as one card, apart from chains whose first step is in
/// `opened` (step numbers). A chain goes from a step to its only child; in Chain mode to the next step. A folded card keeps the
/// number of its first step and all the words; alternatives inside are hidden with it. O(n).
CanvasGraph fold_chains(CanvasMode mode, const CanvasGraph& graph, const std::set<int>& opened);

}  // namespace reasonscope::ui
