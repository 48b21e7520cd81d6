// Where two runs' routing parts, on rows made by hand.

#include "reason/routing_difference.h"

#include <gtest/gtest.h>

#include <cmath>

namespace reasonscope {
namespace {

/// Tokens from position `first` on; two MoE layers (1 and 4) of four experts, two of them chosen: chosen[token] = {layer 1, layer 4}.
Routing routing(int first, const std::vector<std::vector<std::int32_t>>& chosen) {
    Routing out;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        RouterTrace trace;
        trace.layers = {1, 4};
        trace.experts = 4;
        trace.top_k = 2;
        trace.chosen = chosen[i];
        trace.weights = {0.5F, 0.5F, 0.5F, 0.5F};
        EXPECT_TRUE(add_token(out, {TokenPos(first + static_cast<int>(i)), 0, "x"}, trace));
    }
    return out;
}

TEST(RoutingDifference, TheFirstTokenAndLayerThatPartAreFound) {
    const Routing a = routing(2, {{0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}});
    const Routing b = routing(2, {{1, 0, 3, 2}, {0, 1, 2, 1}, {2, 3, 3, 2}});  // the order of a set says nothing
    const std::vector<TokenPair> pairs{{0, 0, true}, {1, 1, true}, {2, 2, true}, {3, 3, true}, {4, 4, false}};
    const auto found = compare_routing(a, b, pairs);
    EXPECT_EQ(found.layers, (std::vector<int>{1, 4}));
    ASSERT_EQ(found.columns.size(), 3U);  // the prompt is not routed
    EXPECT_EQ(found.columns[0].a, 2);
    EXPECT_TRUE(found.columns[1].same);
    EXPECT_FALSE(found.columns[2].same);
    ASSERT_TRUE(found.first);
    EXPECT_EQ(found.first->column, 1);
    EXPECT_EQ(found.first->layer, 1U);
    EXPECT_FLOAT_EQ(found.at(0, 0), 0.0F);
    EXPECT_FLOAT_EQ(found.at(1, 1), 0.5F);
    EXPECT_FLOAT_EQ(found.at(0, 2), 1.0F);
    EXPECT_FLOAT_EQ(found.at(1, 2), 0.0F);
    EXPECT_NEAR(found.parted[0], 1.0 / 3, 1e-6);
    EXPECT_NEAR(found.parted[1], 1.0 / 3, 1e-6);
    EXPECT_EQ(found.compared, 3);
    EXPECT_FLOAT_EQ(found.load_a[0], 1.0F);
    EXPECT_NEAR(found.load_b[0], 2.0 / 3, 1e-6);
    EXPECT_NEAR(found.load_b[4 + 1], 1.0 / 3, 1e-6);
}

TEST(RoutingDifference, TokensOfOneSideAreGaps) {
    const Routing a = routing(1, {{0, 1, 2, 3}}), b = routing(1, {{0, 1, 2, 3}, {0, 2, 2, 3}});
    const std::vector<TokenPair> pairs{{0, 0, true}, {-1, 1, false}, {1, 2, true}};
    const auto found = compare_routing(a, b, pairs);
    ASSERT_EQ(found.columns.size(), 2U);
    EXPECT_TRUE(std::isnan(found.at(0, 0)));
    EXPECT_EQ(found.columns[0].a, -1);
    EXPECT_FLOAT_EQ(found.at(0, 1), 0.5F);
    EXPECT_EQ(found.compared, 1);
    EXPECT_FLOAT_EQ(found.parted[0], 1.0F);
}

TEST(RoutingDifference, DenseAndOtherModelsAreNotCompared) {
    const Routing a = routing(0, {{0, 1, 2, 3}});
    const std::vector<TokenPair> pairs{{0, 0, true}};
    EXPECT_TRUE(compare_routing(a, {}, pairs).empty());
    Routing other = a;
    other.experts = 8;
    EXPECT_TRUE(compare_routing(a, other, pairs).empty());
    const auto same = compare_routing(a, a, pairs);
    EXPECT_FALSE(same.first);
    EXPECT_FLOAT_EQ(same.parted[0], 0.0F);
}

}  // namespace
}  // namespace reasonscope
