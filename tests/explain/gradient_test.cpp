// Gradient provenance against slower explicit routes on small random models: masks as leaves, and finite differences.

#include "explain/gradient.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include <torch/csrc/autograd/autograd.h>

#include "model/detail/model_impl.h"
#include "tests/explain/support.h"

namespace reasonscope {
namespace {

using test::kIds;
using test::load;
using test::steps;

at::Tensor input() {
    at::Tensor ids = at::empty({1, static_cast<std::int64_t>(kIds.size())}, at::kLong);
    std::ranges::copy(kIds, ids.data_ptr<std::int64_t>());
    return ids;
}

/// log p of the step's tokens, with every attention map multiplied by masks[layer].
at::Tensor log_probability(const Model& model, const Step& step, const std::vector<at::Tensor>& masks) {
    const detail::Decoder& decoder = *model.impl().decoder;
    detail::ForwardHooks hooks;
    hooks.attention = [&](int layer, const at::Tensor& weights) { return weights * masks[static_cast<std::size_t>(layer)]; };
    const at::Tensor log_p = decoder.logits(decoder.forward(input(), nullptr, &hooks)).log_softmax(-1).squeeze(0);
    at::Tensor y = at::zeros({});
    for (int t = step.first.value; t < step.last.value; ++t) y = y + log_p[t - 1][kIds[static_cast<std::size_t>(t)]];
    return y;
}

std::vector<at::Tensor> ones(const ModelConfig& config) {
    const auto n = static_cast<std::int64_t>(kIds.size());
    std::vector<at::Tensor> masks;
    for (int l = 0; l < config.layers; ++l) masks.push_back(at::ones({1, config.heads, n, n}));
    return masks;
}

/// d y / d mask = A * dy/dA; positive part over the rows that predict the step.
std::vector<double> relevance_by_masks(const Model& model, const Step& step) {
    const at::AutoGradMode with_grad(true);
    auto masks = ones(model.config());
    for (at::Tensor& mask : masks) mask.requires_grad_(true);
    const auto grads = torch::autograd::grad({log_probability(model, step, masks)}, masks);
    std::vector<double> relevance(kIds.size(), 0.0);
    for (const at::Tensor& grad : grads) {
        for (int h = 0; h < model.config().heads; ++h) {
            for (int row = step.first.value - 1; row < step.last.value - 1; ++row) {
                for (std::size_t key = 0; key < kIds.size(); ++key) {
                    relevance[key] += std::max(0.0, grad[0][h][row][static_cast<std::int64_t>(key)].item<double>());
                }
            }
        }
    }
    return relevance;
}

class Gradient : public testing::TestWithParam<const char*> {};

TEST_P(Gradient, EqualsTheMaskRoute) {
    const auto model = load(GetParam());
    const auto all = steps();
    const auto found = gradient_provenance(*model, kIds, all, {}, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    double largest = 0;
    for (int r = 0; r < 4; ++r) {
        const Step& step = all[static_cast<std::size_t>(r)];
        const auto relevance = relevance_by_masks(*model, step);
        for (int c = 0; c < 4; ++c) {
            double expected = 0;
            const bool asked = step.source != StepSource::Prompt && c < r;
            for (int t = all[static_cast<std::size_t>(c)].first.value; asked && t < all[static_cast<std::size_t>(c)].last.value; ++t) {
                expected += relevance[static_cast<std::size_t>(t)];
            }
            largest = std::max(largest, expected);
            EXPECT_NEAR(found->matrix.at(r, c), expected, 1e-5 + 1e-3 * expected) << r << " on " << c;
        }
        if (r == 3) {
            for (std::size_t t = 0; t < kIds.size(); ++t) EXPECT_NEAR(found->token_scores[t], relevance[t], 1e-5 + 1e-3 * relevance[t]);
        }
    }
    EXPECT_GT(largest, 1e-4);  // the comparison is not one of zeros
}

TEST_P(Gradient, MaskRouteAgreesWithFiniteDifferences) {
    const auto model = load(GetParam());
    const Step step = steps()[3];
    auto masks = ones(model->config());
    const int layer = model->config().layers - 1, row = step.first.value, key = 4;
    at::Tensor grad;
    {
        const at::AutoGradMode with_grad(true);
        masks[static_cast<std::size_t>(layer)].requires_grad_(true);
        grad = torch::autograd::grad({log_probability(*model, step, masks)}, {masks[static_cast<std::size_t>(layer)]})[0];
    }
    const at::NoGradGuard no_grad;
    for (int head = 0; head < model->config().heads; ++head) {
        const auto shifted = [&](double by) {
            auto moved = ones(model->config());
            moved[static_cast<std::size_t>(layer)][0][head][row][key] += by;
            return log_probability(*model, step, moved).item<double>();
        };
        const double slope = (shifted(0.25) - shifted(-0.25)) / 0.5;
        EXPECT_NEAR(slope, grad[0][head][row][key].item<double>(), 2e-4 + 0.05 * std::abs(slope));
    }
}

INSTANTIATE_TEST_SUITE_P(Models, Gradient, testing::Values("plain", "groups-yarn-tied", "bias-halves-shared"),
                         [](const auto& info) { std::string name = info.param; std::ranges::replace(name, '-', '_'); return name; });

TEST(GradientRequest, OnlyTheAskedRowIsFilled) {
    const auto model = load("plain");
    const std::vector<StepId> targets = {StepId(2)};
    const auto one = gradient_provenance(*model, kIds, steps(), targets, {}, {});
    const auto all = gradient_provenance(*model, kIds, steps(), {}, {}, {});
    ASSERT_TRUE(one && all);
    for (int c = 0; c < 4; ++c) {
        EXPECT_FLOAT_EQ(one->matrix.at(2, c), all->matrix.at(2, c));
        EXPECT_EQ(one->matrix.at(3, c), 0.0F);
    }
}

TEST(GradientRequest, MoreMemoryThanAllowedIsRefused) {
    const auto model = load("plain");
    const auto refused = gradient_provenance(*model, kIds, steps(), {}, {}, {}, 1000);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
    EXPECT_NE(refused.error().message.find("limit"), std::string::npos);
}

TEST(GradientRequest, BadTargetsAndIdsAreRefused) {
    const auto model = load("plain");
    const std::vector<StepId> missing = {StepId(9)};
    EXPECT_FALSE(gradient_provenance(*model, kIds, steps(), missing, {}, {}));
    const std::vector<std::int32_t> foreign = {1, 2, 999};
    EXPECT_FALSE(gradient_provenance(*model, foreign, {}, {}, {}, {}));
    EXPECT_FALSE(gradient_provenance(*model, std::vector<std::int32_t>{1}, {}, {}, {}, {}));
    auto outside = steps();
    outside[3].last = TokenPos(99);
    EXPECT_FALSE(gradient_provenance(*model, kIds, outside, {}, {}, {}));
}

TEST(GradientRequest, StopsBetweenTargets) {
    const auto model = load("plain");
    std::stop_source stop;
    int said = 0;
    const auto progress = [&](const Progress& p) {
        ++said;
        if (p.what.starts_with("Tracing step 1")) stop.request_stop();
    };
    const auto stopped = gradient_provenance(*model, kIds, steps(), {}, progress, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(said, 2);  // the forward pass and the first target, not the second
}

TEST(GradientRequest, LeavesNoGradientsBehind) {
    const auto model = load("plain");
    ASSERT_TRUE(gradient_provenance(*model, kIds, steps(), {}, {}, {}));
    for (const auto& layer : model->impl().decoder->layers())
        for (const auto& weight : {layer.input_norm, layer.attention.o.weight, layer.attention.kv_b.weight}) EXPECT_FALSE(weight.grad().defined());
}

}  // namespace
}  // namespace reasonscope
