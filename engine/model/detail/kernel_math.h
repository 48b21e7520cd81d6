#pragma once
// What the row kernels share. Included by their .cpp files only.

#include <bit>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
#define REASONSCOPE_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define REASONSCOPE_CLONES
#endif

namespace reasonscope::detail::kernels {

/// exp with relative error below 3e-7, clamped to |x| <= 87; branch-free so that it vectorises (Cephes polynomial).
__attribute__((always_inline)) inline float fast_exp(float x) {
    x = x < -87.0F ? -87.0F : x;
    x = x > 87.0F ? 87.0F : x;
    constexpr float kNoFraction = 12582912.0F;  // numbers of this size have no bits behind the point (std::floor does not vectorise)
    const float whole = (x * 1.44269504F + kNoFraction) - kNoFraction;
    const float f = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * f + 1.3981999507e-3F;
    p = p * f + 8.3334519073e-3F;
    p = p * f + 4.1665795894e-2F;
    p = p * f + 1.6666665459e-1F;
    p = p * f + 5.0000001201e-1F;
    p = p * f * f + f + 1.0F;
    return p * std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23);
}

}  // namespace reasonscope::detail::kernels
