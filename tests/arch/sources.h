#pragma once
// The project's sources as the architecture tests see them: path, room, includes, text.

#include <string>
#include <vector>

namespace reasonscope::arch {

struct Source {
    std::string path;                   // from the repository's root, "engine/text/tokenizer.h"
    std::string text;
    std::vector<std::string> includes;  // as written between the quotes or angle brackets
    [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
    [[nodiscard]] bool in_detail() const { return path.find("/detail/") != std::string::npos; }
    [[nodiscard]] std::size_t lines() const;
};

/// A source from its path and text.
Source make_source(std::string path, std::string text);

/// Every .h, .cpp and .cu file below the named folders of the repository.
std::vector<Source> read_sources(const std::vector<std::string>& folders);

/// "text" for "engine/text/x.h", "ui/views" for "ui/views/y.h", "app", "cuda" or "tests"; empty for other paths.
std::string room_of_path(const std::string& path);

/// The room that an include names: "text" for "text/x.h", "ui/views" for "ui/views/y.h"; empty when it is none.
std::string room_of_include(const std::string& include);

bool is_torch(const std::string& include);
bool is_qt(const std::string& include);

/// One line for every include that the arrows, or the rules about torch, Qt and detail/ folders, forbid.
std::vector<std::string> forbidden_includes(const std::vector<Source>& sources);

}  // namespace reasonscope::arch
