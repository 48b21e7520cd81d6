#include "reason/experts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace reasonscope {
namespace {

/// A run of `classes.size()` steps with `length` tokens each. `choose(step, token)` names the experts of the one MoE layer.
template <class Choose>
Routing routing_of(std::size_t steps, int length, int experts, const Choose& choose) {
    Routing routing;
    for (std::size_t s = 0; s < steps; ++s) {
        for (int t = 0; t < length; ++t) {
            RouterTrace trace;
            trace.experts = experts;
            trace.top_k = 2;
            trace.layers = {3};
            const auto [a, b] = choose(static_cast<int>(s), t);
            trace.chosen = {a, b};
            trace.weights = {0.6F, 0.4F};
            EXPECT_TRUE(add_token(routing, {TokenPos(static_cast<int>(s) * length + t), static_cast<int>(s), t % 2 == 0 ? "even" : "odd"}, trace));
        }
    }
    return routing;
}

std::vector<Step> steps_of(const std::vector<StepClass>& classes, int length) {
    std::vector<Step> steps(classes.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        steps[i].id = StepId(static_cast<int>(i));
        steps[i].cls = classes[i];
        steps[i].first = TokenPos(static_cast<int>(i) * length);
        steps[i].last = TokenPos(static_cast<int>(i) * length + length);
    }
    return steps;
}

constexpr auto kPlan = StepClass::PlanGeneration, kFact = StepClass::FactRetrieval;

TEST(Experts, LoadOfAnEvenAndOfAOneSidedLayer) {
    const auto steps = steps_of({kPlan}, 4);
    const auto even = analyse_experts(routing_of(1, 4, 4, [](int, int t) { return std::pair(t % 4, (t + 1) % 4); }), steps);
    ASSERT_EQ(even.run.layers.size(), 1U);
    EXPECT_EQ(even.run.layers[0].layer, 3);
    EXPECT_EQ(even.run.layers[0].count, (std::vector<std::int64_t>{2, 2, 2, 2}));
    EXPECT_DOUBLE_EQ(even.run.layers[0].max_over_mean, 1.0);
    EXPECT_DOUBLE_EQ(even.run.layers[0].entropy, 1.0);
    EXPECT_DOUBLE_EQ(even.run.layers[0].gini, 0.0);
    EXPECT_DOUBLE_EQ(even.run.layers[0].variation, 0.0);
    EXPECT_EQ(even.run.layers[0].dead, 0);
    EXPECT_LT(even.run.layers[0].router_entropy, 0) << "no scores were recorded";
    const auto two = analyse_experts(routing_of(1, 4, 4, [](int, int) { return std::pair(1, 2); }), steps);
    EXPECT_DOUBLE_EQ(two.run.layers[0].max_over_mean, 2.0);
    EXPECT_DOUBLE_EQ(two.run.layers[0].entropy, 0.5);
    EXPECT_DOUBLE_EQ(two.run.layers[0].gini, 0.5);
    EXPECT_DOUBLE_EQ(two.run.layers[0].variation, 1.0);
    EXPECT_EQ(two.run.layers[0].dead, 2);
    EXPECT_DOUBLE_EQ(two.even_load, 0.25);
    EXPECT_DOUBLE_EQ(two.even_share, 0.5);
    EXPECT_DOUBLE_EQ(two.even_pair, 1.0 / 3);
    ASSERT_EQ(two.pairs.size(), 1U);
    EXPECT_EQ(two.pairs[0].count, 4);
    EXPECT_DOUBLE_EQ(two.pairs[0].share, 1.0);
}

TEST(Experts, RouterEntropyIsOfTheScoresDividedByTheirSum) {
    Routing routing;
    RouterTrace trace;
    trace.experts = 4, trace.top_k = 1, trace.layers = {1}, trace.chosen = {0};
    trace.scores = {0.9F, 0.9F, 0.9F, 0.9F};  // sigmoid scores: no distribution by themselves
    ASSERT_TRUE(add_token(routing, {TokenPos(0), 0, "a"}, trace));
    trace.scores = {1.0F, 0.0F, 0.0F, 0.0F};
    ASSERT_TRUE(add_token(routing, {TokenPos(1), 0, "a"}, trace));
    ASSERT_EQ(routing.entropy.size(), 2U);
    EXPECT_FLOAT_EQ(routing.entropy[0], 1.0F);
    EXPECT_FLOAT_EQ(routing.entropy[1], 0.0F);
    EXPECT_DOUBLE_EQ(analyse_experts(routing, steps_of({kPlan}, 2)).run.layers[0].router_entropy, 0.5);
    trace.scores.clear();
    ASSERT_TRUE(add_token(routing, {TokenPos(2), 0, "a"}, trace));
    EXPECT_TRUE(routing.entropy.empty()) << "some without scores: no mean over the others";
    trace.top_k = 2;
    EXPECT_FALSE(add_token(routing, {TokenPos(3), 0, "a"}, trace)) << "another shape";
}

/// The definitions of the header, word for word.
double slow_log_ratio(const Routing& routing, const std::vector<Step>& steps, int expert, StepClass cls) {
    double in_class = 0, tokens_in_class = 0, whole = 0, tokens = 0;
    for (std::size_t t = 0; t < routing.tokens.size(); ++t) {
        const bool here = steps[static_cast<std::size_t>(routing.tokens[t].step)].cls == cls;
        tokens += 1;
        tokens_in_class += here;
        for (const int chosen : routing.at(t, 0)) whole += chosen == expert, in_class += here && chosen == expert;
    }
    return std::log((in_class + 1) / (tokens_in_class * routing.top_k + routing.experts)) - std::log((whole + 1) / (tokens * routing.top_k + routing.experts));
}

double slow_information(const Routing& routing, const std::vector<Step>& steps) {
    std::map<std::pair<int, int>, double> joint;
    std::map<int, double> of_expert, of_class;
    double all = 0;
    for (std::size_t t = 0; t < routing.tokens.size(); ++t) {
        for (const int e : routing.at(t, 0)) {
            const int c = static_cast<int>(steps[static_cast<std::size_t>(routing.tokens[t].step)].cls);
            joint[{e, c}] += 1, of_expert[e] += 1, of_class[c] += 1, all += 1;
        }
    }
    double nats = 0;
    for (const auto& [place, n] : joint) nats += n / all * std::log(n * all / (of_expert[place.first] * of_class[place.second]));
    return nats;
}

struct Planted : testing::Test {
    std::vector<StepClass> classes;
    std::vector<Step> steps;
    Routing routing;
    Planted() {
        for (int i = 0; i < 16; ++i) classes.push_back(i % 2 == 0 ? kPlan : kFact);
        steps = steps_of(classes, 5);
        // Plans use experts 0 and 1, facts 2 and 3; a tenth goes elsewhere.
        routing = routing_of(16, 5, 8, [](int s, int t) { return s % 2 == 0 ? std::pair(0, t == 4 ? 5 : 1) : std::pair(2, t == 4 ? 6 : 3); });
    }
};

TEST_F(Planted, EnrichmentAndInformationAreFoundWithTheirChance) {
    const auto analysis = analyse_experts(routing, steps, {.shuffles = 499, .seed = 7});
    ASSERT_EQ(analysis.enrichments.size(), 2U * 6U) << "two of the eight experts are never used";
    for (const Enrichment& cell : analysis.enrichments) {
        EXPECT_NEAR(cell.log_ratio, slow_log_ratio(routing, steps, cell.expert, cell.cls), 1e-12);
        EXPECT_GE(cell.q, cell.p);
    }
    for (const auto& [cls, expert] : {std::pair{kPlan, 0}, std::pair{kFact, 2}}) {
        const auto cell = std::ranges::find_if(analysis.enrichments, [cls = cls, expert = expert](const Enrichment& e) { return e.cls == cls && e.expert == expert; });
        ASSERT_NE(cell, analysis.enrichments.end());
        EXPECT_GT(cell->log_ratio, 0.6);  // ln 2 but for the smoothing: half the steps use it twice as often as the run
        EXPECT_DOUBLE_EQ(cell->share, 1.0);
        EXPECT_LE(cell->p, 0.01);
        EXPECT_LE(cell->q, 0.05);
    }
    ASSERT_EQ(analysis.information.size(), 1U);
    EXPECT_NEAR(analysis.information[0].nats, slow_information(routing, steps), 1e-12);
    EXPECT_LE(analysis.information[0].p, 0.01);
    EXPECT_LT(analysis.information[0].chance, 0.5 * analysis.information[0].nats);
}

TEST_F(Planted, TheSameSeedGivesTheSameAndAnotherNearlySo) {
    const auto once = analyse_experts(routing, steps, {.shuffles = 199, .seed = 3}), again = analyse_experts(routing, steps, {.shuffles = 199, .seed = 3});
    for (std::size_t i = 0; i < once.enrichments.size(); ++i) EXPECT_EQ(once.enrichments[i].p, again.enrichments[i].p);
    EXPECT_EQ(once.information[0].chance, again.information[0].chance);
    const auto other = analyse_experts(routing, steps, {.shuffles = 199, .seed = 4});
    EXPECT_NE(once.information[0].chance, other.information[0].chance);
}

TEST_F(Planted, StepsOfOneKindAreAlike) {
    const auto analysis = analyse_experts(routing, steps);
    ASSERT_EQ(analysis.likeness.size(), 16U * 16U);
    EXPECT_FLOAT_EQ(analysis.likeness[0], 1.0F);
    EXPECT_FLOAT_EQ(analysis.likeness[2], 1.0F);  // steps 0 and 2: the same experts
    EXPECT_FLOAT_EQ(analysis.likeness[1], 0.0F);  // steps 0 and 1: none in common
}

/// Without a difference between the classes p is spread over (0, 1]: about a twentieth below 0.05.
TEST(Experts, ChanceIsNotTakenForAFinding) {
    std::uint64_t state = 11;
    const auto draw = [&state](int n) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<int>((state >> 33U) % static_cast<std::uint64_t>(n));
    };
    std::vector<StepClass> classes;
    for (int i = 0; i < 20; ++i) classes.push_back(i % 3 == 0 ? kPlan : kFact);
    const auto steps = steps_of(classes, 12);
    int below = 0, tests = 0;
    for (int trial = 0; trial < 60; ++trial) {
        // Tokens of a step repeat each other, as in a real trace: a test that shuffled tokens would be fooled.
        int home = 0;
        const auto routing = routing_of(20, 12, 8, [&](int, int t) {
            if (t == 0) home = draw(8);
            const int a = draw(3) == 0 ? draw(8) : home;
            return std::pair(a, (a + 1 + draw(7)) % 8);
        });
        const auto analysis = analyse_experts(routing, steps, {.shuffles = 99, .seed = static_cast<std::uint64_t>(trial)});
        below += analysis.information[0].p <= 0.05 ? 1 : 0;
        ++tests;
    }
    EXPECT_LE(below, 9) << "of " << tests;  // 3 expected; more than 9 has a chance below 0.001
}

TEST(Experts, TopTokensOfAnExpert) {
    const auto routing = routing_of(4, 10, 8, [](int, int t) { return t % 2 == 0 ? std::pair(0, 1) : std::pair(2, 3); });
    const auto tokens = top_tokens(routing, 0, 2, 5);
    ASSERT_EQ(tokens.size(), 1U);
    EXPECT_EQ(tokens[0].text, "odd");
    EXPECT_EQ(tokens[0].count, 20);
    EXPECT_EQ(tokens[0].of, 20);
    EXPECT_GT(tokens[0].log_ratio, 0);
    EXPECT_TRUE(top_tokens(routing, 0, 7, 5).empty());
    EXPECT_TRUE(top_tokens(routing, 9, 0, 5).empty());
}

TEST(Experts, NothingComesOfNothing) {
    EXPECT_TRUE(analyse_experts({}, {}).steps.empty());
    const auto one_class = analyse_experts(routing_of(2, 3, 4, [](int, int) { return std::pair(0, 1); }), steps_of({kPlan, kPlan}, 3));
    EXPECT_TRUE(one_class.enrichments.empty());
    EXPECT_TRUE(one_class.information.empty());
    EXPECT_EQ(one_class.classes.size(), 1U);
}

}  // namespace
}  // namespace reasonscope
