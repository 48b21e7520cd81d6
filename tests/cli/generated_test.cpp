// The man page and the bash completion against the options that the program really has.

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "tests/support/run_program.h"

namespace reasonscope::test {
namespace {

std::string help(std::vector<std::string> path) {
    path.insert(path.begin(), REASONSCOPE_BINARY);
    path.push_back("--help");
    const auto done = run_program(path);
    EXPECT_EQ(done.status, 0) << done.err;
    return done.out;
}

std::set<std::string> found(const std::string& text, const std::regex& what) {
    std::set<std::string> all;
    for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at) all.insert((*at)[1]);
    return all;
}

/// Every path of subcommands with the long options that its help names.
void walk(const std::vector<std::string>& path, std::vector<std::pair<std::vector<std::string>, std::set<std::string>>>& all) {
    const std::string text = help(path);
    const auto subcommands = text.find("Subcommands:");
    all.emplace_back(path, found(text.substr(0, subcommands), std::regex(R"(\n  (?:-[A-Za-z],)?(--[a-z][a-z0-9-]*))")));
    if (subcommands == std::string::npos) return;
    for (const auto& name : found(text.substr(subcommands), std::regex(R"(\n  ([a-z][a-z-]*) )"))) {
        auto longer = path;
        longer.push_back(name);
        walk(longer, all);
    }
}

using Paths = std::vector<std::pair<std::vector<std::string>, std::set<std::string>>>;

const Paths& everything() {
    static const Paths all = [] {
        Paths found;
        walk({}, found);
        return found;
    }();
    return all;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string generated(const char* what) {
    const auto done = run_program({REASONSCOPE_BINARY, "generate", what});
    EXPECT_EQ(done.status, 0) << done.err;
    return done.out;
}

/// What bash offers after `line`; the last word is being typed.
std::set<std::string> completed(const std::string& line) {
    static const std::string script = generated("bash-completion");
    const auto done = run_program({"/bin/bash", "-c", script + "\nCOMP_WORDS=(" + line + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _reasonscope 2>/dev/null; "
                                                      "printf '%s\\n' \"${COMPREPLY[@]}\""});
    EXPECT_EQ(done.status, 0) << done.err;
    return found(done.out, std::regex("(.+)\n"));
}

TEST(Generated, TheManPageHasEverySubcommandAndOption) {
    std::string page = generated("man");
    for (std::size_t at = 0; (at = page.find("\\-", at)) != std::string::npos; ++at) page.erase(at, 1);
    const Paths& all = everything();
    ASSERT_GT(all.size(), 20u);
    for (const auto& [path, options] : all) {
        const std::string heading = ".SS " + joined(path) + "\n";
        const auto begin = path.empty() ? page.find(".SH OPTIONS") : page.find(heading);
        ASSERT_NE(begin, std::string::npos) << heading;
        const std::string section = page.substr(begin, std::min(page.find(".SS ", begin + 4), page.find(".SH ", begin + 4)) - begin);
        for (const auto& option : options) EXPECT_NE(section.find(option + "\\fR"), std::string::npos) << joined(path) << " " << option;
    }
}

TEST(Generated, TheManPageIsReadByMan) {
    const auto done = run_program({"/bin/bash", "-c", std::string("'") + REASONSCOPE_BINARY + "' generate man | LC_ALL=C.UTF-8 MANROFFSEQ= man --warnings -E UTF-8 -l -Tutf8 - 2>&1 >/dev/null"});
    if (done.status == 127 || done.out.find("command not found") != std::string::npos) GTEST_SKIP() << "man is not installed";
    EXPECT_EQ(done.out, "");
}

TEST(Generated, CompletionOffersWhatHelpNames) {
    const Paths& all = everything();
    for (const auto& [path, options] : all) {
        const auto offered = completed("reasonscope " + joined(path) + " --");
        for (const auto& option : options) EXPECT_TRUE(offered.contains(option)) << joined(path) << " " << option;
        EXPECT_EQ(offered.size(), options.size()) << joined(path);
    }
}

TEST(Generated, CompletionKnowsWordsAndLeavesValuesToFiles) {
    EXPECT_EQ(completed("reasonscope sess"), (std::set<std::string>{"sessions"}));
    EXPECT_TRUE(completed("reasonscope sessions ''").contains("query"));
    EXPECT_FALSE(completed("reasonscope ''").contains("generate"));
    EXPECT_TRUE(completed("reasonscope ask --session ''").empty());
}

}  // namespace
}  // namespace reasonscope::test
