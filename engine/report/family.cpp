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

std::string branch_sentence(const BranchRow& branch) {
    if (!branch.parent) return "its parent run was removed";
    return fmt::format("left run {} at token {}: {}", branch.parent->value, branch.position.value, one_line(branch.kind));
}

}  // namespace reasonscope
