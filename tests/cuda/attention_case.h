#pragma once
// A random attention step with its host buffers, and the naive double implementation that both twins must match.

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "cuda/attention_stats.h"

namespace reasonscope::cuda {

struct AttentionCase {
    AttentionShape shape;
    std::vector<float> q, k, v;
    std::vector<int> segment_begin;

    [[nodiscard]] AttentionInputs<float> inputs() const {
        return {q.data(), k.data(), v.data(), segment_begin.data()};
    }
};

struct AttentionResult {
    explicit AttentionResult(const AttentionShape& s)
        : output(std::size_t(s.heads) * s.v_dim), top_weight(std::size_t(s.heads) * s.top_k),
          segment_mass(std::size_t(s.heads) * s.segments), entropy(s.heads),
          top_position(std::size_t(s.heads) * s.top_k) {}
    std::vector<float> output, top_weight, segment_mass, entropy;
    std::vector<int> top_position;

    [[nodiscard]] AttentionOutputs outputs() {
        return {output.data(), top_position.data(), top_weight.data(), segment_mass.data(), entropy.data()};
    }
};

/// Drops the low 16 bits, so that a value is exact in bfloat16 too.
inline float bfloat16_exact(float x) {
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) & 0xffff0000u);
}

inline AttentionCase random_case(const AttentionShape& shape, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    AttentionCase c{shape, {}, {}, {}, {}};
    const auto fill = [&](std::vector<float>& values, std::size_t n) {
        values.resize(n);
        for (float& x : values) x = bfloat16_exact(normal(random));
    };
    fill(c.q, std::size_t(shape.heads) * shape.qk_dim);
    fill(c.k, std::size_t(shape.kv_heads) * shape.length * shape.qk_dim);
    fill(c.v, std::size_t(shape.kv_heads) * shape.length * shape.v_dim);
    c.segment_begin.resize(shape.segments);
    // Repeats are wanted: they make empty segments.
    for (int& begin : c.segment_begin) begin = static_cast<int>(random() % (shape.length + 1));
    std::sort(c.segment_begin.begin(), c.segment_begin.end());
    return c;
}

/// softmax(scale q k^T) of one head, in double and straight from the definition.
inline std::vector<double> naive_weights(const AttentionCase& c, int head) {
    const auto& s = c.shape;
    const int kv = head / (s.heads / s.kv_heads);
    std::vector<double> w(s.length);
    double total = 0;
    for (int j = 0; j < s.length; ++j) {
        double dot = 0;
        for (int d = 0; d < s.qk_dim; ++d)
            dot += double(c.q[std::size_t(head) * s.qk_dim + d]) *
                   c.k[(std::size_t(kv) * s.length + j) * s.qk_dim + d];
        total += w[j] = std::exp(s.scale * dot);
    }
    for (double& x : w) x /= total;
    return w;
}

}  // namespace reasonscope::cuda
