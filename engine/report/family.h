#pragma once
// The runs that a report of branches is about.

#include <span>
#include <string>
#include <vector>

#include "report/report.h"
#include "store/knockout_record.h"
#include "store/records.h"

namespace reasonscope {

/// The other runs that `choice` adds to `run`, ascending. Siblings of a branch are its parent and what left that at the same token; those of
/// another run are the branches that left it.
std::vector<RunId> other_runs(std::span<const BranchRow> branches, RunId run, BranchChoice choice);

/// "layer 2 expert 3, layer 0 head 1 (reroute)".
std::string places_words(const Report& report, const KnockoutPlaces& places);

/// "left run 1 at token 40: another token", "left run 1 at token 40: without layer 2 expert 3 (reroute)".
std::string branch_sentence(const Report& report, const BranchRow& branch);

}  // namespace reasonscope
