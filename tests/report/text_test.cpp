#include "report/text.h"

#include <gtest/gtest.h>

#include <random>

namespace reasonscope {
namespace {

TEST(ReportText, ReplacesEveryInvalidByte) {
    EXPECT_EQ(clean_text("a\xff"), "a\uFFFD");
    EXPECT_EQ(clean_text("\xc3"), "\uFFFD");
    EXPECT_EQ(clean_text("\xc0\xaf"), "\uFFFD\uFFFD");          // overlong
    EXPECT_EQ(clean_text("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // surrogate
    EXPECT_EQ(clean_text("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(clean_text("é 中 🎯"), "é 中 🎯");
}

TEST(ReportText, ShowsControlsInsteadOfObeyingThem) {
    EXPECT_EQ(clean_text(std::string_view("\0\x1b\x7f", 3)), "\u2400\u241b\u2421");
    EXPECT_EQ(clean_text("\u202eabc\u2066\ufeff"), "[U+202E]abc[U+2066][U+FEFF]");
    EXPECT_EQ(clean_text("\u0085"), "[U+0085]");
    EXPECT_EQ(clean_text("a\r\nb\rc\td"), "a\nb\nc d");
}

TEST(ReportText, ShortensByCharacters) {
    EXPECT_EQ(excerpt("  one\n two  ", 20), "one two");
    EXPECT_EQ(excerpt("中文字符", 3), "中文…");
    EXPECT_EQ(trimmed("\n a\nb \n"), "a\nb");
    EXPECT_EQ(trimmed(" \n"), "");
    EXPECT_EQ(token_text(" a\n"), "␣a⏎");
}

TEST(ReportText, EscapesForEachFormat) {
    EXPECT_EQ(escape_html("<a href='x' b=\"y\">&"), "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;");
    EXPECT_EQ(escape_markdown("# *b* [x](y) <i> `c` |"), "\\# \\*b\\* \\[x\\](y) \\<i\\> \\`c\\` \\|");
    EXPECT_EQ(escape_markdown("12. go to http://x.y"), "12\\. go to http:\\//x.y");
    EXPECT_EQ(escape_markdown("x = 4."), "x = 4.");
    EXPECT_EQ(escape_dot("a\"b\\N\nc&"), "a\\\"b\\\\N\\nc&amp;");
    EXPECT_EQ(csv_field("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"");
    EXPECT_EQ(markdown_fence("a ```` b"), "`````text\na ```` b\n`````\n");
}

TEST(ReportText, DisarmsFormulas) {
    for (const char* formula : {"=1+1", "+1", "-1", "@x", " =1", "\t=1", "\n=1", "＝1"}) EXPECT_NE(csv_field(formula).find('\''), std::string::npos) << formula;
    EXPECT_EQ(csv_field("1=1"), "1=1");
}

/// Whatever bytes come in, valid UTF-8 without markup or acting characters goes out.
TEST(ReportText, RandomBytesStayInert) {
    std::mt19937 random(3);
    for (int round = 0; round < 4000; ++round) {
        std::string bytes;
        for (unsigned n = random() % 24; n > 0; --n) bytes += static_cast<char>(random() % 256);
        const std::string clean = clean_text(bytes), html = escape_html(bytes);
        ASSERT_TRUE(is_valid_utf8(clean));
        ASSERT_TRUE(is_valid_utf8(html));
        ASSERT_EQ(html.find_first_of("<>\"'"), std::string::npos);
        for (const char32_t c : code_points(clean)) {
            ASSERT_TRUE(c == '\n' || (c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && !(c >= 0x202A && c <= 0x202E)));
        }
        ASSERT_EQ(clean_text(clean), clean);
        const std::string dot = escape_dot(bytes);
        for (std::size_t i = 0; i < dot.size(); ++i) {
            ASSERT_NE(dot[i], '\n');
            if (dot[i] == '\\') { ++i; continue; }
            ASSERT_NE(dot[i], '"');
        }
    }
}

}  // namespace
}  // namespace reasonscope
