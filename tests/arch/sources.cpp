#include "tests/arch/sources.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/arch/arrows.h"

namespace reasonscope::arch {
namespace {

bool starts_with_any(const std::string& text, std::initializer_list<const char*> prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const char* p) { return text.starts_with(p); });
}

// The first `count` folders of a path, or empty when the path is not that deep.
std::string head(const std::string& path, int count) {
    std::size_t end = 0;
    for (; count > 0; --count) {
        end = path.find('/', end);
        if (end == std::string::npos) return {};
        ++end;
    }
    return path.substr(0, end - 1);
}

// Why `source` may not include `include`; empty when it may.
std::string objection(const Source& source, const std::string& include) {
    const std::string room = room_of_path(source.path);
    const bool engine = source.path.starts_with("engine/") || source.path.starts_with("cuda/");
    const bool ui = source.path.starts_with("ui/");
    if (engine && is_qt(include)) return "the engine never sees Qt";
    if (is_torch(include)) {
        if (ui || source.path.starts_with("app/")) return "the window and the command line never see torch";
        if (!torch_rooms().contains(room)) return "torch stays in model, generate, explain and train";
        if (source.is_header() && !source.in_detail()) return "a public header never pulls torch";
        return {};
    }
    if (include.find("/detail/") != std::string::npos) {
        if (ui || source.path.starts_with("app/")) return "detail/ is not for the window or the command line";
        if (engine && source.is_header() && !source.in_detail()) return "a public header never pulls detail/";
    }
    const std::string target = room_of_include(include);
    if (target.empty() || target == room || room == "app") return {};
    const auto found = arrows().find(room);
    if (found == arrows().end()) return "the room '" + room + "' is not in the table of arrows";
    if (!found->second.contains(target)) return "no arrow from " + room + " to " + target;
    return {};
}

}  // namespace

std::size_t Source::lines() const { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

Source make_source(std::string path, std::string text) {
    static const std::regex directive(R"(^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"])", std::regex::multiline);
    Source source{std::move(path), std::move(text), {}};
    for (std::sregex_iterator it(source.text.begin(), source.text.end(), directive), end; it != end; ++it)
        source.includes.push_back((*it)[1]);
    return source;
}

std::vector<Source> read_sources(const std::vector<std::string>& folders) {
    namespace fs = std::filesystem;
    const fs::path root = REASONSCOPE_SOURCE_DIR;
    std::vector<Source> sources;
    for (const auto& folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".h" && extension != ".cpp" && extension != ".cu") continue;
            std::ostringstream text;
            text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
            sources.push_back(make_source(fs::relative(entry.path(), root).generic_string(), text.str()));
        }
    }
    std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return sources;
}

std::string room_of_path(const std::string& path) {
    if (path.starts_with("engine/")) {
        const std::string folder = head(path, 2);
        return folder.empty() ? folder : folder.substr(7);
    }
    return path.starts_with("ui/") ? head(path, 2) : head(path, 1);
}

std::string room_of_include(const std::string& include) {
    const std::string room = include.starts_with("ui/") ? head(include, 2) : head(include, 1);
    return arrows().contains(room) || room == "app" ? room : std::string();
}

bool is_torch(const std::string& include) {
    return starts_with_any(include, {"torch/", "ATen/", "c10/", "caffe2/"});
}

bool is_qt(const std::string& include) {
    static const std::regex qt(R"((Qt?[A-Z][A-Za-z0-9]*|Qt|qt[a-z]+\.h|qcustomplot\.h)(/.*)?)");
    return std::regex_match(include, qt);
}

std::vector<std::string> forbidden_includes(const std::vector<Source>& sources) {
    std::vector<std::string> found;
    for (const Source& source : sources)
        for (const std::string& include : source.includes)
            if (const std::string why = objection(source, include); !why.empty())
                found.push_back(source.path + " includes " + include + ": " + why);
    return found;
}

}  // namespace reasonscope::arch
