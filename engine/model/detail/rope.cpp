#include "model/detail/rope.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reasonscope::detail {
namespace {

constexpr double kTurn = 2.0 * M_PI;

double yarn_mscale(double factor, double mscale) { return factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0; }

/// Slow dimensions are interpolated by the factor, fast ones kept, with a ramp between. Returns the gain of cos and sin.
double scale_yarn(const RopeConfig& rope, int dim, std::vector<double>& omega) {
    const auto correction = [&](double rotations) { return dim * std::log(rope.original_context / (rotations * kTurn)) / (2.0 * std::log(rope.theta)); };
    double low = correction(rope.beta_fast), high = correction(rope.beta_slow);
    if (rope.truncate) low = std::floor(low), high = std::ceil(high);
    low = std::max(low, 0.0);
    high = std::min(high, dim - 1.0);
    if (low == high) high += 1e-3;
    for (std::size_t i = 0; i < omega.size(); ++i) {
        const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
        omega[i] *= (1.0 - ramp) + ramp / rope.factor;
    }
    if (rope.attention_factor > 0) return rope.attention_factor;
    if (rope.mscale != 0 && rope.mscale_all_dim != 0) return yarn_mscale(rope.factor, rope.mscale) / yarn_mscale(rope.factor, rope.mscale_all_dim);
    return yarn_mscale(rope.factor, 1.0);
}

void scale_llama3(const RopeConfig& rope, std::vector<double>& omega) {
    const double longest = rope.original_context / rope.low_frequency_factor, shortest = rope.original_context / rope.high_frequency_factor;
    for (auto& w : omega) {
        const double wavelength = kTurn / w;
        if (wavelength < shortest) continue;
        if (wavelength > longest) {
            w /= rope.factor;
            continue;
        }
        const double smooth = (rope.original_context / wavelength - rope.low_frequency_factor) / (rope.high_frequency_factor - rope.low_frequency_factor);
        w = (1.0 - smooth) * w / rope.factor + smooth * w;
    }
}

/// Rows i of `weight` regrouped by `order` over the rope rows of each block.
at::Tensor reorder_rope(const at::Tensor& weight, int blocks, int rope, bool to_halves) {
    const auto rows = weight.size(0) / blocks;
    auto order = at::arange(rows, at::kLong);
    auto* index = order.data_ptr<std::int64_t>() + (rows - rope);
    for (int i = 0; i < rope; ++i) {
        const int pair = to_halves ? (i < rope / 2 ? 2 * i : 2 * (i - rope / 2) + 1) : (i % 2 == 0 ? i / 2 : rope / 2 + i / 2);
        index[i] = rows - rope + pair;
    }
    const auto shape = weight.sizes();
    return weight.reshape({blocks, rows, -1}).index_select(1, order.to(weight.device())).reshape(shape).contiguous();
}

}  // namespace

std::pair<at::Tensor, at::Tensor> rotary_tables(const RopeConfig& rope, int dim, int context) {
    std::vector<double> omega(static_cast<std::size_t>(dim / 2));
    for (std::size_t i = 0; i < omega.size(); ++i) omega[i] = std::pow(rope.theta, -2.0 * static_cast<double>(i) / dim);
    double gain = 1.0;
    switch (rope.scaling) {
        case RopeScaling::None: break;
        case RopeScaling::Linear:
            for (auto& w : omega) w /= rope.factor;
            break;
        case RopeScaling::Llama3: scale_llama3(rope, omega); break;
        case RopeScaling::Yarn: gain = scale_yarn(rope, dim, omega); break;
    }
    const auto frequencies = at::tensor(at::ArrayRef<double>(omega), at::kDouble).to(at::kFloat);
    const auto angles = at::outer(at::arange(context, at::kFloat), frequencies);
    return {at::cos(angles).mul_(gain), at::sin(angles).mul_(gain)};
}

double yarn_score_gain(const RopeConfig& rope) {
    if (rope.scaling != RopeScaling::Yarn || rope.mscale_all_dim == 0) return 1.0;
    const double m = yarn_mscale(rope.factor, rope.mscale_all_dim);
    return m * m;
}

at::Tensor rotate(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    const auto halves = x.chunk(2, -1);
    return x * cos + at::cat({-halves[1], halves[0]}, -1) * sin;
}

at::Tensor deinterleave_rope(const at::Tensor& weight, int blocks, int rope) { return reorder_rope(weight, blocks, rope, true); }
at::Tensor interleave_rope(const at::Tensor& weight, int blocks, int rope) { return reorder_rope(weight, blocks, rope, false); }

}  // namespace reasonscope::detail
