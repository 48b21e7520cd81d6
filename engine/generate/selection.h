#pragma once
// The few largest values of a row, without sorting it.

#include <cstdint>
#include <span>
#include <vector>

namespace reasonscope {

struct Ranked {
    std::int32_t index = 0;
    float value = 0;
};

/// Up to `k` largest values in decreasing order; equal values by lower index. One pass, made for k much smaller than the row.
void largest(std::span<const float> values, int k, std::vector<Ranked>& out);
std::vector<Ranked> largest(std::span<const float> values, int k);

}  // namespace reasonscope
