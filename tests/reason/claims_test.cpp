// Arithmetic claims of a step, worked out exactly, and the calculator behind them.

#include "reason/claims.h"

#include <gtest/gtest.h>

#include "base/result.h"
#include "reason/arithmetic.h"

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
    const ClaimCount count = count_claims(text);
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

/// Every claim as "text: verdict", joined by "; ".
std::string found(std::string_view text) {
    std::string out;
    for (const Claim& claim : find_claims(text)) {
        out += fmt::format("{}{}: {}{}", out.empty() ? "" : "; ", slice(text, claim.bytes), name(claim.verdict), claim.rounded ? ", rounded" : "");
    }
    return out;
}

TEST(Claims, StandWhereTheTextHasThem) {
    EXPECT_EQ(found("So 49 + 49 + 89 = 187 times."), "49 + 49 + 89 = 187: verified");
    EXPECT_EQ(found("Here 336,000 + 26,880 = 362,880 because 480*50=24,000 and 480*6=2,890."),
              "336,000 + 26,880 = 362,880: verified; 480*50=24,000: verified; 480*6=2,890: wrong");
    EXPECT_EQ(found("120 * 2 = 240 (because 100 * 2 = 200)."), "120 * 2 = 240: verified; 100 * 2 = 200: verified");
    EXPECT_EQ(found("$5 + $3 = $8 in all."), "5 + $3 = $8: verified");
    EXPECT_EQ(found("5! = 120, so 5!/(2!2) = 31"), "5! = 120: verified; 5!/(2!2) = 31: not checkable");
    EXPECT_EQ(found("2(3 + 4) = 14"), "2(3 + 4) = 14: verified");
}

TEST(Claims, ReadLatex) {
    EXPECT_EQ(found(R"(We get \( \frac{1}{2} + \frac{1}{3} = \frac{5}{6} \).)"), R"(\frac{1}{2} + \frac{1}{3} = \frac{5}{6}: verified)");
    EXPECT_EQ(found(R"(\[ 12 \times 3 = 35 \])"), R"(12 \times 3 = 35: wrong)");
    EXPECT_EQ(found(R"(\( 2^{10} \cdot 3 = 3{,}072 \))"), R"(2^{10} \cdot 3 = 3{,}072: verified)");
    EXPECT_EQ(found(R"(so \sqrt{16} = 4)"), R"(\sqrt{16} = 4: verified)");
    EXPECT_EQ(found(R"(\sqrt{9 + 16} = \sqrt{25} = 6)"), R"(\sqrt{9 + 16} = \sqrt{25}: verified; \sqrt{25} = 6: wrong)");
    EXPECT_EQ(found(R"(3√4 = 2 * 3)"), R"(3√4 = 2 * 3: not checkable)");
    EXPECT_EQ(found(R"(\sqrt{2} = 1.41)"), R"(\sqrt{2} = 1.41: not checkable)");
    EXPECT_EQ(found(R"(with \log(100) = 2)"), R"(\log(100) = 2: not checkable)");
    EXPECT_EQ(found(R"(\frac{0.06}{12} = 0.005)"), R"(\frac{0.06}{12} = 0.005: verified)");
}

TEST(Claims, ChainsPercentAndRounding) {
    EXPECT_EQ(found("2 * 3 = 6 = 5 + 1 = 7"), "2 * 3 = 6: verified; 6 = 5 + 1: verified; 5 + 1 = 7: wrong");
    EXPECT_EQ(found("1 - 6% = 94%"), "1 - 6% = 94%: verified");
    EXPECT_EQ(found("2 / 3 ≈ 0.667"), "2 / 3 ≈ 0.667: verified, rounded");
    EXPECT_EQ(found("2 / 3 = 0.66"), "2 / 3 = 0.66: verified, rounded");
    EXPECT_EQ(found("2 / 3 = 0.68"), "2 / 3 = 0.68: wrong");
    EXPECT_EQ(found("2 / 3 ≈ 0.8"), "2 / 3 ≈ 0.8: not checkable");
    EXPECT_EQ(found("1.0616 - 0.0016\n= 1.06"), "1.0616 - 0.0016\n= 1.06: verified");
}

TEST(Claims, WhatIsPartOfMoreIsNeverWrong) {
    for (const char* text : {"17 / 3 = 5 rest 2.", "x + 7 = 11", "half of 20 * 3 = 30", "20 divided by 4 = 5", "log 100 = 2", "a_{1} = 5", "f(2) = 9",
                             "5x - 3 = 2", "5 - 3 = 2y", "gcd(4, 6) = 2", "page 488 = 3", "(1.005)^{12} = 1.06", "\\sqrt{4} = 2", "\\(5\\) - 3 = 2",
                             "50% of 20 = 10", "x^2 - 4 = 0", "12 choose 2 = 66", "3 + 17 = 4 times 5", "C(5, 2) = 10", "3 <= 4 = 5", "5 != 3 = 4"}) {
        EXPECT_EQ(count_claims(text).wrong, 0) << text << " -> " << found(text);
    }
}

TEST(Claims, OddTextIsSafe) {
    for (const std::string& text : {std::string("="), std::string("1 ="), std::string("= 1"), std::string("\\frac{1}{"), std::string("\\"), std::string(5000, '('),
                                    std::string(3000, '=') + "1", std::string("1=\xff\xfe")}) {
        for (const Claim& claim : find_claims(text)) {
            EXPECT_LE(claim.bytes.begin, claim.bytes.end);
            EXPECT_LE(claim.bytes.end, text.size());
        }
    }
}

}  // namespace
}  // namespace reasonscope
