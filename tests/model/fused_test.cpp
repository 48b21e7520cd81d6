// The fused pieces of a decoder layer against the same mathematics composed from plain torch operations, forward and backward.

#include "model/detail/fused.h"

#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "model/detail/wide.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

namespace reasonscope {
namespace {

using Tensors = std::vector<at::Tensor>;
using Piece = std::function<at::Tensor(const Tensors&)>;

/// The result and the gradients of sum(result * direction) for every input.
Tensors run(const Piece& piece, const Tensors& inputs, const at::Tensor& direction) {
    const at::AutoGradMode with_grad(true);
    Tensors leaves;
    for (const auto& x : inputs) leaves.push_back(x.clone().set_requires_grad(true));
    const auto y = piece(leaves);
    auto out = torch::autograd::grad({(y * direction).sum()}, leaves);
    out.push_back(y.detach());
    return out;
}

void expect_equal(const Piece& fast, const Piece& plain, const Tensors& inputs, at::IntArrayRef shape, double tolerance) {
    const auto direction = at::randn(shape);
    const auto a = run(fast, inputs, direction), b = run(plain, inputs, direction);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        ASSERT_EQ(a[i].sizes(), b[i].sizes());
        const auto size = b[i].abs().max().item<double>();
        ASSERT_GT(size, 0.0);
        EXPECT_LE((a[i] - b[i]).abs().max().item<double>(), tolerance * size) << "tensor " << i;
    }
}

TEST(Fused, RmsNorm) {
    at::manual_seed(1);
    const auto plain = [](const Tensors& t) { return t[1] * (t[0] * at::rsqrt(t[0].square().mean(-1, true) + 1e-5)); };
    expect_equal([](const Tensors& t) { return detail::rms_norm(t[0], t[1], 1e-5); }, plain, {at::randn({3, 67, 21}), at::randn({21})}, {3, 67, 21}, 1e-5);
}

TEST(Fused, SiluTimes) {
    at::manual_seed(2);
    expect_equal([](const Tensors& t) { return detail::silu_times(t[0], t[1]); }, [](const Tensors& t) { return at::silu(t[0]) * t[1]; },
                 {at::randn({5, 33}) * 6, at::randn({5, 33})}, {5, 33}, 1e-5);
}

TEST(Fused, CausalSoftmaxWithKeysBeforeAndWindows) {
    at::manual_seed(3);
    for (const auto [before, window] : {std::pair{0, 0}, {1, 0}, {19, 0}, {0, 5}, {19, 5}, {19, 2}}) {
        const std::int64_t queries = 13, keys = queries + before;
        const auto nothing = at::full({queries, keys}, -std::numeric_limits<float>::infinity());
        const auto hidden = nothing.triu(before + 1) + (window > 0 ? nothing.tril(before - window) : at::zeros_like(nothing));
        expect_equal([&](const Tensors& t) { return detail::causal_softmax(t[0] * 1.0, 0.37, before, window); },
                     [&](const Tensors& t) { return at::softmax(t[0] * 0.37 + hidden, -1); }, {at::randn({2, 3, queries, keys}) * 5},
                     {2, 3, queries, keys}, 2e-6);
    }
}

TEST(Fused, SinksTakeTheirShareAndGoAway) {
    at::manual_seed(5);
    const auto sinks = at::tensor({-3.0F, 0.5F, 9.0F});
    for (const auto [before, window] : {std::pair{0, 0}, {19, 0}, {19, 5}}) {
        const std::int64_t queries = 13, keys = queries + before;
        const auto nothing = at::full({queries, keys}, -std::numeric_limits<float>::infinity());
        const auto hidden = nothing.triu(before + 1) + (window > 0 ? nothing.tril(before - window) : at::zeros_like(nothing));
        const auto plain = [&](const Tensors& t) {
            const auto logits = t[0] * 0.37 + hidden;
            const auto most = at::maximum(logits.amax(-1, true), sinks.view({1, 3, 1, 1})).detach();
            const auto each = at::exp(logits - most);
            return each / (each.sum(-1, true) + at::exp(sinks.view({1, 3, 1, 1}) - most));
        };
        const Tensors inputs = {at::randn({2, 3, queries, keys}) * 5};
        expect_equal([&](const Tensors& t) { return detail::causal_softmax(t[0] * 1.0, 0.37, before, window, sinks); }, plain, inputs, {2, 3, queries, keys}, 2e-6);
        EXPECT_LT((detail::softmax_with_sinks(inputs[0] * 0.37 + hidden, sinks) - plain(inputs)).abs().max().item<double>(), 1e-6);
    }
}

TEST(Fused, CausalSoftmaxKeepsHiddenKeysHidden) {
    at::manual_seed(4);
    auto scores = at::randn({1, 1, 4, 4});
    scores.select(3, 1).fill_(-std::numeric_limits<float>::infinity());
    const auto weights = detail::causal_softmax(scores, 0.5, 0);
    EXPECT_EQ(weights.select(3, 1).abs().max().item<double>(), 0.0);
    EXPECT_NEAR(weights.sum(-1).min().item<double>(), 1.0, 1e-6);
}

TEST(Fused, LinearBf16IsLinearOnRoundedOperands) {
    at::manual_seed(5);
    // Odd row counts on both sides of the padding steps. The backward pass rounds the gradient as well, so the tolerance is bf16's.
    for (const std::int64_t rows : {1, 70, 700}) {
        expect_equal([](const Tensors& t) { return detail::linear_bf16(t[0], t[1]); },
                     [](const Tensors& t) {
                         const auto narrow = [](const at::Tensor& x) { return x.to(at::kBFloat16).to(at::kFloat); };
                         return at::linear(narrow(t[0]), narrow(t[1]));
                     },
                     {at::randn({rows, 24}), at::randn({40, 24})}, {rows, 40}, 8e-3);
    }
}

TEST(Fused, LinearWideIsLinearOnTheStoredWeights) {
    at::manual_seed(6);
    // Odd widths and outputs; rows on both sides of the change from reading to widening, and more outputs than one widened block has.
    for (const auto type : {at::kBFloat16, at::kHalf})
        for (const auto& [rows, in, out] : {std::array<std::int64_t, 3>{1, 37, 6}, {3, 64, 33}, {16, 40, 7}, {17, 40, 7}, {50, 9000, 131}}) {
            auto weight = at::randn({out, in});
            weight.select(0, 0).mul_(1e-6);  // subnormal in f16
            weight = weight.to(type);
            expect_equal([&](const Tensors& t) { return detail::linear_wide(t[0], weight); },
                         [&](const Tensors& t) { return at::linear(t[0].to(at::kDouble), weight.to(at::kDouble)).to(at::kFloat); }, {at::randn({2, rows, in})},
                         {2, rows, out}, 2e-6);
        }
}

}  // namespace
}  // namespace reasonscope
