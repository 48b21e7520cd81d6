// Condensing rows: largest values, attention rows and the distribution over the vocabulary.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "generate/attention_rows.h"
#include "generate/distribution.h"
#include "generate/selection.h"

namespace reasonscope {
namespace {

/// The slow twin: sort everything.
std::vector<std::int32_t> sorted_indexes(const std::vector<float>& values, std::size_t k) {
    std::vector<std::int32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int32_t a, std::int32_t b) { return values[static_cast<std::size_t>(a)] > values[static_cast<std::size_t>(b)]; });
    order.resize(std::min(k, order.size()));
    return order;
}

TEST(Largest, EqualsAStableSort) {
    std::mt19937_64 random(3);
    for (int round = 0; round < 200; ++round) {
        std::vector<float> values(random() % 40);
        for (auto& v : values) v = static_cast<float>(random() % 7);  // many ties
        const auto k = random() % 12;
        std::vector<std::int32_t> got;
        for (const auto& [index, value] : largest(values, static_cast<int>(k))) {
            EXPECT_EQ(value, values[static_cast<std::size_t>(index)]);
            got.push_back(index);
        }
        EXPECT_EQ(got, sorted_indexes(values, k));
    }
    EXPECT_TRUE(largest({}, 3).empty());
    EXPECT_TRUE(largest(std::vector<float>{1.0F}, -1).empty());
}

TEST(AttentionRow, KeepsTopAndSegmentMass) {
    auto trace = empty_attention(2, 3, 4, 3);
    const std::vector<TokenPos> begins{TokenPos(0), TokenPos(1), TokenPos(5)};
    add_attention_row(trace, 1, 2, std::vector<float>{0.5F, 0.1F, 0.2F, 0.2F}, begins);
    const auto row = 1 * 3 + 2;
    const std::vector<std::int32_t> positions(trace.top_positions.begin() + row * 4, trace.top_positions.begin() + row * 4 + 4);
    EXPECT_EQ(positions, (std::vector<std::int32_t>{0, 2, 3, 1}));
    EXPECT_FLOAT_EQ(trace.top_weights[row * 4], 0.5F);
    EXPECT_FLOAT_EQ(trace.segment_mass[row * 3], 0.5F);
    EXPECT_FLOAT_EQ(trace.segment_mass[row * 3 + 1], 0.5F);
    EXPECT_FLOAT_EQ(trace.segment_mass[row * 3 + 2], 0.0F);  // begins after the row ends
    EXPECT_EQ(trace.top_positions[0], -1);                   // other rows untouched
}

TEST(AttentionRow, FewerKeysThanTopLeaveMinusOne) {
    auto trace = empty_attention(1, 1, 3, 1);
    add_attention_row(trace, 0, 0, std::vector<float>{1.0F}, std::vector<TokenPos>{TokenPos(0)});
    EXPECT_EQ(trace.top_positions, (std::vector<std::int32_t>{0, -1, -1}));
    EXPECT_EQ(trace.top_weights, (std::vector<float>{1.0F, 0.0F, 0.0F}));
}

TEST(Distribution, MatchesHandWorkedValues) {
    const std::vector<float> logits{std::log(1.0F), std::log(2.0F), std::log(1.0F)};
    const auto d = Distribution::of(logits);
    ASSERT_TRUE(d);
    EXPECT_NEAR(d->probability(1), 0.5, 1e-7);
    EXPECT_NEAR(d->entropy(), 1.5 * std::log(2.0), 1e-7);
    const auto top = d->alternatives(2);
    ASSERT_EQ(top.size(), 2U);
    EXPECT_EQ(top[0].id, 1);
    EXPECT_EQ(top[1].id, 0);
    EXPECT_NEAR(static_cast<double>(top[1].probability), 0.25, 1e-7);
}

TEST(Distribution, ExtremesStayExact) {
    const std::vector<float> uniform(1000, 300.0F), certain{0.0F, 500.0F}, masked{-INFINITY, 1.0F, 1.0F};
    EXPECT_NEAR(Distribution::of(uniform)->entropy(), std::log(1000.0), 1e-9);
    EXPECT_NEAR(Distribution::of(certain)->entropy(), 0.0, 1e-12);
    EXPECT_NEAR(Distribution::of(masked)->entropy(), std::log(2.0), 1e-12);
    EXPECT_EQ(Distribution::of(masked)->probability(0), 0.0);
    EXPECT_FALSE(Distribution::of(std::vector<float>{NAN, 1.0F}));
    EXPECT_FALSE(Distribution::of(std::vector<float>{1.0F, NAN}));
    EXPECT_FALSE(Distribution::of(std::vector<float>{INFINITY, 1.0F}));
    EXPECT_FALSE(Distribution::of(std::vector<float>{-INFINITY}));
    EXPECT_FALSE(Distribution::of({}));
}

}  // namespace
}  // namespace reasonscope
