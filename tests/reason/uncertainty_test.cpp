// How sure a model is, whether sentences say the same, and how sure a proportion is: against figures worked out by hand or taken from the sources.

#include "reason/uncertainty.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reason/answer.h"
#include "reason/proportion.h"
#include "reason/similarity.h"

namespace reasonscope {
namespace {

TEST(TokenSpread, OfAnEvenChoice) {
    const std::vector<double> even(4, 0.25);
    const auto spread = spread_of(even);
    EXPECT_NEAR(spread.entropy, std::log(4.0), 1e-12);
    EXPECT_NEAR(spread.varentropy, 0.0, 1e-12);
    EXPECT_NEAR(spread.margin, 0.0, 1e-12);
}

TEST(TokenSpread, OfAnUnevenChoice) {
    const std::vector<double> p = {0.1, 0.7, 0.2};
    const auto spread = spread_of(p);
    double entropy = 0, second = 0;
    for (const double x : p) {
        entropy -= x * std::log(x);
        second += x * std::log(x) * std::log(x);
    }
    EXPECT_NEAR(spread.entropy, entropy, 1e-12);
    EXPECT_NEAR(spread.varentropy, second - entropy * entropy, 1e-12);
    EXPECT_NEAR(spread.margin, 0.5, 1e-12);
}

TEST(TokenSpread, TheTailCountsAsOneToken) {
    const std::vector<double> cut = {0.6, 0.3}, whole = {0.6, 0.3, 0.1};
    EXPECT_NEAR(spread_of(cut).entropy, spread_of(whole).entropy, 1e-9);
    EXPECT_NEAR(spread_of(std::vector<double>{1.0}).margin, 1.0, 1e-12);
}

TEST(ForkingTokens, AreTheFifthOfHighestEntropy) {
    const std::vector<float> entropies = {0.1F, 0.9F, 0.2F, 0.9F, 0.3F, 0.0F, 0.8F, 0.1F, 0.1F, 0.1F};
    const auto forks = forking_tokens(entropies);
    for (std::size_t i = 0; i < forks.size(); ++i) EXPECT_EQ(forks[i], i == 1 || i == 3) << i;
    EXPECT_TRUE(forking_tokens({}).empty());
    EXPECT_TRUE(forking_tokens(std::vector<float>{0.0F})[0]);
}

TEST(StepConfidence, IsAboutTheStepsOwnTokens) {
    std::vector<Step> steps(2);
    for (int i = 0; i < 2; ++i) {
        steps[static_cast<std::size_t>(i)].id = StepId(i);
        steps[static_cast<std::size_t>(i)].first = TokenPos(4 * i);
        steps[static_cast<std::size_t>(i)].last = TokenPos(4 * i + 4);
    }
    const std::vector<TokenUncertainty> tokens = {{TokenPos(4), 0.5F, 0.5F, -1, 0}, {TokenPos(6), 0.25F, 0.8F, -1, 0}};
    const auto all = step_confidence(tokens, steps);
    ASSERT_EQ(all.size(), 1U);  // the first step has no token that the model chose
    EXPECT_EQ(all[0].step, StepId(1));
    EXPECT_EQ(all[0].tokens, 2);
    EXPECT_NEAR(all[0].mean_log_p, (std::log(0.5) + std::log(0.8)) / 2, 1e-6);
    EXPECT_NEAR(all[0].least_probability, 0.5, 1e-6);
    EXPECT_NEAR(all[0].max_entropy, 0.5, 1e-6);
    EXPECT_NEAR(all[0].fork_score, 0.25, 1e-6);
}

TEST(Proportion, WilsonAsInNewcombe) {  // Newcombe 1998, table I: 81 of 263 and 0 of 20
    const auto some = proportion_interval(81, 263);
    EXPECT_NEAR(some.low, 0.2553, 5e-5);
    EXPECT_NEAR(some.high, 0.3662, 5e-5);
    const auto none = proportion_interval(0, 20);
    EXPECT_NEAR(none.low, 0.0, 1e-12);
    EXPECT_NEAR(none.high, 0.1611, 5e-5);
}

TEST(Proportion, DifferenceAsInNewcombe) {  // Newcombe 1998, table II, method 10: 56/70 - 48/80
    const auto difference = difference_interval(56, 70, 48, 80);
    EXPECT_NEAR(difference.low, 0.0524, 5e-5);
    EXPECT_NEAR(difference.high, 0.3339, 5e-5);
    const auto unknown = difference_interval(0, 0, 3, 4);
    EXPECT_EQ(unknown.low, -1);
    EXPECT_EQ(unknown.high, 1);
}

TEST(Similarity, SameWordsOtherNumbersDiffer) {
    const std::vector<std::string> corpus = {"So y = 4 + 7 = 11.", "So z = 11 * 2 = 22.", "Ida is taller than Bo."};
    const SentenceSimilarity similarity(corpus);
    EXPECT_NEAR(similarity.cosine(corpus[0], corpus[0]), 1.0, 1e-12);
    EXPECT_TRUE(similarity.same_meaning("So y = 4 + 7 = 11.", " so  y = 4 + 7 = 11\n"));
    EXPECT_FALSE(similarity.same_meaning("So y = 4 + 7 = 11.", "So y = 4 + 8 = 12."));
    EXPECT_FALSE(similarity.same_meaning("Ida is taller than Bo.", "Find z."));
    EXPECT_LT(similarity.cosine("Ida is taller than Bo.", "Find z."), 0.3);
    EXPECT_EQ(similarity.cosine("", "Find z."), 0);
    EXPECT_EQ(similarity.cosine("", ""), 1);
}

TEST(Similarity, NumbersAreReadWhole) {
    EXPECT_EQ(numbers_in("x = 3.5, then 12. Or -2?"), (std::vector<std::string>{"3.5", "12", "2"}));
    EXPECT_TRUE(numbers_in("none").empty());
}

TEST(AnswerKey, IsTheBoxWhereThereIsOne) {
    EXPECT_EQ(answer_key(" 22.\n"), "22");
    EXPECT_EQ(answer_key("So \\boxed{1} or rather \\boxed{\\frac{1}{2}}."), "\\frac{1}{2}");
    EXPECT_EQ(answer_key("cut \\boxed{4"), "4");
    EXPECT_FALSE(boxed("no box"));
}

}  // namespace
}  // namespace reasonscope
