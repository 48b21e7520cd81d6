#include "reason/segment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "reason/cuts.h"
#include "reason/utf8.h"
#include "tests/reason/random_text.h"

namespace reasonscope {
namespace {

/// Pieces joined by "|", line ends shown as "~".
std::string shown(std::string_view text) {
    std::string out;
    for (const ByteSpan span : segment(text)) {
        if (!out.empty()) out += '|';
        out += slice(text, span);
    }
    std::ranges::replace(out, '\n', '~');
    return out;
}

TEST(Segment, NothingGivesNothing) { EXPECT_TRUE(segment("").empty()); }

TEST(Segment, ShortFactsStayApart) {
    EXPECT_EQ(shown("x = 4. y = x + 7. z = y * 2. What is z?"), "x = 4. |y = x + 7. |z = y * 2. |What is z?");
    EXPECT_EQ(shown("Find z. Use z = y * 2. So y = 4 + 7 = 11. Check: 22 / 2 = 11, right."),
              "Find z. |Use z = y * 2. |So y = 4 + 7 = 11. |Check: 22 / 2 = 11, right.");
    EXPECT_EQ(shown("Go from A to C. C is a dead end, so back to A. A to B."), "Go from A to C. |C is a dead end, so back to A. |A to B.");
    EXPECT_EQ(shown("22"), "22");
}

TEST(Segment, InterjectionsAndHeadingsMergeForward) {
    EXPECT_EQ(shown("Wait, no. That is 5 apples. Hmm. So it is 6."), "Wait, no. That is 5 apples. |Hmm. So it is 6.");
    EXPECT_EQ(shown("Layer 4:\n\nThis gives 40."), "Layer 4:~~This gives 40.");
    EXPECT_EQ(shown("The sum is 12. Yes."), "The sum is 12. Yes.");
}

TEST(Segment, DecimalsAbbreviationsAndListNumbersAreNoEnds) {
    EXPECT_EQ(shown("Pi is 3.14 or so. Dr. Fu has e.g. two."), "Pi is 3.14 or so. |Dr. Fu has e.g. two.");
    EXPECT_EQ(shown("Look:\n1. Take one.\n2. Take two."), "Look:~1. Take one.~|2. Take two.");
    EXPECT_EQ(shown("See No. 5 of the list. No. That is wrong."), "See No. 5 of the list. |No. That is wrong.");
    EXPECT_EQ(shown("Hmm... let me think. It works."), "Hmm... let me think. |It works.");
    EXPECT_EQ(shown("So 362880 by 480 is... let me divide."), "So 362880 by 480 is... |let me divide.");
    EXPECT_EQ(shown("As in Lee et al. the sum w.r.t. x is 2. Good."), "As in Lee et al. the sum w.r.t. x is 2. Good.");
}

TEST(Segment, FactorialsEndASentenceAsThePublishedSplitterHasIt) {
    EXPECT_EQ(shown("There are 8! ways to sit. Good enough!"), "There are 8! |ways to sit. |Good enough!");
    EXPECT_EQ(shown("There are (5! * 2! * 1!) ways. Good enough!"), "There are (5! * 2! * 1!) ways. |Good enough!");
    EXPECT_EQ(shown("We get 5! * 2! of them."), "We get 5! * 2! |of them.");
    EXPECT_EQ(shown("So \\( \\frac{8!}{5! \\cdot 2! } \\) remain."), "So \\( \\frac{8!}{5! \\cdot 2! } \\) remain.");
}

TEST(Segment, FormulasAndCodeStayWhole) {
    EXPECT_EQ(shown("So \\[ a. b. \n\n c! d \\] holds. Next one."), "So \\[ a. b. ~~ c! d \\] holds. |Next one.");
    EXPECT_EQ(shown("We have $$x. y$$ here. Then \\( p. q \\) too."), "We have $$x. y$$ here. |Then \\( p. q \\) too.");
    EXPECT_EQ(shown("Run:\n```\na. b.\n\nc. d.\n```\nIt prints 5."), "Run:~```~a. b.~~c. d.~```~It prints 5.");
    EXPECT_EQ(shown("Run:\n```\na. b. c"), "Run:~```~a. b. c");
}

TEST(Segment, OpenFormulaProtectsNothing) { EXPECT_EQ(shown("Let \\[ a be one. Then two is b."), "Let \\[ a be one. |Then two is b."); }

TEST(Segment, BlankLinesCutAndTailsStay) {
    EXPECT_EQ(shown("The first thought\n\nthe second thought\nand its tail"), "The first thought~~|the second thought~and its tail");
    EXPECT_EQ(shown("The first thought\r\n\r\nthe second thought"), "The first thought\r~\r~|the second thought");
    EXPECT_EQ(shown("- The first point:\n  one here\n  \n- the second"), "- The first point:~  one here~  ~- the second");
}

TEST(Segment, ChineseMarksNeedNoSpace) {
    EXPECT_EQ(shown("我们先看这个问题。它说“好吗？”然后呢！结束"), "我们先看这个问题。|它说“好吗？”|然后呢！|结束");
}

TEST(Segment, QuotesCloseTheirSentence) { EXPECT_EQ(shown("He called it a \"super plate.\" So we count it."), "He called it a \"super plate.\" |So we count it."); }

/// Spans are not empty, start at 0, meet exactly and end at the end, and only stand at candidate cuts.
void expect_tiling(const std::string& text) {
    std::set<std::uint32_t> cuts;
    for (const Cut& cut : candidate_cuts(text)) cuts.insert(cut.at);
    std::uint32_t at = 0;
    for (const ByteSpan span : segment(text)) {
        ASSERT_EQ(span.begin, at) << text;
        ASSERT_GT(span.end, span.begin) << text;
        ASSERT_TRUE(span.begin == 0 || cuts.contains(span.begin)) << text;
        at = span.end;
    }
    ASSERT_EQ(at, text.size()) << text;
}

TEST(SegmentProperty, TilesAnyText) {
    std::mt19937 random(1);
    for (int i = 0; i < 4000; ++i) expect_tiling(test::random_text(random, i % 60, i % 2 == 1));
}

TEST(SegmentProperty, NeverCutsInsideACharacter) {
    std::mt19937 random(2);
    for (int i = 0; i < 2000; ++i) {
        const std::string text = test::random_text(random, 40, false);
        for (const ByteSpan span : segment(text)) {
            ASSERT_EQ(incomplete_tail(slice(text, span)), 0U) << text;
            ASSERT_NE(static_cast<unsigned char>(text[span.begin]) & 0xC0U, 0x80U) << text;
        }
    }
}

TEST(SegmentProperty, AGrowingTextNeverLosesACandidate) {
    std::mt19937 random(3);
    for (int i = 0; i < 300; ++i) {
        const std::string text = test::random_text(random, 30, false);
        std::set<std::uint32_t> whole;
        for (const Cut& cut : candidate_cuts(text)) whole.insert(cut.at);
        for (std::size_t end = 0; end < text.size(); ++end) {
            if (incomplete_tail(text.substr(0, end)) > 0) continue;  // half a character may still become a closing quote
            for (const Cut& cut : candidate_cuts(text.substr(0, end))) ASSERT_TRUE(whole.contains(cut.at)) << text << " at " << end;
        }
    }
}

TEST(Utf8, KnowsAnIncompleteTail) {
    EXPECT_EQ(incomplete_tail("a"), 0U);
    EXPECT_EQ(incomplete_tail("\xF0\x9F\x98"), 3U);
    EXPECT_EQ(incomplete_tail("x\xE4\xB8"), 2U);
    EXPECT_EQ(incomplete_tail("\xE4\xB8\xAD"), 0U);
    EXPECT_EQ(incomplete_tail("\x80\x80\x80\x80"), 0U);
}

}  // namespace
}  // namespace reasonscope
