#include "reason/proportion.h"

#include <algorithm>
#include <cmath>

namespace reasonscope {

ConfidenceInterval proportion_interval(int hits, int n) {
    constexpr double kZ = 1.959963984540054;  // 97.5 % of the normal distribution
    if (n <= 0) return {0, 1};
    const double count = n, p = hits / count, z2 = kZ * kZ;
    const double centre = (p + z2 / (2 * count)) / (1 + z2 / count);
    const double half = kZ * std::sqrt(p * (1 - p) / count + z2 / (4 * count * count)) / (1 + z2 / count);
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

ConfidenceInterval difference_interval(int hits_a, int n_a, int hits_b, int n_b) {
    if (n_a <= 0 || n_b <= 0) return {-1, 1};
    const double a = static_cast<double>(hits_a) / n_a, b = static_cast<double>(hits_b) / n_b;
    const ConfidenceInterval ia = proportion_interval(hits_a, n_a), ib = proportion_interval(hits_b, n_b);
    return {a - b - std::hypot(a - ia.low, ib.high - b), a - b + std::hypot(ia.high - a, b - ib.low)};
}

}  // namespace reasonscope
