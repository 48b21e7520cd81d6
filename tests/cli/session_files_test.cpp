// `reasonscope sessions` on files that are no session: one sentence on stderr, exit status 2, nothing on stdout, nothing changed.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace reasonscope::test {
namespace {

namespace fs = std::filesystem;

/// An SQLite database of one empty page with the two numbers that make it ours.
std::string empty_database(std::uint32_t application_id, std::uint32_t user_version) {
    std::string page(4096, '\0');
    const auto number = [&](std::size_t at, std::uint32_t value) {
        for (std::size_t i = 0; i < 4; ++i) page[at + i] = static_cast<char>(value >> (24 - 8 * i));
    };
    page.replace(0, 16, std::string("SQLite format 3\0", 16));
    page[16] = 0x10;               // page size 4096
    page[18] = page[19] = 1;       // rollback journal
    page[21] = 64, page[22] = page[23] = 32;
    number(24, 1), number(28, 1);  // change counter, pages
    number(44, 4), number(56, 1);  // schema format, UTF-8
    number(60, user_version), number(68, application_id);
    number(92, 1), number(96, 3040001);
    page[100] = 0x0D;              // an empty leaf whose content begins at the page's end
    page[105] = 0x10;
    return page;
}

constexpr std::uint32_t kOurs = 0x52534350;

Finished sessions(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {REASONSCOPE_BINARY, "sessions"});
    return run_program(arguments);
}

void expect_refused(const fs::path& file, std::string_view words) {
    for (const char* command : {"list", "show", "check"}) {
        const auto done = sessions({command, file.string()});
        EXPECT_EQ(done.status, 2) << command << ": " << done.err;
        EXPECT_EQ(done.out, "") << command;
        EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
        EXPECT_TRUE(done.err.starts_with("reasonscope: ")) << done.err;
        EXPECT_NE(done.err.find(words), std::string::npos) << done.err;
    }
    EXPECT_EQ(sessions({"search", file.string(), "word"}).status, 2);
}

TEST(SessionFiles, AreRefusedInOneSentence) {
    const TempFolder folder;
    expect_refused(folder / "missing.db", "There is no session");
    expect_refused(folder.path(), "is a folder");
    expect_refused(folder.write("letter.txt", std::string(500, 'a')), "not a Reasonscope session");
    expect_refused(folder.write("empty.db", ""), "no session yet");
    expect_refused(folder.write("newer.db", empty_database(kOurs, 9)),
                   "was written by a newer Reasonscope (format 9; this one reads up to 3): update the program");
    expect_refused(folder.write("other.db", empty_database(7, 0)), "another program");
    expect_refused(folder.write("hollow.db", empty_database(kOurs, 3)), "is damaged");
    expect_refused(folder.write("torn.db", empty_database(kOurs, 3).substr(0, 700)), "torn.db");
    EXPECT_FALSE(fs::exists(folder / "missing.db"));
    EXPECT_EQ(*read_file(folder / "newer.db"), empty_database(kOurs, 9));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 6);
}

TEST(SessionFiles, AskRefusesThemToo) {
    if (!fs::exists(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini/config.json")) GTEST_SKIP() << "the bundled model is not there";
    const TempFolder folder;
    const auto newer = folder.write("newer.db", empty_database(kOurs, 9));
    const auto letter = folder.write("letter.txt", std::string(500, 'a'));
    for (const auto& file : {newer, letter, folder / "no/folder.db", folder.path()}) {
        const auto before = fs::is_regular_file(file) ? *read_file(file) : "";
        const auto done = run_program({REASONSCOPE_BINARY, "ask", "x = 4. What is x?", "--session", file.string()});
        EXPECT_EQ(done.status, 2) << done.err;
        EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
        EXPECT_EQ(fs::is_regular_file(file) ? *read_file(file) : "", before);
    }
}

TEST(SessionFiles, ADamagedSessionIsFoundAndNeverCrashes) {
    if (!fs::exists(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini/config.json")) GTEST_SKIP() << "the bundled model is not there";
    const TempFolder folder;
    const auto file = folder / "s.db";
    const auto asked = run_program({REASONSCOPE_BINARY, "ask", "x = 4. y = x + 7. What is y?", "--session", file.string()});
    ASSERT_EQ(asked.status, 0) << asked.err;
    EXPECT_EQ(sessions({"check", file.string()}).out, "Clean.\n");
    const auto good = *read_file(file);
    std::mt19937 random(4);
    int found = 0;
    for (int i = 0; i < 20; ++i) {
        auto bad = good;
        if (i % 2 == 0)
            bad.resize(good.size() / 20 * static_cast<std::size_t>(i));
        else
            for (int k = 0; k < 200; ++k) bad[random() % bad.size()] = static_cast<char>(random());
        const auto copy = folder.write("bad.db", bad);
        const auto checked = sessions({"check", copy.string()});
        EXPECT_TRUE(checked.status >= 0 && checked.status <= 2) << checked.status << checked.err;
        if (checked.status != 0) {
            ++found;
            EXPECT_EQ(std::count(checked.err.begin(), checked.err.end(), '\n'), 1) << checked.err;
        }
        EXPECT_EQ(checked.status == 2, checked.out.empty()) << checked.out;
        EXPECT_LE(sessions({"show", copy.string()}).status, 2);
    }
    EXPECT_GE(found, 15);
}

}  // namespace
}  // namespace reasonscope::test
