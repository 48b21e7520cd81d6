#include "evaluate/score.h"

#include <gtest/gtest.h>

namespace reasonscope {
namespace {

TEST(Answers, CompareAfterNormalising) {
    EXPECT_TRUE(same_answer(" 22\n", "22"));
    EXPECT_TRUE(same_answer("P  G\nF.", "P G F"));
    EXPECT_TRUE(same_answer("So it is \\boxed{\\frac{1}{2}}.", "\\frac{1}{2}"));
    EXPECT_FALSE(same_answer("The answer is 22", "22"));
    EXPECT_FALSE(same_answer("", "22"));
}

TEST(States, SentencesAndEquations) {
    EXPECT_TRUE(states("w  is 7. ", "w is 7."));
    EXPECT_FALSE(states("w is 75.", "w is 7."));
    EXPECT_TRUE(states("Therefore y=4+7=11, fine", "So y = 4 + 7 = 11."));
    EXPECT_FALSE(states("So y = 4 + 7 = 110.", "So y = 4 + 7 = 11."));
    EXPECT_FALSE(states("So yy = 4 + 7 = 11.", "So y = 4 + 7 = 11."));
}

Problem problem() {
    Problem p;
    p.task = "chain";
    p.answer = "22";
    p.steps = {{"Find z.", "plan", {}, {}}, {"x is 4.", "compute", {}, {}}, {"So y = 4 + 7 = 11.", "compute", {}, {}}, {"The answer is 22.", "conclude", {}, {}}};
    return p;
}

TEST(Score, PlansAreNotAskedFor) {
    const ProblemScore score = score_problem(problem(), "x is 4. So y = 4 + 7 = 11. The answer is 22.", "22");
    EXPECT_TRUE(score.right);
    EXPECT_EQ(score.expected_steps, 3);
    EXPECT_EQ(score.found_steps, 3);
    EXPECT_EQ(score.claims, 1);
    EXPECT_EQ(score.wrong_claims, 0);
}

TEST(Score, MissingAndWrongStepsShow) {
    const ProblemScore score = score_problem(problem(), "Find z. So y = 4 + 7 = 12. The answer is 22.", "22");
    EXPECT_TRUE(score.right);
    EXPECT_EQ(score.found_steps, 1);
    EXPECT_EQ(score.wrong_claims, 1);
}

}  // namespace
}  // namespace reasonscope
