// The logit lens against the same model with its upper layers cut off: what layer l says is what a model of l + 1 layers would say.

#include "generate/lens.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "generate/inspect.h"
#include "tests/support/small_model.h"

namespace reasonscope {
namespace {

const std::vector<std::int32_t> kIds{15, 3, 11, 4, 31, 20, 11, 2, 23, 7, 40, 12, 5, 9};

/// The small model "plain" without the layers from `layers` on.
std::shared_ptr<Model> shallow(int layers) {
    const test::ModelCopy copy;
    auto config = copy.config();
    const int all = config["num_hidden_layers"];
    config["num_hidden_layers"] = layers;
    copy.set_config(config);
    copy.rewrite_weights([&](std::vector<TensorView>& tensors) {
        for (int l = layers; l < all; ++l) std::erase_if(tensors, [&](const TensorView& t) { return t.name.starts_with("model.layers." + std::to_string(l) + "."); });
    });
    auto model = Model::load(copy.path(), test::cpu_f32());
    if (!model) throw std::runtime_error(model.error().message);
    return *model;
}

std::vector<double> probabilities(const Inspection& pass, int row) {
    const float* logits = pass.logits.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(pass.vocab);
    std::vector<double> p;
    double total = 0;
    for (int v = 0; v < pass.vocab; ++v) total += p.emplace_back(std::exp(static_cast<double>(logits[v])));
    for (double& x : p) x /= total;
    return p;
}

TEST(LogitLens, EqualsTheModelWithoutItsUpperLayers) {
    const auto whole = Model::load(test::small_model(), test::cpu_f32());
    ASSERT_TRUE(whole);
    const int layers = (*whole)->config().layers;
    const auto columns = logit_lens(**whole, kIds, TokenPos(4), TokenPos(9), 3, 0, {});
    ASSERT_TRUE(columns) << columns.error().message;
    ASSERT_EQ(columns->size(), 5U);
    const auto final_pass = inspect(**whole, kIds, 0, {});
    ASSERT_TRUE(final_pass);
    std::vector<std::vector<int>> likeliest(5);
    for (int layer = 0; layer < layers; ++layer) {
        const auto model = shallow(layer + 1);
        const auto pass = inspect(*model, kIds, 0, {});
        ASSERT_TRUE(pass);
        for (std::size_t i = 0; i < 5; ++i) {
            const auto& column = (*columns)[i];
            const int position = 4 + static_cast<int>(i);
            EXPECT_EQ(column.position, TokenPos(position));
            EXPECT_EQ(column.id, kIds[static_cast<std::size_t>(position)]);
            ASSERT_EQ(column.layers.size(), static_cast<std::size_t>(layers));
            const LensCell& cell = column.layers[static_cast<std::size_t>(layer)];
            const auto p = probabilities(*pass, position - 1), last = probabilities(*final_pass, position - 1);
            const double own = p[static_cast<std::size_t>(column.id)];
            EXPECT_NEAR(cell.probability, own, 1e-5);
            EXPECT_EQ(cell.rank, std::ranges::count_if(p, [&](double x) { return x > own; }));
            double divergence = 0;
            for (std::size_t v = 0; v < p.size(); ++v) divergence += last[v] * std::log(last[v] / p[v]);
            EXPECT_NEAR(cell.divergence, divergence, 1e-4);
            likeliest[i].push_back(static_cast<int>(std::ranges::max_element(p) - p.begin()));
            EXPECT_EQ(cell.top.front().id, likeliest[i].back());
            EXPECT_NEAR(cell.top.front().probability, *std::ranges::max_element(p), 1e-5);
            ASSERT_EQ(cell.top.size(), 3U);
            EXPECT_GE(cell.top[0].probability, cell.top[1].probability);
        }
    }
    for (std::size_t i = 0; i < 5; ++i) {
        int settled = layers - 1;
        while (settled > 0 && likeliest[i][static_cast<std::size_t>(settled) - 1] == likeliest[i].back()) --settled;
        EXPECT_EQ((*columns)[i].settled, settled);
    }
}

TEST(LogitLens, WhatDoesNotExistIsRefused) {
    const auto model = Model::load(test::small_model(), test::cpu_f32());
    ASSERT_TRUE(model);
    EXPECT_FALSE(logit_lens(**model, kIds, TokenPos(0), TokenPos(2), 3, 0, {}));
    EXPECT_FALSE(logit_lens(**model, kIds, TokenPos(5), TokenPos(5), 3, 0, {}));
    EXPECT_FALSE(logit_lens(**model, kIds, TokenPos(5), TokenPos(15), 3, 0, {}));
    EXPECT_FALSE(logit_lens(**model, kIds, TokenPos(5), TokenPos(6), 0, 0, {}));
    std::stop_source stop;
    stop.request_stop();
    const auto cut = logit_lens(**model, kIds, TokenPos(5), TokenPos(6), 1, 0, stop.get_token());
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace reasonscope
