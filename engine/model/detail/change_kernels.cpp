#include "model/detail/change_kernels.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "model/detail/kernel_math.h"
#include "model/half.h"

namespace reasonscope::detail::kernels {
namespace {

/// To nearest, ties to even. Not for NaN.
__attribute__((always_inline)) inline std::uint16_t bf16_of(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    return static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16);
}

__attribute__((always_inline)) inline float number(float x) { return x; }
__attribute__((always_inline)) inline float number(std::uint16_t x) { return f32_from_bf16(x); }

/// weights[j] * exp(scale * change) for one row; keys before `own` changed by their queries alone.
__attribute__((always_inline)) inline void lift(const ChangedRows& of, const float* weights, const std::uint16_t* by_queries, const std::uint16_t* by_keys,
                                                std::int64_t seen, float* out) {
    const auto own = std::min(of.own, seen);
    const float scale = of.scale;
#pragma omp simd
    for (std::int64_t j = 0; j < own; ++j) out[j] = weights[j] * fast_exp(scale * f32_from_bf16(by_queries[j]));
#pragma omp simd
    for (std::int64_t j = own; j < seen; ++j)
        out[j] = weights[j] * fast_exp(scale * (f32_from_bf16(by_queries[j]) + f32_from_bf16(by_keys[j - own])));
}

template <class Number>
__attribute__((always_inline)) inline void add_shares(const float* shares, std::int64_t stride, const std::int64_t* which, const Number* change,
                                                      std::int64_t n, float scale, std::int64_t begin, std::int64_t end, double* mean, double* lifted) {
    for (auto i = begin; i < end; ++i) {
        const float* p = shares + which[i] * stride;
        const Number* row = change + i * n;
        float plain = 0, beyond = 0;
#pragma omp simd reduction(+ : plain, beyond)
        for (std::int64_t j = 0; j < n; ++j) {
            const float c = number(row[j]) * scale;
            plain += p[j] * c;
            beyond += p[j] * (fast_exp(c) - 1.0F);
        }
        mean[i] += static_cast<double>(plain);
        lifted[i] += static_cast<double>(beyond);
    }
}

}  // namespace

REASONSCOPE_CLONES
void rounded_difference(const float* changed, const float* known, std::int64_t begin, std::int64_t end, std::uint16_t* out) {
#pragma omp simd
    for (auto i = begin; i < end; ++i) out[i] = bf16_of(changed[i] - known[i]);
}

REASONSCOPE_CLONES
void with_change(const float* known, const std::uint16_t* change, std::int64_t begin, std::int64_t end, float* out) {
#pragma omp simd
    for (auto i = begin; i < end; ++i) out[i] = known[i] + f32_from_bf16(change[i]);
}

REASONSCOPE_CLONES
void changed_softmax(const ChangedRows& of, std::int64_t begin, std::int64_t end) {
    std::vector<float> row(static_cast<std::size_t>(of.keys));
    float* lifted = row.data();
    for (auto i = begin; i < end; ++i) {
        const auto seen = of.seen + i % of.rows;
        const float* weights = of.weights + (i / of.rows * of.weight_rows + of.first_row + i % of.rows) * of.keys;
        std::uint16_t* change = of.by_queries + i * of.keys;
        std::uint16_t* own = of.by_keys + i * (of.keys - of.own);
        if (of.scores_changed) lift(of, weights, change, own, seen, lifted);
        else std::copy_n(weights, seen, lifted);
        for (auto j = of.hidden_first; j < std::min(of.hidden_last, seen); ++j) lifted[j] = 0;
        float sum = 0, before = 0;
#pragma omp simd reduction(+ : sum, before)
        for (std::int64_t j = 0; j < seen; ++j) sum += lifted[j], before += weights[j];
        if (of.sinks) sum += std::max(0.0F, 1.0F - before);
        const float share = 1.0F / std::max(sum, std::numeric_limits<float>::min());
#pragma omp simd
        for (std::int64_t j = 0; j < seen; ++j) change[j] = bf16_of(lifted[j] * share - weights[j]);
#pragma omp simd
        for (std::int64_t j = of.own; j < seen; ++j) own[j - of.own] = bf16_of(lifted[j] * share);
        std::fill(change + seen, change + of.keys, std::uint16_t{0});
        std::fill(own + std::max(std::int64_t{0}, seen - of.own), own + of.keys - of.own, std::uint16_t{0});
    }
}

template <>
REASONSCOPE_CLONES void changed_shares(const float* shares, std::int64_t stride, const std::int64_t* which, const float* change, std::int64_t n,
                                       float scale, std::int64_t begin, std::int64_t end, double* mean, double* lifted) {
    add_shares(shares, stride, which, change, n, scale, begin, end, mean, lifted);
}

template <>
REASONSCOPE_CLONES void changed_shares(const float* shares, std::int64_t stride, const std::int64_t* which, const std::uint16_t* change,
                                       std::int64_t n, float scale, std::int64_t begin, std::int64_t end, double* mean, double* lifted) {
    add_shares(shares, stride, which, change, n, scale, begin, end, mean, lifted);
}

}  // namespace reasonscope::detail::kernels
