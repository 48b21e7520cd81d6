#pragma once
// Compares a result with the naive double implementation, figure by figure.

#include <gtest/gtest.h>

#include "tests/cuda/attention_case.h"

namespace reasonscope::cuda {

inline void expect_matches_naive(const AttentionCase& c, const AttentionResult& result, double tolerance) {
    const auto& s = c.shape;
    for (int h = 0; h < s.heads; ++h) {
        SCOPED_TRACE("head " + std::to_string(h));
        const auto w = naive_weights(c, h);
        const int kv = h / (s.heads / s.kv_heads);
        for (int d = 0; d < s.v_dim; ++d) {
            double want = 0;
            for (int j = 0; j < s.length; ++j) want += w[j] * c.v[(std::size_t(kv) * s.length + j) * s.v_dim + d];
            EXPECT_NEAR(result.output[std::size_t(h) * s.v_dim + d], want, tolerance) << "column " << d;
        }
        double entropy = 0;
        for (const double x : w) entropy -= x > 0 ? x * std::log(x) : 0;
        EXPECT_NEAR(result.entropy[h], entropy, 10 * tolerance);
        for (int g = 0; g < s.segments; ++g) {
            const int end = g + 1 < s.segments ? c.segment_begin[g + 1] : s.length;
            const double want = std::accumulate(w.begin() + c.segment_begin[g], w.begin() + end, 0.0);
            EXPECT_NEAR(result.segment_mass[std::size_t(h) * s.segments + g], want, tolerance) << "segment " << g;
        }
        auto falling = w;
        std::sort(falling.begin(), falling.end(), std::greater<>());
        for (int n = 0; n < s.top_k; ++n) {
            const std::size_t at = std::size_t(h) * s.top_k + n;
            if (n >= s.length) {
                EXPECT_EQ(result.top_position[at], -1);
                EXPECT_EQ(result.top_weight[at], 0.0f);
                continue;
            }
            // Near ties may swap; what must hold is that this is the n-th largest weight, at a place that has it.
            ASSERT_GE(result.top_position[at], 0);
            ASSERT_LT(result.top_position[at], s.length);
            EXPECT_NEAR(result.top_weight[at], falling[n], tolerance) << "rank " << n;
            EXPECT_NEAR(result.top_weight[at], w[result.top_position[at]], tolerance) << "rank " << n;
            for (int earlier = 0; earlier < n; ++earlier)
                EXPECT_NE(result.top_position[at], result.top_position[at - 1 - earlier]);
        }
    }
}

inline const AttentionShape random_shapes[] = {
    {.heads = 1, .kv_heads = 1, .length = 1, .qk_dim = 1, .v_dim = 1, .segments = 1, .top_k = 3, .scale = 1.0f},
    {.heads = 2, .kv_heads = 2, .length = 31, .qk_dim = 8, .v_dim = 5, .segments = 0, .top_k = 0, .scale = 0.5f},
    {.heads = 8, .kv_heads = 2, .length = 256, .qk_dim = 64, .v_dim = 64, .segments = 9, .top_k = 8, .scale = 0.125f},
    {.heads = 12, .kv_heads = 1, .length = 257, .qk_dim = 72, .v_dim = 200, .segments = 300, .top_k = 16, .scale = 0.1f},
    {.heads = 6, .kv_heads = 3, .length = 1300, .qk_dim = 96, .v_dim = 64, .segments = 40, .top_k = 32, .scale = 0.1f},
};

}  // namespace reasonscope::cuda
