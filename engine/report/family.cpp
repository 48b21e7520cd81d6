#include "report/family.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/text.h"
#include "store/branch_family.h"

namespace reasonscope {
namespace {

const BranchRow* row_of(std::span<const BranchRow> branches, RunId run) {
    const auto found = std::ranges::find(branches, run, &BranchRow::run);
    return found == branches.end() ? nullptr : &*found;
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

std::string places_words(const KnockoutPlaces& places) {
    std::string text;
    for (const auto& [layer, expert] : places.experts) text += fmt::format("{}layer {} expert {}", text.empty() ? "" : ", ", layer, expert);
    for (const auto& [layer, head] : places.heads) text += fmt::format("{}layer {} head {}", text.empty() ? "" : ", ", layer, head);
    return places.experts.empty() ? text : text + fmt::format(" ({})", one_line(places.mode));
}

std::string branch_sentence(const BranchRow& branch) {
    const auto without = parse_without(branch.detail);
    const std::string out = without ? "without " + places_words(without->places) : std::string();
    if (!branch.parent) return "its parent run was removed" + (out.empty() ? out : "; written " + out);
    const bool said = without && (branch.kind == "knockout" || branch.kind == "settings");
    std::string what = said ? out : one_line(branch.kind);
    if (without && !said) what += ", " + out;
    return fmt::format("left run {} at token {}: {}", branch.parent->value, branch.position.value, what);
}

}  // namespace reasonscope
