#pragma once
// How much of the answer passes through each step, and which steps nothing that was kept leads back to. Pure functions.

#include <span>
#include <vector>

#include "reason/tree.h"

namespace reasonscope {

/// Part of the weight of `root` that reaches each step: flow[root] = 1, every step passes all it gets on to its sources by
/// its normalised row. Rows without weight keep theirs. [n]
std::vector<double> weight_flow(const StepMatrix& matrix, StepId root);

/// Thinking steps without a path to an answer step along `edges` (the last step counts as one when there is no answer). Empty when
/// that cannot be told because no answer step has an edge. [n]
std::vector<bool> abandoned_steps(std::span<const Edge> edges, std::span<const Step> steps);

}  // namespace reasonscope
