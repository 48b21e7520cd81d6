#include "evaluate/score.h"

#include <gtest/gtest.h>

#include "evaluate/arithmetic.h"

namespace reasonscope {
namespace {

TEST(Arithmetic, EvaluatesExactly) {
    const auto value = [](std::string_view text) {
        const auto v = evaluate_expression(text);
        return !v ? std::string("none") : v->denominator == 1 ? std::to_string(v->numerator) : fmt::format("{}/{}", v->numerator, v->denominator);
    };
    EXPECT_EQ(value("4 + 7"), "11");
    EXPECT_EQ(value("2 + 3 * 4 - 1"), "13");
    EXPECT_EQ(value("(2 + 3) * -4"), "-20");
    EXPECT_EQ(value("1 / 3 + 1 / 6"), "1/2");
    EXPECT_EQ(value("2 ^ 3 ^ 2"), "512");
    EXPECT_EQ(value("0.1 + 0.2"), "3/10");
    EXPECT_EQ(value("1,000 × 3 ÷ 4 − 1"), "749");
    EXPECT_EQ(value("9223372036854775807 + 1"), "none");
    EXPECT_EQ(value("1 / 0"), "none");
    EXPECT_EQ(value("x + 7"), "none");
    EXPECT_EQ(value("4 +"), "none");
    EXPECT_EQ(value(""), "none");
    EXPECT_EQ(value(std::string(5000, '(')), "none");
}

std::string claims(std::string_view text) {
    const ClaimCount count = check_claims(text);
    return fmt::format("{} claims, {} wrong", count.claims, count.wrong);
}

TEST(Claims, CountsEquationsBetweenNumbers) {
    EXPECT_EQ(claims("So y = 4 + 7 = 11."), "1 claims, 0 wrong");
    EXPECT_EQ(claims("So y = 4 + 7 = 12."), "1 claims, 1 wrong");
    EXPECT_EQ(claims("Check: 22 / 2 = 11, right."), "1 claims, 0 wrong");
    EXPECT_EQ(claims("m = w + 3 = 7 + 3, so m is 10."), "1 claims, 0 wrong");
    EXPECT_EQ(claims("m = w + 3 = 7 + 3, so m is 11."), "1 claims, 1 wrong");
    EXPECT_EQ(claims("Eva loses 12, so 19 - 12 = 7."), "1 claims, 0 wrong");
    EXPECT_EQ(claims("22 - 19 = 3, leaving 3 + 17 + 15."), "1 claims, 0 wrong");
    EXPECT_EQ(claims("2 + 2 = 4 = 5"), "2 claims, 1 wrong");
    EXPECT_EQ(claims("10 / 4 = 2.5 pens."), "1 claims, 0 wrong");
}

TEST(Claims, LeavesOutWhatIsNoClaim) {
    for (const char* text : {"y = x + 7.", "x = 4.", "z = y * 2 = x", "17 / 3 = 5 rest 2.", "3 <= 4 = 5", "w is 7.", "", "a - 7 = 3", "f(2) = 9", "5 = 5x"}) {
        EXPECT_EQ(claims(text), "0 claims, 0 wrong") << text;
    }
}

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
