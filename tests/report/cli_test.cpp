// `reasonscope report` as a person types it.

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "support.h"

namespace reasonscope {
namespace {

struct Outcome {
    int status = -1;
    std::string errors;
};

Outcome run_report(const std::string& arguments) {
    Outcome outcome;
    FILE* pipe = popen(("env -u DISPLAY -u WAYLAND_DISPLAY '" REASONSCOPE_BINARY "' report " + arguments + " 2>&1").c_str(), "r");
    std::array<char, 512> part{};
    while (fgets(part.data(), static_cast<int>(part.size()), pipe)) outcome.errors += part.data();
    outcome.status = WEXITSTATUS(pclose(pipe));
    return outcome;
}

class ReportCommand : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(REASONSCOPE_BINARY)) GTEST_SKIP() << "the program is not built";
        const auto writer = SessionWriter::open(folder_ / "s.db");
        ASSERT_TRUE(writer);
        ASSERT_TRUE(sample::write(**writer, sample::variable_chain()));
        ASSERT_TRUE(sample::write(**writer, sample::chinese_latex()));
    }
    [[nodiscard]] std::string path(const char* name) const { return "'" + (folder_ / name).string() + "'"; }
    [[nodiscard]] bool holds(const char* name, const std::string& words) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {}).find(words) != std::string::npos;
    }
    TempFolder folder_;
};

TEST_F(ReportCommand, WritesTheLastRunInSeveralFormats) {
    const Outcome outcome = run_report("--session " + path("s.db") + " " + path("r.html") + " " + path("r.md") + " " + path("r.json") + " " + path("r.dot") + " " + path("r.csv"));
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    for (const char* name : {"r.html", "r.md", "r.json", "r.dot", "r.csv"}) EXPECT_TRUE(holds(name, "sqrt{16}")) << name;
}

TEST_F(ReportCommand, WritesTheRunThatWasAskedFor) {
    EXPECT_EQ(run_report("--session " + path("s.db") + " --run 1 " + path("r.md")).status, 0);
    EXPECT_TRUE(holds("r.md", "What is z?"));
}

TEST_F(ReportCommand, RefusesBadInputInOneSentenceAndWritesNothing) {
    const std::string good = path("good.md");
    const std::array<std::string, 4> bad = {"--session " + path("s.db") + " " + good + " " + path("r.docx"), "--session " + path("none.db") + " " + good,
                                            "--session " + path("s.db") + " --run 99 " + good, good};
    for (const std::string& arguments : bad) {
        const Outcome outcome = run_report(arguments);
        EXPECT_EQ(outcome.status, 2) << arguments << "\n" << outcome.errors;
        EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
        EXPECT_FALSE(std::filesystem::exists(folder_ / "good.md")) << arguments;
    }
}

TEST_F(ReportCommand, SaysWhenAFileCannotBeWritten) {
    const Outcome outcome = run_report("--session " + path("s.db") + " " + path("missing/r.html"));
    EXPECT_NE(outcome.status, 0);
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
}

}  // namespace
}  // namespace reasonscope
