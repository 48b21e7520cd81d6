#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "cuda/attention_stats.h"
#include "cuda/detail/softmax_partial.h"

namespace reasonscope::cuda {
namespace {

// Softmax over all keys of one head.
std::vector<float> weights_of(const AttentionShape& shape, const float* q, const float* k) {
    std::vector<double> scores(shape.length);
    for (int j = 0; j < shape.length; ++j)
        scores[j] = shape.scale * std::inner_product(q, q + shape.qk_dim, k + std::size_t(j) * shape.qk_dim, 0.0);
    const double largest = *std::max_element(scores.begin(), scores.end());
    double total = 0;
    for (double& s : scores) total += s = std::exp(s - largest);
    std::vector<float> weights(shape.length);
    for (int j = 0; j < shape.length; ++j) weights[j] = static_cast<float>(scores[j] / total);
    return weights;
}

void write_output(const AttentionShape& shape, const std::vector<float>& weights, const float* v, float* output) {
    for (int d = 0; d < shape.v_dim; ++d) {
        double sum = 0;
        for (int j = 0; j < shape.length; ++j) sum += double(weights[j]) * v[std::size_t(j) * shape.v_dim + d];
        output[d] = static_cast<float>(sum);
    }
}

void write_top(const AttentionShape& shape, const std::vector<float>& weights, int* position, float* weight) {
    std::vector<int> order(weights.size());
    std::iota(order.begin(), order.end(), 0);
    const int found = std::min(shape.top_k, shape.length);
    std::partial_sort(order.begin(), order.begin() + found, order.end(),
                      [&](int i, int j) { return ranks_before(weights[i], i, weights[j], j); });
    for (int n = 0; n < shape.top_k; ++n) {
        position[n] = n < found ? order[n] : -1;
        weight[n] = n < found ? weights[order[n]] : 0.0f;
    }
}

void write_mass(const AttentionShape& shape, const std::vector<float>& weights, const int* begin, float* mass) {
    for (int g = 0; g < shape.segments; ++g) {
        const int end = g + 1 < shape.segments ? begin[g + 1] : shape.length;
        mass[g] = static_cast<float>(std::accumulate(weights.begin() + begin[g], weights.begin() + end, 0.0));
    }
}

float entropy_of(const std::vector<float>& weights) {
    double nats = 0;
    for (const double w : weights)
        if (w > 0) nats -= w * std::log(w);
    return static_cast<float>(nats);
}

}  // namespace

void attention_stats_reference(const AttentionShape& shape, const AttentionInputs<float>& in,
                               const AttentionOutputs& out) {
    const int group = shape.heads / shape.kv_heads;
    for (int h = 0; h < shape.heads; ++h) {
        const std::size_t first_key = std::size_t(h / group) * shape.length;
        const auto weights =
            weights_of(shape, in.q + std::size_t(h) * shape.qk_dim, in.k + first_key * shape.qk_dim);
        write_output(shape, weights, in.v + first_key * shape.v_dim, out.output + std::size_t(h) * shape.v_dim);
        if (shape.top_k > 0) {
            const std::size_t at = std::size_t(h) * shape.top_k;
            write_top(shape, weights, out.top_position + at, out.top_weight + at);
        }
        if (shape.segments > 0)
            write_mass(shape, weights, in.segment_begin, out.segment_mass + std::size_t(h) * shape.segments);
        out.entropy[h] = entropy_of(weights);
    }
}

}  // namespace reasonscope::cuda
