#pragma once
// Axes: linear scales, round ticks, and thinning of long series to one value per pixel.

#include <span>
#include <vector>

namespace reasonscope::ui {

/// Maps [from, to] to [low, high] pixels.
struct Scale {
    double from = 0, to = 1, low = 0, high = 1;
    [[nodiscard]] double map(double value) const {
        return to == from ? low : low + (value - from) / (to - from) * (high - low);
    }
    [[nodiscard]] double invert(double pixel) const {
        return high == low ? from : from + (pixel - low) / (high - low) * (to - from);
    }
};

struct Ticks {
    std::vector<double> values;  // within [from, to], ascending
    int decimals = 0;            // digits after the point that tell them apart
};
/// Steps of 1, 2 or 5 times a power of ten, at most `most` ticks. `whole`: never a step below 1.
Ticks nice_ticks(double from, double to, int most, bool whole = false);

/// The next round value at or above: 1, 2, 2.5, 5 or 10 times a power of ten (an axis' upper end).
double nice_ceiling(double value);

/// `values[first..last)` thinned to `columns` bins of equal width, each the maximum of what falls into it. Fewer values than
/// columns come back unchanged.
std::vector<float> bin_maxima(std::span<const float> values, int first, int last, int columns);

}  // namespace reasonscope::ui
