#pragma once
// Limited-memory BFGS (Liu and Nocedal, Mathematical Programming 45, 1989) with backtracking.

#include <functional>
#include <vector>

namespace reasonscope {

/// Value at `x`; fills `gradient`, which has x's size.
using Objective = std::function<double(const std::vector<double>& x, std::vector<double>& gradient)>;

/// Lowers `objective` from `x` for at most `iterations` steps, or until it falls by less than one part in 10^5.
void minimise(const Objective& objective, std::vector<double>& x, int iterations);

}  // namespace reasonscope
