#include "ui/geometry/scale.h"

#include <algorithm>
#include <cmath>

namespace reasonscope::ui {
namespace {

/// Smallest of 1, 2, 5 x 10^k that is at least `raw`.
double nice_step(double raw) {
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= raw * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

}  // namespace

Ticks nice_ticks(double from, double to, int most, bool whole) {
    Ticks ticks;
    if (!(to > from) || most < 2 || !std::isfinite(from) || !std::isfinite(to)) return ticks;
    double step = nice_step((to - from) / (most - 1));
    if (whole) step = std::max(1.0, std::round(step));
    const double first = std::ceil(from / step - 1e-9);
    for (int i = 0; i < most + 1; ++i) {
        const double value = (first + i) * step;
        if (value > to + step * 1e-9) break;
        ticks.values.push_back(std::abs(value) < step * 1e-9 ? 0.0 : value);
    }
    ticks.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    return ticks;
}

double nice_ceiling(double value) {
    if (!(value > 0) || !std::isfinite(value)) return 1;
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (factor * power >= value * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

std::vector<float> bin_maxima(std::span<const float> values, int first, int last, int columns) {
    first = std::clamp(first, 0, static_cast<int>(values.size()));
    last = std::clamp(last, first, static_cast<int>(values.size()));
    const auto part = values.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
    if (static_cast<int>(part.size()) <= columns || columns < 1) return {part.begin(), part.end()};
    std::vector<float> bins;
    bins.reserve(static_cast<std::size_t>(columns));
    for (int c = 0; c < columns; ++c) {
        const std::size_t begin = part.size() * static_cast<std::size_t>(c) / static_cast<std::size_t>(columns);
        const std::size_t end = part.size() * static_cast<std::size_t>(c + 1) / static_cast<std::size_t>(columns);
        bins.push_back(*std::max_element(part.begin() + static_cast<std::ptrdiff_t>(begin),
                                         part.begin() + static_cast<std::ptrdiff_t>(end)));
    }
    return bins;
}

}  // namespace reasonscope::ui
