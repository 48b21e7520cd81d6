#include "store/branch_family.h"

#include <algorithm>

namespace reasonscope {

std::vector<RunId> siblings_of(std::span<const BranchRow> branches, RunId run) {
    const auto own = std::ranges::find(branches, run, &BranchRow::run);
    const bool left = own != branches.end() && own->parent;
    const RunId parent = left ? *own->parent : run;
    std::vector<RunId> family{parent};
    for (const BranchRow& branch : branches)
        if (branch.parent == parent && (!left || branch.position == own->position)) family.push_back(branch.run);
    std::ranges::sort(family);
    return family;
}

std::vector<RunId> subtree_of(std::span<const BranchRow> branches, RunId run) {
    std::vector<RunId> below{run};
    for (std::size_t i = 0; i < below.size(); ++i)
        for (const BranchRow& branch : branches)
            if (branch.parent == below[i]) below.push_back(branch.run);
    return below;
}

}  // namespace reasonscope
