#include "explain/heads.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

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
    const auto weights = fit_heads(rows, 3);
    EXPECT_GT(weights[1], 5 * weights[0]);
    EXPECT_GT(weights[1], 5 * weights[2]);
    for (const double w : weights) EXPECT_GE(w, 0.0);
}

TEST(HeadCalibrationFile, ComesBackAsItWas) {
    HeadCalibration c;
    c.fingerprint = "abc";
    c.problems = 3;
    c.steps = 9;
    c.seed = 77;
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
