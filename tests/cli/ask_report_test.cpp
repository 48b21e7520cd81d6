// Reports that `reasonscope ask` writes, on the bundled model.

#include <filesystem>

#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace reasonscope::test {
namespace {

class AskReport : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini/config.json")) GTEST_SKIP() << "the bundled model is not there";
    }
    Finished ask_in(const std::string& language) {
        return run_program({REASONSCOPE_BINARY, "ask", "x = 4. y = x + 7. What is y?", "--session", (folder / "s.db").string(), "--report", (folder / "r.md").string(),
                            "--language", language});
    }
    TempFolder folder;
};

TEST_F(AskReport, IsInTheLanguageThatWasAskedFor) {
    const auto asked = ask_in("zh");
    ASSERT_EQ(asked.status, 0) << asked.err;
    const std::string report = *read_file(folder / "r.md");
    EXPECT_NE(report.find("这些边有多可信：在 200 道新题的"), std::string::npos) << report;
    EXPECT_EQ(report.find("How far to trust"), std::string::npos);
    EXPECT_NE(report.find("What is y?"), std::string::npos) << "what a person wrote stays as it is";
}

TEST_F(AskReport, RefusesOtherLanguagesBeforeAnyWork) {
    const auto asked = ask_in("fr");
    EXPECT_EQ(asked.status, 2);
    EXPECT_NE(asked.err.find("Reports are written in en or zh, not 'fr'."), std::string::npos) << asked.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "s.db"));
}

}  // namespace
}  // namespace reasonscope::test
