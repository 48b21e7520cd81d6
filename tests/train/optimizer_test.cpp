// Muon's orthogonalisation and AdamW's step against hand-made references.

#include "train/detail/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>

namespace reasonscope {
namespace {

TEST(Optimizer, NewtonSchulzBringsSingularValuesNearOne) {
    at::manual_seed(1);
    for (const bool bf16 : {false, true}) {
        for (const auto& shape : {std::vector<std::int64_t>{3, 16, 40}, {2, 40, 16}}) {
            const auto x = detail::newton_schulz(at::randn(shape), bf16);
            ASSERT_EQ(x.sizes().vec(), shape);
            const auto gram = shape[1] < shape[2] ? at::bmm(x, x.transpose(1, 2)) : at::bmm(x.transpose(1, 2), x);
            const auto diagonal = gram.diagonal(0, 1, 2);
            EXPECT_GT(diagonal.min().item<double>(), 0.3);   // squares of values that the quintic keeps within about 0.7..1.2
            EXPECT_LT(diagonal.max().item<double>(), 1.6);
        }
    }
}

TEST(Optimizer, AdamsFirstStepMovesByTheLearningRate) {
    auto p = at::zeros({3});
    auto groups = detail::make_groups({{"model.norm.weight", p}});
    ASSERT_EQ(groups.size(), 1U);
    ASSERT_FALSE(groups[0].muon);
    const auto gradient = at::tensor({0.5F, -2.0F, 1e-3F});
    detail::OptimizerSettings settings;
    detail::update(groups[0], {gradient}, settings, 1.0, 1);
    EXPECT_NEAR(p[0].item<double>(), -settings.adam_lr, 1e-6);
    EXPECT_NEAR(p[1].item<double>(), settings.adam_lr, 1e-6);
    EXPECT_NEAR(p[2].item<double>(), -settings.adam_lr, 1e-6);
}

TEST(Optimizer, MatricesOfOneShapeShareAGroupAndEmbeddingsDoNot) {
    const auto groups = detail::make_groups({{"a.weight", at::zeros({4, 6})}, {"b.weight", at::zeros({4, 6})}, {"c.weight", at::zeros({6, 4})},
                                             {"model.embed_tokens.weight", at::zeros({4, 6})}, {"model.layers.1.mlp.gate.weight", at::zeros({4, 6})}});
    int muon = 0, adam = 0;
    for (const auto& g : groups) (g.muon ? muon : adam) += static_cast<int>(g.parameters.size());
    EXPECT_EQ(muon, 3);
    EXPECT_EQ(adam, 2);
    EXPECT_EQ(groups.size(), 4U);
}

}  // namespace
}  // namespace reasonscope
