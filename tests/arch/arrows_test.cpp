// Reads every #include of the project and holds it to the table of arrows.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/arch/arrows.h"
#include "tests/arch/sources.h"

namespace reasonscope::arch {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return text;
}

std::string file_text(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(std::string(REASONSCOPE_SOURCE_DIR "/") + path).rdbuf();
    return text.str();
}

std::set<std::string> names_in(const std::string& list) {
    static const std::regex name(R"([A-Za-z_/]+)");
    return {std::sregex_token_iterator(list.begin(), list.end(), name), std::sregex_token_iterator()};
}

TEST(Arrows, EveryIncludeFollowsAnArrow) {
    const auto sources = read_sources({"engine", "ui", "app", "cuda"});
    ASSERT_GT(sources.size(), 50u);
    EXPECT_EQ(joined(forbidden_includes(sources)), "");
}

TEST(Arrows, HaveNoCycle) {
    // Rooms whose arrows all lead to removed rooms are removed; a cycle is what remains.
    Arrows left = arrows();
    for (bool removed = true; removed;) {
        removed = std::erase_if(left, [&](const auto& room) {
                      return std::none_of(room.second.begin(), room.second.end(),
                                          [&](const auto& to) { return left.contains(to) && to != room.first; });
                  }) > 0;
    }
    std::vector<std::string> cycle;
    for (const auto& [room, targets] : left) cycle.push_back(room);
    EXPECT_EQ(joined(cycle), "");
}

TEST(Arrows, EveryFolderIsARoomOfTheTable) {
    for (const auto& entry : std::filesystem::directory_iterator(REASONSCOPE_SOURCE_DIR "/engine"))
        if (entry.is_directory()) EXPECT_TRUE(arrows().contains(entry.path().filename().string())) << entry.path();
    for (const auto& entry : std::filesystem::directory_iterator(REASONSCOPE_SOURCE_DIR "/ui"))
        if (entry.is_directory()) EXPECT_TRUE(arrows().contains("ui/" + entry.path().filename().string())) << entry.path();
}

TEST(Arrows, TheDocumentShowsTheSameTable) {
    static const std::regex line(R"(^    ([a-z/]+) +-> ([a-z/, ]+)$)", std::regex::multiline);
    const std::string document = file_text("docs/architecture.md");
    Arrows shown;
    for (std::sregex_iterator it(document.begin(), document.end(), line), end; it != end; ++it)
        shown[(*it)[1]] = names_in((*it)[2]);
    for (const auto& [room, targets] : arrows()) {
        if (targets.empty()) continue;
        EXPECT_EQ(shown[room], targets) << "docs/architecture.md, room " << room;
    }
    for (const auto& [room, targets] : shown) EXPECT_TRUE(arrows().contains(room)) << room;
}

TEST(Arrows, LibrariesLinkAlongTheArrows) {
    static const std::regex room(R"(reasonscope_room\(([a-z]+) DEPS ([a-z ]+))");
    const std::string rooms = file_text("engine/CMakeLists.txt");
    int seen = 0;
    for (std::sregex_iterator it(rooms.begin(), rooms.end(), room), end; it != end; ++it, ++seen)
        for (const auto& target : names_in((*it)[2]))
            EXPECT_TRUE(arrows().at((*it)[1]).contains(target)) << (*it)[1] << " links " << target;
    EXPECT_GT(seen, 8);
}

// The reader itself must be able to fail.
TEST(ForbiddenIncludes, FindsWhatIsForbidden) {
    const auto objections = [](const char* path, const char* text) {
        return forbidden_includes({make_source(path, text)}).size();
    };
    EXPECT_EQ(objections("engine/text/a.cpp", "#include \"model/model.h\"\n"), 1u);
    EXPECT_EQ(objections("engine/base/a.h", "#include \"text/tokenizer.h\"\n"), 1u);
    EXPECT_EQ(objections("engine/store/a.cpp", "  #  include <QString>\n#include <QtCore/QFile>\n"), 2u);
    EXPECT_EQ(objections("engine/store/a.cpp", "#include <ATen/ATen.h>\n"), 1u);
    EXPECT_EQ(objections("engine/model/a.h", "#include <ATen/ATen.h>\n"), 1u);
    EXPECT_EQ(objections("engine/model/a.h", "#include \"model/detail/decoder.h\"\n"), 1u);
    EXPECT_EQ(objections("ui/jobs/a.cpp", "#include <torch/torch.h>\n"), 1u);
    EXPECT_EQ(objections("ui/jobs/a.cpp", "#include \"generate/detail/x.h\"\n"), 1u);
    EXPECT_EQ(objections("ui/views/a.cpp", "#include \"ui/panels/p.h\"\n"), 1u);
    EXPECT_EQ(objections("ui/views/a.cpp", "#include \"app/cli/command.h\"\n"), 1u);
    EXPECT_EQ(objections("ui/unknown/a.cpp", "#include \"base/result.h\"\n"), 1u);
}

TEST(ForbiddenIncludes, LeavesWhatIsAllowed) {
    const auto objections = [](const char* path, const char* text) {
        return forbidden_includes({make_source(path, text)}).size();
    };
    EXPECT_EQ(objections("engine/model/a.cpp", "#include <ATen/ATen.h>\n#include \"model/detail/decoder.h\"\n"), 0u);
    EXPECT_EQ(objections("engine/model/detail/a.h", "#include <torch/csrc/autograd/autograd.h>\n"), 0u);
    EXPECT_EQ(objections("engine/reason/a.cpp", "#include <vector>\n#include \"text/problem.h\"\n"), 0u);
    EXPECT_EQ(objections("ui/views/a.cpp", "#include <QWidget>\n#include \"ui/geometry/layout.h\"\n"), 0u);
    EXPECT_EQ(objections("app/cli/ask.cpp", "#include \"pipeline/ask.h\"\n#include \"ui/print/pdf.h\"\n"), 0u);
    EXPECT_EQ(objections("engine/text/a.cpp", "// #include \"model/model.h\" would be wrong\n"), 0u);
}

}  // namespace
}  // namespace reasonscope::arch
