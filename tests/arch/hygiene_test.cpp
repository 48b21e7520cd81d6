// What keeps the sources readable: small files, guarded headers, headers that say what they are.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/arch/sources.h"

namespace reasonscope::arch {
namespace {

std::vector<Source> everything() { return read_sources({"engine", "ui", "app", "cuda", "tests"}); }

TEST(Hygiene, NoFileIsLongerThan800Lines) {
    for (const Source& source : everything()) EXPECT_LE(source.lines(), 800u) << source.path;
}

TEST(Hygiene, FilesAreSmallOnTheWhole) {
    std::vector<std::size_t> lines;
    for (const Source& source : everything()) lines.push_back(source.lines());
    ASSERT_FALSE(lines.empty());
    std::sort(lines.begin(), lines.end());
    EXPECT_LT(lines[lines.size() / 2], 150u) << "the median file";
    EXPECT_LT(lines[lines.size() * 95 / 100], 500u) << "the 95th percentile";
}

TEST(Hygiene, EveryHeaderIsGuarded) {
    for (const Source& source : everything())
        if (source.is_header()) EXPECT_NE(source.text.find("#pragma once"), std::string::npos) << source.path;
}

TEST(Hygiene, EveryPublicHeaderSaysWhatItIs) {
    for (const Source& source : read_sources({"engine", "ui", "app", "cuda"})) {
        if (!source.is_header() || source.in_detail()) continue;
        EXPECT_NE(source.text.find("//"), std::string::npos) << source.path << " has no comment";
    }
}

TEST(Hygiene, FilesEndWithANewlineAndHoldNoTabs) {
    for (const Source& source : everything()) {
        EXPECT_TRUE(source.text.ends_with('\n')) << source.path;
        EXPECT_EQ(source.text.find('\t'), std::string::npos) << source.path;
    }
}

}  // namespace
}  // namespace reasonscope::arch
