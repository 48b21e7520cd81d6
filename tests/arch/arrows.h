#pragma once
// The house's arrows: which room may include which. This is the table of docs/architecture.md as data; a test holds
// the two together.

#include <map>
#include <set>
#include <string>

namespace reasonscope::arch {

using Arrows = std::map<std::string, std::set<std::string>>;

/// Room -> the rooms it may include, itself aside.
inline const Arrows& arrows() {
    static const Arrows table{
        {"base", {}},
        {"text", {"base"}},
        {"trace", {"base"}},
        {"cuda", {"base"}},
        {"model", {"base", "trace", "cuda"}},
        {"generate", {"base", "text", "model", "trace"}},
        {"reason", {"base", "text", "trace"}},
        {"explain", {"base", "text", "model", "generate", "trace", "reason"}},
        {"store", {"base", "trace", "reason"}},
        {"maths", {"base"}},
        {"report", {"base", "text", "maths", "reason", "store"}},
        {"pipeline", {"base", "text", "model", "generate", "trace", "reason", "explain", "store"}},
        {"evaluate", {"base", "text", "generate", "trace", "reason", "explain", "store", "pipeline", "train"}},
        {"train", {"base", "text", "model"}},
        {"ui/theme", {"base"}},
        {"ui/selection", {"base"}},
        {"ui/geometry", {"base"}},
        {"ui/models", {"base", "reason", "store"}},
        {"ui/formula", {"base", "maths"}},
        {"ui/print", {"base", "maths", "report", "ui/formula"}},
        {"ui/jobs", {"base", "generate", "explain", "store", "report", "pipeline", "evaluate"}},
        {"ui/views", {"base", "maths", "ui/formula", "ui/geometry", "ui/models", "ui/selection", "ui/theme"}},
        {"ui/panels", {"base", "ui/views", "ui/models", "ui/selection", "ui/theme", "ui/jobs"}},
        {"ui/shell", {"base", "ui/panels", "ui/print", "ui/selection", "ui/theme", "ui/jobs"}},
    };
    return table;
}

/// Rooms whose .cpp files and detail/ headers may include torch.
inline const std::set<std::string>& torch_rooms() {
    static const std::set<std::string> rooms{"model", "generate", "explain", "train"};
    return rooms;
}

}  // namespace reasonscope::arch
