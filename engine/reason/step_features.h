#pragma once
// What the step classifier sees of a step: words, shape, place and what is new in it. Pure functions.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope {

/// Feature name -> value. Names are stable: a classifier file refers to them.
using StepFeatures = std::map<std::string, float, std::less<>>;

/// Features of every step of one trace in order; the pieces carry their white space. A step's features depend on the whole trace:
/// its place, the numbers and wording of earlier steps, the rules' opinion of its neighbours.
std::vector<StepFeatures> step_features(std::span<const std::string_view> steps);

/// Lower-case words, LaTeX commands and single marks; every number is "0", a line break "~".
std::vector<std::string> step_words(std::string_view text);

/// Numbers as they are written, "3" and "2.5", in order.
std::vector<std::string> numbers_of(std::string_view text);

}  // namespace reasonscope
