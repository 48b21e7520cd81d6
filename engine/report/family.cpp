#include "report/family.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/text.h"
#include "store/branch_family.h"

namespace reasonscope {
namespace {

const BranchRow* row_of(std::span<const BranchRow> branches, RunId run) {
    const auto found = std::ranges::find(branches, run, &BranchRow::run);
    return found == branches.end() ? nullptr : &*found;
}

/// What each kind of pipeline/branch.h did, in words.
std::string kind_words(const std::string& kind) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kWords = {{{"alternative", "another token"},
                                                                                             {"edit", "a step rewritten"},
                                                                                             {"insert", "a step put in"},
                                                                                             {"delete", "a step taken out"},
                                                                                             {"regenerate", "another seed"},
                                                                                             {"force", "words given"},
                                                                                             {"ban", "words forbidden"},
                                                                                             {"answer", "thinking stopped"},
                                                                                             {"drop-thinking", "earlier thinking dropped"},
                                                                                             {"settings", "other settings, parts or model"}}};
    const auto* found = std::ranges::find(kWords, kind, &std::pair<std::string_view, std::string_view>::first);
    return found == kWords.end() ? one_line(kind) : std::string(found->second);
}

}  // namespace

std::vector<RunId> other_runs(std::span<const BranchRow> branches, RunId run, BranchChoice choice) {
    std::vector<RunId> found;
    if (choice == BranchChoice::Siblings) {
        found = siblings_of(branches, run);
    } else if (choice == BranchChoice::Family) {
        RunId first = run;
        for (const BranchRow* at = row_of(branches, run); at != nullptr && at->parent; at = row_of(branches, first)) first = *at->parent;
        found = subtree_of(branches, first);
        std::ranges::sort(found);
    }
    std::erase(found, run);
    return found;
}

std::string places_words(const Report& report, const KnockoutPlaces& places) {
    std::string text;
    for (const auto& [layer, expert] : places.experts) text += (text.empty() ? "" : report.say(", ")) + report.say("layer {} expert {}", layer, expert);
    for (const auto& [layer, head] : places.heads) text += (text.empty() ? "" : report.say(", ")) + report.say("layer {} head {}", layer, head);
    return places.experts.empty() ? text : text + fmt::format(" ({})", one_line(places.mode));
}

std::string branch_sentence(const Report& report, const BranchRow& branch) {
    const auto without = parse_without(branch.detail);
    const std::string out = without ? report.say("without {}", places_words(report, without->places)) : std::string();
    if (!branch.parent) return report.say("its parent run was removed") + (out.empty() ? out : report.say(", ") + out);
    const bool said = without && (branch.kind == "knockout" || branch.kind == "settings");
    std::string what = said ? out : report.word(kind_words(branch.kind));
    if (without && !said) what += report.say(", ") + out;
    return report.say("left run {} at token {}: {}", branch.parent->value, branch.position.value, what);
}

}  // namespace reasonscope
