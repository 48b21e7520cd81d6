#include "reason/evidence.h"

#include <gtest/gtest.h>

#include <numeric>

#include "reason/importance.h"

namespace reasonscope {
namespace {

std::vector<Step> steps_of(int prompt, int thinking, int answer = 0) {
    std::vector<Step> steps(static_cast<std::size_t>(prompt + thinking + answer));
    for (int i = 0; i < static_cast<int>(steps.size()); ++i) {
        steps[static_cast<std::size_t>(i)].id = StepId(i);
        steps[static_cast<std::size_t>(i)].source = i < prompt ? StepSource::Prompt : i < prompt + thinking ? StepSource::Thinking : StepSource::Answer;
    }
    return steps;
}

Channel channel(std::string method, EvidenceGrade grade, int n, std::initializer_list<std::tuple<int, int, float>> weights) {
    Channel made{std::move(method), grade, StepMatrix(n)};
    for (const auto& [r, c, w] : weights) made.matrix.at(r, c) = w;
    return made;
}

constexpr auto kObserved = EvidenceGrade::Observed, kTested = EvidenceGrade::Tested;

TEST(Evidence, RanksAreAveragedRowByRow) {
    const auto steps = steps_of(1, 3);
    // Row 3: a ranks 2 > 1 > 0, b ranks 1 first and holds 0 and 2 equal (rank 2.5 each). Mean ranks: 0: 2.75, 1: 1.5, 2: 1.75.
    const std::vector<Channel> channels = {channel("a", kObserved, 4, {{3, 0, 0.1F}, {3, 1, 0.3F}, {3, 2, 99.0F}}), channel("b", kTested, 4, {{3, 1, 0.2F}})};
    const StepMatrix combined = combine_channels(channels, steps);
    EXPECT_FLOAT_EQ(combined.at(3, 0), 1 / 2.75F);
    EXPECT_FLOAT_EQ(combined.at(3, 1), 1 / 1.5F);
    EXPECT_FLOAT_EQ(combined.at(3, 2), 1 / 1.75F);
    EXPECT_FLOAT_EQ(combined.at(2, 0) + combined.at(2, 1), 0) << "nobody says anything of row 2";
    const auto edges = evidence_edges(channels, steps);
    ASSERT_EQ(edges.size(), 3U);
    EXPECT_EQ(edges[0].source, StepId(1));
    EXPECT_TRUE(edges[0].strongest);
    EXPECT_EQ(edges[0].grade, kTested);
    EXPECT_EQ(edges[1].grade, kObserved) << "the tested channel has no weight on step 2";
    EXPECT_EQ(edges[0].method, kEvidenceMethod);
    EXPECT_FLOAT_EQ(edges[0].control, 1 / 3.0F);
}

TEST(Evidence, ASilentChannelAndASourceWithoutWeightCountForNothing) {
    const auto steps = steps_of(1, 2);
    const std::vector<Channel> channels = {channel("a", kObserved, 3, {{2, 1, 1.0F}}), channel("b", kObserved, 3, {{1, 0, 1.0F}}), channel("c", kObserved, 2, {{1, 0, 1.0F}})};
    const StepMatrix combined = combine_channels(channels, steps);
    EXPECT_FLOAT_EQ(combined.at(2, 1), 1.0F);
    EXPECT_FLOAT_EQ(combined.at(2, 0), 0.0F);
    EXPECT_FLOAT_EQ(combined.at(1, 0), 1.0F);
}

TEST(Evidence, GradesHaveNamesThatAreReadAgain) {
    for (const auto grade : {kObserved, kTested, EvidenceGrade::Labelled}) EXPECT_EQ(parse_evidence_grade(name(grade)), grade);
    EXPECT_FALSE(parse_evidence_grade("guessed"));
}

TEST(Evidence, AProductStandsBackWhereItsPartsAre) {
    std::vector<Channel> all;
    for (const char* method : {"calibrated-heads", "suppression", "tested-heads", "evidence"}) all.push_back({method, kObserved, {}});
    EXPECT_EQ(independent(all).size(), 2U);
    all.push_back({"depends-on", EvidenceGrade::Labelled, {}});
    EXPECT_EQ(independent(all).size(), 2U) << "what a reader wrote down is no measurement";
    all.erase(all.begin());
    EXPECT_EQ(independent(all).size(), 2U) << "suppression and tested-heads";
}

TEST(Evidence, SupportAndAgreementOfAnEdge) {
    const auto edge = [](std::string method, int source, float weight, EvidenceGrade grade = kObserved) {
        Edge e{StepId(4), StepId(source), weight, 0.25F, false, grade, std::move(method)};
        return e;
    };
    const std::vector<Edge> edges = {edge("attention", 1, 0.5F), edge("attention", 2, 0.3F), edge("gradient", 2, 0.9F), edge("suppression", 0, 0.9F, kTested), edge("evidence", 2, 0.7F)};
    const auto support = support_of(edges, StepId(4), StepId(2));
    ASSERT_EQ(support.size(), 3U);
    EXPECT_EQ(support[0].method, "gradient");
    EXPECT_EQ(support[0].rank, 1);
    EXPECT_EQ(support[1].method, "attention");
    EXPECT_EQ(support[1].rank, 2);
    EXPECT_FLOAT_EQ(support[1].weight, 0.3F);
    EXPECT_EQ(support[2].rank, 0);
    EXPECT_EQ(support[2].grade, kTested);
    const Agreement agreement = agreement_of(support, StepId(4));
    EXPECT_EQ(agreement.naming, 2);
    EXPECT_EQ(agreement.methods, 3);
    EXPECT_DOUBLE_EQ(agreement.expected, (1.0 + 2.0 + 1.0) / 4);
    EXPECT_TRUE(support_of(edges, StepId(3), StepId(2)).empty());
}

TEST(Evidence, ImportanceHasAnIntervalThatHoldsIt) {
    const auto steps = steps_of(1, 3, 1);
    const auto a = channel("a", kObserved, 5, {{4, 3, 0.9F}, {4, 2, 0.1F}, {3, 1, 1.0F}, {2, 1, 1.0F}, {1, 0, 1.0F}});
    const auto b = channel("b", kObserved, 5, {{4, 2, 0.9F}, {4, 3, 0.1F}, {3, 1, 1.0F}, {2, 1, 1.0F}, {1, 0, 1.0F}});
    const auto importances = step_importances(std::vector{a, b}, steps, StepId(4));
    ASSERT_EQ(importances.size(), 5U);
    EXPECT_DOUBLE_EQ(importances[4].share, 1.0);
    EXPECT_NEAR(importances[3].share, 0.5, 1e-6);  // the channels disagree: mean rank 1.5 each
    EXPECT_NEAR(importances[3].low, 1.0 / 3, 1e-6);  // channel b alone
    EXPECT_NEAR(importances[3].high, 2.0 / 3, 1e-6);
    EXPECT_NEAR(importances[1].low, importances[1].high, 1e-9) << "both pass all of it through step 1";
    const auto agreed = step_importances(std::vector{a, a}, steps, StepId(4));
    EXPECT_NEAR(agreed[3].low, agreed[3].high, 1e-9);
    EXPECT_TRUE(step_importances(std::vector{a}, steps, StepId(4)).empty());
}

TEST(Importance, StepsThatLeadNowhereAreAbandoned) {
    const auto steps = steps_of(2, 4, 1);
    const auto edge = [](int step, int source) { return Edge{StepId(step), StepId(source), 0.5F, 0.2F, true, kObserved, "attention"}; };
    // 6 (answer) <- 5 <- 3 <- 0; 4 <- 2 <- 1 leads nowhere.
    const std::vector<Edge> edges = {edge(4, 2), edge(2, 1), edge(6, 5), edge(5, 3), edge(3, 0)};
    EXPECT_EQ(abandoned_steps(edges, steps), (std::vector<bool>{false, false, true, false, true, false, false})) << "what was given is never abandoned";
    EXPECT_TRUE(abandoned_steps(std::vector<Edge>{edge(4, 2)}, steps).empty()) << "the answer was not explained";
    EXPECT_TRUE(abandoned_steps({}, steps).empty());
    EXPECT_EQ(abandoned_steps(std::vector<Edge>{edge(2, 0)}, steps_of(1, 2)), (std::vector<bool>{false, true, false})) << "without an answer the last step counts";
}

}  // namespace
}  // namespace reasonscope
