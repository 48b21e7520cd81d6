#pragma once
// Row kernels on plain f32 pointers, compiled for several instruction sets and chosen at load time.

#include <cstdint>

namespace reasonscope::detail::kernels {

/// y[i] = w * x[i] * inverse[i], inverse[i] = 1 / sqrt(mean(x[i]^2) + eps), for rows i in [begin, end) of width d.
void rms_norm(const float* x, const float* w, float eps, std::int64_t d, std::int64_t begin, std::int64_t end, float* y, float* inverse);

/// Gradient of rms_norm: writes dx, adds to dw [d].
void rms_norm_backward(const float* x, const float* w, const float* inverse, const float* grad, std::int64_t d, std::int64_t begin,
                       std::int64_t end, float* dx, float* dw);

/// y = silu(a) * b over [begin, end).
void silu_times(const float* a, const float* b, std::int64_t begin, std::int64_t end, float* y);
void silu_times_backward(const float* a, const float* b, const float* grad, std::int64_t begin, std::int64_t end, float* da, float* db);

/// One more logit per head, dropped after the softmax. The head of a row is (row / queries) % heads.
struct Sinks {
    const float* logits = nullptr;  // nullptr: none
    std::int64_t heads = 0;
};

/// weights = softmax(scale * scores) in place over rows [begin, end) of `keys` numbers each, causal: the row of query q = row % queries sees
/// keys 0 .. q + offset, or only the last `window` of them when that is not 0; the others get 0.
void causal_softmax(float* scores, float scale, std::int64_t queries, std::int64_t keys, std::int64_t offset, std::int64_t window,
                    const Sinks& sinks, std::int64_t begin, std::int64_t end);
/// Gradient for the scores, in place of the gradient for the weights.
void causal_softmax_backward(const float* weights, float scale, std::int64_t queries, std::int64_t keys, std::int64_t offset, std::int64_t window,
                             std::int64_t begin, std::int64_t end, float* grad);

/// How two bytes are read as a number.
enum class Half { Bf16, F16 };

/// out[i] = in[i], exactly, for `n` numbers.
void widen(Half kind, const std::uint16_t* in, std::int64_t n, float* out);

/// y[r, o] = sum_i x[r, i] * w[o, i] for outputs o in [begin, end) of `outputs` and all `rows` rows; `width` numbers each, sums in f32.
void products(Half kind, const float* x, std::int64_t rows, const std::uint16_t* w, std::int64_t width, std::int64_t outputs, std::int64_t begin,
              std::int64_t end, float* y);

}  // namespace reasonscope::detail::kernels
