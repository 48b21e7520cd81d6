// Tokens of several runs as numbers.

#include <gtest/gtest.h>

#include "store/token_numbers.h"

namespace reasonscope {
namespace {

std::vector<TokenRow> rows(std::initializer_list<std::pair<int, const char*>> tokens) {
    std::vector<TokenRow> out;
    for (const auto& [id, text] : tokens) {
        TokenRow row;
        row.id = id;
        row.text = text;
        out.push_back(row);
    }
    return out;
}

TEST(TokenNumbers, AreEqualWhereIdAndTextAre) {
    TokenNumbers numbers;
    const auto a = numbers.of(rows({{7, " the"}, {8, " sum"}, {7, " the"}}));
    const auto b = numbers.of(rows({{7, " the"}, {7, " sum"}, {8, " sum"}}));
    EXPECT_EQ(a[0], a[2]);
    EXPECT_EQ(b[0], a[0]);
    EXPECT_EQ(b[2], a[1]);
    EXPECT_NE(b[1], a[0]) << "another vocabulary's word";
    EXPECT_NE(b[1], a[1]);
}

TEST(TokenNumbers, TellSentencesWithoutIdsApart) {
    TokenNumbers numbers;
    const auto a = numbers.of(rows({{0, "One."}, {0, "Two."}})), b = numbers.of(rows({{0, "One."}, {0, "Three."}}));
    EXPECT_EQ(a[0], b[0]);
    EXPECT_NE(a[1], b[1]);
}

}  // namespace
}  // namespace reasonscope
