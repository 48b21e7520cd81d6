#include "reason/step.h"

#include <algorithm>

namespace reasonscope {
namespace {

constexpr std::array<std::string_view, 3> kSourceNames = {"prompt", "thinking", "answer"};
constexpr std::array<std::string_view, 4> kJudgeNames = {"", "rules", "classifier", "labels"};

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

std::string_view name(StepJudge judge) { return kJudgeNames[static_cast<std::size_t>(judge)]; }

std::optional<StepJudge> parse_step_judge(std::string_view text) { return parse<StepJudge>(kJudgeNames, text); }

int step_at(std::span<const Step> steps, TokenPos at) {
    const auto after = std::ranges::upper_bound(steps, at, {}, &Step::first);
    if (after == steps.begin()) return -1;
    const auto step = std::prev(after);
    return at < step->last ? static_cast<int>(step - steps.begin()) : -1;
}

}  // namespace reasonscope
