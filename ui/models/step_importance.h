#pragma once
// How much of the answer passes through each step by all methods together, with an interval.

#include <vector>

#include "reason/evidence.h"
#include "store/session.h"

namespace reasonscope::ui {

/// By step; empty with fewer than two methods or very many steps. Interval: the methods are drawn again with replacement.
Result<std::vector<Importance>> read_importances(const SessionReader& reader, RunId run, StepId root);

}  // namespace reasonscope::ui
