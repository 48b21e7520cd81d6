#include "reason/step.h"

#include <algorithm>

namespace reasonscope {
namespace {

constexpr std::array<std::string_view, 3> kSourceNames = {"prompt", "thinking", "answer"};

/// The enum value whose name stands at the same place in `names`.
template <class Enum, class Names>
std::optional<Enum> parse(const Names& names, std::string_view text) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::optional<StepClass> parse_step_class(std::string_view text) { return parse<StepClass>(kStepClassNames, text); }

std::string_view name(StepSource source) { return kSourceNames[static_cast<std::size_t>(source)]; }

std::optional<StepSource> parse_step_source(std::string_view text) { return parse<StepSource>(kSourceNames, text); }

}  // namespace reasonscope
