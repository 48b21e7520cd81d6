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

TEST(Align, SimilarityCountsWords) {
    EXPECT_DOUBLE_EQ(word_similarity("a b", " b  a\n"), 1.0);
    EXPECT_DOUBLE_EQ(word_similarity("a a", "a"), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(word_similarity("", ""), 1.0);
    EXPECT_DOUBLE_EQ(word_similarity("a", ""), 0.0);
}

}  // namespace
}  // namespace reasonscope
