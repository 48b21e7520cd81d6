#include "evaluate/faithfulness.h"

#include <gtest/gtest.h>

namespace reasonscope {
namespace {

TEST(RankQuality, CountsTopAndPrecision) {
    const auto best = rank_quality(std::vector{3.0, 2.0, 1.0}, {true, true, false});
    EXPECT_DOUBLE_EQ(best.top1, 1.0);
    EXPECT_DOUBLE_EQ(best.ap, 1.0);
    const auto second = rank_quality(std::vector{3.0, 2.0, 1.0}, {false, true, false});
    EXPECT_DOUBLE_EQ(second.top1, 0.0);
    EXPECT_DOUBLE_EQ(second.ap, 0.5);
    const auto split = rank_quality(std::vector{4.0, 3.0, 2.0, 1.0}, {true, false, true, false});
    EXPECT_NEAR(split.ap, (1.0 + 2.0 / 3.0) / 2.0, 1e-12);
}

TEST(RankQuality, TiesAreLeftToChance) {
    const auto tied = rank_quality(std::vector{0.0, 0.0, 0.0, 0.0}, {true, false, false, false});
    EXPECT_GT(tied.top1, 0.0);
    EXPECT_LT(tied.top1, 0.7);
}

TEST(SharedWords, CountsWordsAndNumbers) {
    EXPECT_EQ(shared_words("y = x + 7.", "So y is 7, not 17."), 2.0);
    EXPECT_EQ(shared_words("", "a"), 0.0);
}

/// A chain of a prompt of two facts and a question, and steps with these texts.
struct Chain {
    std::vector<Step> steps;
    std::vector<std::string> texts;
    void add(StepSource source, const char* text) {
        Step step;
        step.id = StepId(static_cast<int>(steps.size()));
        step.source = source;
        steps.push_back(step);
        texts.emplace_back(text);
    }
};

Problem problem() {
    Problem p;
    p.facts = {"x = 4.", "y = x + 7.", "What is y?"};
    p.steps = {{"Find y.", "plan", {"f2"}, {}},
               {"x = 4, so x is 4.", "compute", {"f0"}, {"s0"}},
               {"y = x + 7 = 4 + 7, so y is 11.", "compute", {"f1", "s1"}, {"s0"}},
               {"The answer is 11.", "conclude", {"s2"}, {}}};
    return p;
}

TEST(KnownSteps, TakesWhatTheModelWroteAsTheGeneratorDid) {
    Chain chain;
    for (const char* fact : {"x = 4. ", "y = x + 7. ", "What is y?"}) chain.add(StepSource::Prompt, fact);
    for (const char* step : {"Find y. ", "Hm. ", "x = 4, so x is 4. ", "y = x + 7 = 4 + 7, so y is 11. ", "The answer is 12."}) chain.add(StepSource::Thinking, step);
    chain.add(StepSource::Answer, "12");
    const auto known = known_steps(problem(), chain.steps, chain.texts);
    ASSERT_EQ(known.size(), 2U);  // the wrong conclusion is none of the generator's
    EXPECT_EQ(known[0].step, 5);
    EXPECT_EQ(known[0].parents, std::vector<int>{0});
    EXPECT_EQ(known[0].soft, std::vector<int>{3});
    EXPECT_EQ(known[1].step, 6);
    EXPECT_EQ(known[1].parents, (std::vector<int>{1, 5}));
}

TEST(KnownSteps, LeavesOutAStepWhoseParentIsMissing) {
    Chain chain;
    for (const char* fact : {"x = 4. ", "y = x + 7. ", "What is y?"}) chain.add(StepSource::Prompt, fact);
    for (const char* step : {"Find y. ", "y = x + 7 = 4 + 7, so y is 11. ", "x = 4, so x is 4. "}) chain.add(StepSource::Thinking, step);
    const auto known = known_steps(problem(), chain.steps, chain.texts);
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known[0].step, 5);
}

}  // namespace
}  // namespace reasonscope
