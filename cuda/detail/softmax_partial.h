#pragma once
// The softmax of a part of a row, in a form in which parts can be merged exactly. Shared by the kernels and the CPU
// tests, so that the arithmetic of the merge is tested where there is no GPU.

#include <cmath>

#ifdef __CUDACC__
#define REASONSCOPE_HOST_DEVICE __host__ __device__
#else
#define REASONSCOPE_HOST_DEVICE
#endif

namespace reasonscope::cuda {

/// Over the scores s_j of one part: m = max s_j, and sums relative to it.
struct SoftmaxPartial {
    float m;  // max s_j
    float l;  // sum of e^(s_j - m)
    float d;  // sum of e^(s_j - m) (s_j - m), for the entropy
};

/// The partial re-expressed relative to a maximum `m` >= p.m.
REASONSCOPE_HOST_DEVICE inline SoftmaxPartial relative_to(const SoftmaxPartial& p, float m) {
    const float shift = p.m - m;
    const float factor = expf(shift);
    return {m, factor * p.l, factor * (p.d + p.l * shift)};
}

/// Entropy of the whole row in nats: -sum w ln w with w = e^(s - m) / l.
REASONSCOPE_HOST_DEVICE inline float entropy(const SoftmaxPartial& whole) {
    return logf(whole.l) - whole.d / whole.l;
}

/// Whether key (score a, position i) ranks before key (score b, position j): heavier first, then earlier.
REASONSCOPE_HOST_DEVICE inline bool ranks_before(float a, int i, float b, int j) {
    return a > b || (a == b && i < j);
}

}  // namespace reasonscope::cuda
