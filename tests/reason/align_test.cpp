// Where two texts part, and what answers what.

#include "reason/align.h"

#include <gtest/gtest.h>

namespace reasonscope {
namespace {

TEST(Align, TheFirstDifferenceIsTheFirst) {
    const std::vector<std::int32_t> a{1, 2, 3}, b{1, 4, 3}, longer{1, 2, 3, 4};
    EXPECT_EQ(first_difference(a, b), 1);
    EXPECT_EQ(first_difference(a, longer), 3);
    EXPECT_EQ(first_difference(longer, a), 3);
    EXPECT_EQ(first_difference(a, a), std::nullopt);
    EXPECT_EQ(first_difference({}, {}), std::nullopt);
}

TEST(Align, SharedStepsPairAndOthersStandAlone) {
    const std::vector<std::string> a{"x is 4", "so y is 11", "z is 22"}, b{"x is 4", "wait, look again", "so y is 12", "z is 22"};
    const auto pairs = align_steps(a, b);
    const std::vector<StepPair> expected{{0, 0, 1.0}, {-1, 1, 0.0}, {1, 2, 0.75}, {2, 3, 1.0}};
    EXPECT_EQ(pairs.size(), 4U);
    // "so y is 11" and "so y is 12" share three words of four on each side.
    EXPECT_EQ(pairs, expected) << pairs[2].similarity;
}

TEST(Align, WhatHasNothingInCommonNeverMeets) {
    const std::vector<std::string> a{"one two"}, b{"three four"};
    EXPECT_EQ(align_steps(a, b), (std::vector<StepPair>{{0, -1, 0.0}, {-1, 0, 0.0}}));
    EXPECT_TRUE(align_steps({}, {}).empty());
    EXPECT_EQ(align_steps(a, {}), (std::vector<StepPair>{{0, -1, 0.0}}));
}

std::string shown(std::string_view text, const std::vector<DiffPart>& parts) {
    std::string out;
    std::uint32_t at = 0;
    for (const DiffPart& part : parts) {
        EXPECT_EQ(part.bytes.begin, at);
        at = part.bytes.end;
        out += part.same ? std::string(slice(text, part.bytes)) : "[" + std::string(slice(text, part.bytes)) + "]";
    }
    EXPECT_EQ(at, text.size());
    return out;
}

TEST(Align, WordsThatDifferAreMarkedAndAllTextIsThere) {
    const std::string a = " So y is 11 now.\n", b = "So z and y is 12.";
    const auto diff = diff_words(a, b);
    EXPECT_EQ(shown(a, diff.a), " So y is [11 now.\n]");
    EXPECT_EQ(shown(b, diff.b), "So [z and ]y is [12.]");
    EXPECT_TRUE(diff_words("", "").a.empty());
}

std::string columns(const std::vector<TokenPair>& pairs) {
    std::string out;
    for (const TokenPair& p : pairs) {
        const auto side = [](int i) { return i < 0 ? std::string("-") : std::to_string(i); };
        out += (out.empty() ? "" : " ") + side(p.a) + (p.same ? "=" : "/") + side(p.b);
    }
    return out;
}

TEST(Align, TokensAreAlignedByBeginningStepsAndCommonOnes) {
    const std::vector<std::int32_t> a{1, 2, 3, 4, 5, 6}, b{1, 2, 9, 4, 8, 8, 6};
    EXPECT_EQ(columns(align_tokens(a, b, {})), "0=0 1=1 2/2 3=3 4/4 -/5 5=6");
    EXPECT_EQ(columns(align_tokens(a, a, {})), "0=0 1=1 2=2 3=3 4=4 5=5");
    EXPECT_EQ(columns(align_tokens({}, b, {})), "-/0 -/1 -/2 -/3 -/4 -/5 -/6");
    // Blocks keep a token from meeting its like in a step that answers another one.
    const std::vector<std::int32_t> c{1, 7, 5, 5}, d{1, 5, 5, 7};
    EXPECT_EQ(columns(align_tokens(c, d, {})), "0=0 1/- 2=1 3=2 -/3");
    const std::vector<TokenBlock> blocks{{0, 2, 0, 3}, {2, 4, 3, 4}};
    EXPECT_EQ(columns(align_tokens(c, d, blocks)), "0=0 1/1 -/2 2/3 3/-");
    // Every token stands in one column, in order.
    std::vector<std::int32_t> e, f;
    for (int i = 0; i < 300; ++i) e.push_back(i * i % 17), f.push_back(i * i % 13);
    int at_e = 0, at_f = 0;
    for (const TokenPair& p : align_tokens(e, f, std::vector<TokenBlock>{{10, 60, 5, 90}, {60, 200, 90, 91}, {210, 260, 200, 300}})) {
        if (p.a >= 0) EXPECT_EQ(p.a, at_e++);
        if (p.b >= 0) EXPECT_EQ(p.b, at_f++);
        EXPECT_EQ(p.same, p.a >= 0 && p.b >= 0 && e[static_cast<std::size_t>(p.a)] == f[static_cast<std::size_t>(p.b)]);
    }
    EXPECT_EQ(at_e, 300);
    EXPECT_EQ(at_f, 300);
}

TEST(Align, SimilarityCountsWords) {
    EXPECT_DOUBLE_EQ(word_similarity("a b", " b  a\n"), 1.0);
    EXPECT_DOUBLE_EQ(word_similarity("a a", "a"), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(word_similarity("", ""), 1.0);
    EXPECT_DOUBLE_EQ(word_similarity("a", ""), 0.0);
}

}  // namespace
}  // namespace reasonscope
