#include "explain/heads.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "explain/method.h"

namespace reasonscope {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// scipy.stats.kurtosis(x, fisher=True, bias=True, nan_policy="omit") is m4 / m2^2 - 3 over the values that are there; worked out in fractions.
TEST(Kurtosis, EqualsScipy) {
    EXPECT_NEAR(excess_kurtosis(std::vector{0.1, 0.2, 0.15, 0.9, kNaN, 0.05, 0.3}), 0.675013696128561, 1e-12);
    EXPECT_NEAR(excess_kurtosis(std::vector{1.0, 2.0, 3.0, 4.0, 5.0}), -1.3, 1e-12);
    EXPECT_NEAR(excess_kurtosis(std::vector{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0}), 3.142857142857143, 1e-12);
    EXPECT_TRUE(std::isnan(excess_kurtosis(std::vector{2.0, 2.0, 2.0})));
    EXPECT_TRUE(std::isnan(excess_kurtosis(std::vector{kNaN, 2.0})));
}

/// data/make_kurtosis.py asked scipy itself.
TEST(Kurtosis, EqualsScipyOnTheFixture) {
    const auto text = read_file(std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "tests/explain/data/kurtosis.json");
    ASSERT_TRUE(text) << text.error().message;
    const auto fixture = nlohmann::json::parse(*text);
    ASSERT_GE(fixture.at("cases").size(), 7U);
    for (const auto& example : fixture.at("cases")) {
        std::vector<double> values;
        for (const auto& value : example.at("values")) values.push_back(value.is_null() ? kNaN : value.get<double>());
        const auto expected = example.at("kurtosis").get<double>();
        EXPECT_NEAR(excess_kurtosis(values), expected, 1e-9 * std::max(1.0, std::abs(expected))) << example.at("name");
    }
}

TEST(VerticalScores, AverageRowsFourStepsOnAndFartherThatTheModelWrote) {
    std::vector<Step> steps(7);
    for (int i = 0; i < 7; ++i) steps[static_cast<std::size_t>(i)].source = i < 2 ? StepSource::Prompt : StepSource::Thinking;
    StepMatrix density(7);
    for (int r = 2; r < 7; ++r)
        for (int c = 0; c < r; ++c) density.at(r, c) = static_cast<float>(10 * r + c);
    const auto scores = vertical_scores(density, steps);
    EXPECT_DOUBLE_EQ(scores[0], 50.0);  // rows 4, 5 and 6
    EXPECT_DOUBLE_EQ(scores[2], 62.0);  // row 6
    EXPECT_TRUE(std::isnan(scores[3]));
}

TEST(TopHeads, LeavesOutNaN) {
    const auto top = top_heads(std::vector{kNaN, kNaN, 1.0, 5.0, 3.0, kNaN}, 2, 2);
    ASSERT_EQ(top.size(), 2U);
    EXPECT_EQ(top[0].layer, LayerId(1));
    EXPECT_EQ(top[0].head, HeadId(1));
    EXPECT_EQ(top[1].layer, LayerId(2));
    EXPECT_EQ(top[1].head, HeadId(0));
}

TEST(FitHeads, FindsTheHeadThatLooksAtParents) {
    std::vector<KnownRow> rows;
    for (int i = 0; i < 12; ++i) {
        KnownRow row;
        for (int c = 0; c < 4; ++c) {
            const bool parent = c == i % 4;
            row.parent.push_back(parent);
            // Head 0 always looks at source 3, head 1 at the parent, head 2 everywhere.
            row.mass.push_back({c == 3 ? 0.9F : 0.02F, parent ? 0.6F : 0.1F, 0.25F});
        }
        rows.push_back(row);
    }
    const auto weights = fit_heads(rows, {true, true, true});
    EXPECT_EQ(fit_heads(rows, {true, false, true})[1], 0.0);
    EXPECT_GT(weights[1], 5 * weights[0]);
    EXPECT_GT(weights[1], 5 * weights[2]);
    for (const double w : weights) EXPECT_GE(w, 0.0);
}

/// Rows of five candidates whose parent is near, most often the last one. Head 0 sees the parent, head 1 nothing, head 2 what is near.
std::vector<KnownRow> near_parents(int count) {
    std::mt19937_64 random(3);
    const auto uniform = [&] { return static_cast<float>(random() >> 11) * 0x1.0p-53F; };
    std::vector<KnownRow> rows;
    for (int i = 0; i < count; ++i) {
        KnownRow row;
        row.problem = i / 2;
        const int parent = uniform() < 0.7F ? 4 : static_cast<int>(random() % 4);
        for (int c = 0; c < 5; ++c) {
            row.parent.push_back(c == parent);
            row.shallow.push_back({c == 4 ? 1.0F : 0.0F});
            row.mass.push_back({uniform() + (c == parent ? 0.5F : 0.0F), uniform(), uniform() + (c == 4 ? 2.0F : 0.0F)});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

TEST(HeadEvidence, IsLargeForAHeadThatKnowsMoreThanPlaceTells) {
    const auto rows = near_parents(300);
    const auto evidence = head_evidence(rows, 3);
    EXPECT_GT(evidence[0], 6.0);
    EXPECT_LT(std::abs(evidence[1]), 3.0);
    EXPECT_LT(std::abs(evidence[2]), 3.0) << "looks at what is near, as parents are: place alone tells that";
    EXPECT_EQ(telling_heads(evidence), (std::vector<bool>{true, false, false}));
    // Without the shallow features the same head seems to know.
    std::vector<KnownRow> blind = rows;
    for (KnownRow& row : blind) row.shallow.assign(5, {0.0F});
    EXPECT_GT(head_evidence(blind, 3)[2], 6.0);
}

TEST(HeadEvidence, IsTheSumOfSurprisesOverItsDeviation) {
    // No shallow features: every candidate is as likely, so the surprise of a row is the parent's mass over the mean less one.
    std::vector<KnownRow> rows(3);
    const std::vector<std::vector<float>> mass = {{3, 1, 2}, {1, 4, 1}, {5, 2, 2}};
    double sum = 0, square = 0;
    for (int i = 0; i < 3; ++i) {
        KnownRow& row = rows[static_cast<std::size_t>(i)];
        row.problem = i;
        row.parent = {true, false, false};
        for (const float m : mass[static_cast<std::size_t>(i)]) {
            row.mass.push_back({m});
            row.shallow.push_back({0.0F});
        }
        const auto& m = mass[static_cast<std::size_t>(i)];
        const double surprise = static_cast<double>(m[0]) / ((static_cast<double>(m[0]) + m[1] + m[2]) / 3) - 1;
        sum += surprise;
        square += surprise * surprise;
    }
    EXPECT_NEAR(head_evidence(rows, 1)[0], sum / std::sqrt(square), 1e-9);
}

TEST(TellingHeads, AreFewerTheMoreAreTried) {
    EXPECT_EQ(telling_heads(std::vector{3.5}), std::vector<bool>{true});  // p = 0.00023
    EXPECT_EQ(telling_heads(std::vector{3.5, 0.0, 0.0, 0.0, 0.0}), std::vector<bool>(5, false));
    EXPECT_EQ(telling_heads(std::vector{-9.0}), std::vector<bool>{false}) << "a head that avoids parents";
}

TEST(HeadCalibrationFile, ComesBackAsItWas) {
    HeadCalibration c;
    c.fingerprint = "abc";
    c.problems = 3;
    c.steps = 9;
    c.seed = 77;
    c.tested = 12;
    c.receivers = {{LayerId(1), HeadId(2), 4.5F}};
    c.parents = {{LayerId(0), HeadId(3), 0.75F}, {LayerId(2), HeadId(1), 0.25F}};
    const auto back = parse_head_calibration(to_json(c));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(to_json(*back), to_json(c));
    EXPECT_FALSE(parse_head_calibration("{\"format\":\"other\"}"));
    EXPECT_FALSE(parse_head_calibration("no json"));
}

TEST(Methods, SayWhatTheyNeed) {
    EXPECT_EQ(find_method("nothing"), nullptr);
    for (const Method& method : methods()) {
        EXPECT_EQ(find_method(method.name), &method);
        const auto refused = run_method(method, {}, {}, {}, {});
        ASSERT_FALSE(refused) << method.name;
        EXPECT_EQ(refused.error().kind, ErrorKind::BadInput) << method.name;
    }
    ASSERT_NE(find_method(kDefaultFastMethod), nullptr);
    EXPECT_FALSE(find_method(kDefaultFastMethod)->needs_model);
    ASSERT_NE(find_method(kDefaultTestedMethod), nullptr);
    EXPECT_EQ(find_method(kDefaultTestedMethod)->grade, EvidenceGrade::Tested);
}

}  // namespace
}  // namespace reasonscope
