#include "report/family.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/text.h"

namespace reasonscope {
namespace {

const BranchRow* row_of(std::span<const BranchRow> branches, RunId run) {
    const auto found = std::ranges::find(branches, run, &BranchRow::run);
    return found == branches.end() ? nullptr : &*found;
}

}  // namespace

std::vector<RunId> other_runs(std::span<const BranchRow> branches, RunId run, BranchChoice choice) {
    std::set<RunId> found;
    const BranchRow* own = row_of(branches, run);
    if (choice == BranchChoice::Siblings) {
        const bool left = own != nullptr && own->parent.has_value();
        if (left) found.insert(*own->parent);
        for (const BranchRow& branch : branches)
            if (branch.parent && (left ? *branch.parent == *own->parent && branch.position == own->position : *branch.parent == run)) found.insert(branch.run);
    } else if (choice == BranchChoice::Family) {
        RunId first = run;
        for (const BranchRow* at = own; at != nullptr && at->parent; at = row_of(branches, first)) first = *at->parent;
        found.insert(first);
        for (bool more = true; more;) {
            more = false;
            for (const BranchRow& branch : branches)
                if (branch.parent && found.contains(*branch.parent)) more |= found.insert(branch.run).second;
        }
    }
    found.erase(run);
    return {found.begin(), found.end()};
}

std::string branch_sentence(const BranchRow& branch) {
    if (!branch.parent) return "its parent run was removed";
    return fmt::format("left run {} at token {}: {}", branch.parent->value, branch.position.value, one_line(branch.kind));
}

}  // namespace reasonscope
