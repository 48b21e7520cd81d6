#include "model/detail/kernels.h"

#include <cmath>

#include "model/detail/kernel_math.h"
#include "model/half.h"

namespace reasonscope::detail::kernels {
namespace {

/// Of the `seen` first keys, where the window begins; 0 is no window.
__attribute__((always_inline)) inline std::int64_t first_key(std::int64_t seen, std::int64_t window) {
    return window > 0 && seen > window ? seen - window : 0;
}

template <Half kind>
__attribute__((always_inline)) inline float widened(std::uint16_t half) {
    return kind == Half::Bf16 ? f32_from_bf16(half) : f32_from_f16(half);
}

/// Four outputs at once: four independent sums hide the latency of each, and x is read once for them.
template <Half kind>
__attribute__((always_inline)) inline void products_of(const float* x, std::int64_t rows, const std::uint16_t* w, std::int64_t width,
                                                       std::int64_t outputs, std::int64_t begin, std::int64_t end, float* y) {
    auto o = begin;
    for (; o + 4 <= end; o += 4) {
        const std::uint16_t *w0 = w + o * width, *w1 = w0 + width, *w2 = w1 + width, *w3 = w2 + width;
        for (std::int64_t r = 0; r < rows; ++r) {
            const float* row = x + r * width;
            float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
#pragma omp simd reduction(+ : s0, s1, s2, s3)
            for (std::int64_t i = 0; i < width; ++i) {
                s0 += row[i] * widened<kind>(w0[i]);
                s1 += row[i] * widened<kind>(w1[i]);
                s2 += row[i] * widened<kind>(w2[i]);
                s3 += row[i] * widened<kind>(w3[i]);
            }
            float* out = y + r * outputs + o;
            out[0] = s0;
            out[1] = s1;
            out[2] = s2;
            out[3] = s3;
        }
    }
    for (; o < end; ++o)
        for (std::int64_t r = 0; r < rows; ++r) {
            float sum = 0;
#pragma omp simd reduction(+ : sum)
            for (std::int64_t i = 0; i < width; ++i) sum += x[r * width + i] * widened<kind>(w[o * width + i]);
            y[r * outputs + o] = sum;
        }
}

template <Half kind>
__attribute__((always_inline)) inline void widen_all(const std::uint16_t* in, std::int64_t n, float* out) {
#pragma omp simd
    for (std::int64_t i = 0; i < n; ++i) out[i] = widened<kind>(in[i]);
}

}  // namespace

REASONSCOPE_CLONES
void widen(Half kind, const std::uint16_t* in, std::int64_t n, float* out) {
    if (kind == Half::Bf16) widen_all<Half::Bf16>(in, n, out);
    else widen_all<Half::F16>(in, n, out);
}

REASONSCOPE_CLONES
void products(Half kind, const float* x, std::int64_t rows, const std::uint16_t* w, std::int64_t width, std::int64_t outputs, std::int64_t begin,
              std::int64_t end, float* y) {
    if (kind == Half::Bf16) products_of<Half::Bf16>(x, rows, w, width, outputs, begin, end, y);
    else products_of<Half::F16>(x, rows, w, width, outputs, begin, end, y);
}

REASONSCOPE_CLONES
void rms_norm(const float* x, const float* w, float eps, std::int64_t d, std::int64_t begin, std::int64_t end, float* y, float* inverse) {
    for (auto i = begin; i < end; ++i) {
        const float* row = x + i * d;
        float* out = y + i * d;
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (std::int64_t j = 0; j < d; ++j) sum += row[j] * row[j];
        const float r = 1.0F / std::sqrt(sum / static_cast<float>(d) + eps);
        inverse[i] = r;
#pragma omp simd
        for (std::int64_t j = 0; j < d; ++j) out[j] = w[j] * (row[j] * r);
    }
}

REASONSCOPE_CLONES
void rms_norm_backward(const float* x, const float* w, const float* inverse, const float* grad, std::int64_t d, std::int64_t begin,
                       std::int64_t end, float* dx, float* dw) {
    for (auto i = begin; i < end; ++i) {
        const float* row = x + i * d;
        const float* g = grad + i * d;
        float* out = dx + i * d;
        const float r = inverse[i];
        float dot = 0;
#pragma omp simd reduction(+ : dot)
        for (std::int64_t j = 0; j < d; ++j) dot += g[j] * w[j] * row[j];
        const float c = dot * r * r * r / static_cast<float>(d);
#pragma omp simd
        for (std::int64_t j = 0; j < d; ++j) {
            out[j] = g[j] * w[j] * r - row[j] * c;
            dw[j] += g[j] * row[j] * r;
        }
    }
}

REASONSCOPE_CLONES
void silu_times(const float* a, const float* b, std::int64_t begin, std::int64_t end, float* y) {
#pragma omp simd
    for (auto i = begin; i < end; ++i) y[i] = a[i] / (1.0F + fast_exp(-a[i])) * b[i];
}

REASONSCOPE_CLONES
void silu_times_backward(const float* a, const float* b, const float* grad, std::int64_t begin, std::int64_t end, float* da, float* db) {
#pragma omp simd
    for (auto i = begin; i < end; ++i) {
        const float s = 1.0F / (1.0F + fast_exp(-a[i]));
        const float silu = a[i] * s;
        db[i] = grad[i] * silu;
        da[i] = grad[i] * b[i] * (s + silu * (1.0F - s));
    }
}

REASONSCOPE_CLONES
void causal_softmax(float* scores, float scale, std::int64_t queries, std::int64_t keys, std::int64_t offset, std::int64_t window,
                    const Sinks& sinks, std::int64_t begin, std::int64_t end) {
    for (auto i = begin; i < end; ++i) {
        float* row = scores + i * keys;
        const auto seen = i % queries + offset + 1, first = first_key(seen, window);
        float most = row[first];
#pragma omp simd reduction(max : most)
        for (std::int64_t j = first; j < seen; ++j) most = row[j] > most ? row[j] : most;
        float sum = 0;
        if (sinks.logits) {
            const float sink = sinks.logits[i / queries % sinks.heads] / scale;
            most = sink > most ? sink : most;
            const float apart = (sink - most) * scale;
            sum = apart < -87.0F ? 0.0F : fast_exp(apart);
        }
#pragma omp simd reduction(+ : sum)
        for (std::int64_t j = first; j < seen; ++j) {
            const float apart = (row[j] - most) * scale;
            row[j] = apart < -87.0F ? 0.0F : fast_exp(apart);  // -inf hides a key
            sum += row[j];
        }
        const float share = 1.0F / sum;
#pragma omp simd
        for (std::int64_t j = first; j < seen; ++j) row[j] *= share;
        for (std::int64_t j = 0; j < first; ++j) row[j] = 0;
        for (std::int64_t j = seen; j < keys; ++j) row[j] = 0;
    }
}

REASONSCOPE_CLONES
void causal_softmax_backward(const float* weights, float scale, std::int64_t queries, std::int64_t keys, std::int64_t offset, std::int64_t window,
                             std::int64_t begin, std::int64_t end, float* grad) {
    for (auto i = begin; i < end; ++i) {
        const float* w = weights + i * keys;
        float* g = grad + i * keys;
        const auto seen = i % queries + offset + 1, first = first_key(seen, window);
        float dot = 0;
#pragma omp simd reduction(+ : dot)
        for (std::int64_t j = first; j < seen; ++j) dot += w[j] * g[j];
#pragma omp simd
        for (std::int64_t j = first; j < seen; ++j) g[j] = scale * w[j] * (g[j] - dot);
        for (std::int64_t j = 0; j < first; ++j) g[j] = 0;
        for (std::int64_t j = seen; j < keys; ++j) g[j] = 0;
    }
}

}  // namespace reasonscope::detail::kernels
