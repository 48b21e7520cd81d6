// Strong emphasis of Markdown in a model's words.

#include <gtest/gtest.h>

#include "base/emphasis.h"

namespace reasonscope {
namespace {

TEST(Emphasis, IsTakenOff) {
    EXPECT_EQ(without_emphasis("**Final Answer**\n\\boxed{22}"), "Final Answer\n\\boxed{22}");
    EXPECT_EQ(without_emphasis("1. **Units Place:** 4, 14. 2. **Tens:** 40"), "1. Units Place: 4, 14. 2. Tens: 40");
    EXPECT_EQ(without_emphasis("So **答案**是 **x = \\(2\\)**."), "So 答案是 x = \\(2\\).");
    EXPECT_EQ(without_emphasis(""), "");
    ASSERT_EQ(strong_spans("a **b** c").size(), 1U);
    EXPECT_EQ(slice("a **b** c", strong_spans("a **b** c")[0]), "b");
}

TEST(Emphasis, LeavesWhatIsNone) {
    for (const char* text : {"2**3 + 4**2", "x ** y ** z", "**not closed", "a ** b", "****", "***", "**", "x**", "** x**", "f(**kwargs)"}) EXPECT_EQ(without_emphasis(text), text);
    EXPECT_EQ(without_emphasis("2**3 is **eight**"), "2**3 is eight");
}

}  // namespace
}  // namespace reasonscope
