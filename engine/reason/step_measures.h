#pragma once
// What is counted and measured of a step, as numbers: size, mathematics, age of its numbers, likeness to earlier steps, cue words.
// Pure functions.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope {

/// One number per name of measure_names(), in that order.
using StepMeasures = std::vector<double>;

/// Measures of every step of one trace, in order; the pieces carry their white space. They depend on the whole trace, as
/// step_features() does.
std::vector<StepMeasures> step_measures(std::span<const std::string_view> steps);

/// Stable names, for the classifier's file.
const std::vector<std::string>& measure_names();

}  // namespace reasonscope
