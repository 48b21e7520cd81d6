#pragma once
// Which runs stand beside a run, and which hang below it. Pure functions over a session's branches.

#include <span>
#include <vector>

#include "store/records.h"

namespace reasonscope {

/// The runs that `< 2/3 >` walks through, ascending: for a branch the run it left and all that left it at the same token; for another run
/// itself and the branches that left it. Never empty.
std::vector<RunId> siblings_of(std::span<const BranchRow> branches, RunId run);

/// `run` and everything that left it, at any depth.
std::vector<RunId> subtree_of(std::span<const BranchRow> branches, RunId run);

}  // namespace reasonscope
