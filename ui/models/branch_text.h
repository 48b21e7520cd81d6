#pragma once
// What made a branch another run, in a few words.

#include <QString>

#include "store/records.h"

namespace reasonscope::ui {

/// "“ Let” 21 % instead of “ So”", "step #5 edited: “b is 6.”", "seed 17", "without layer 2: expert 3". `own` and `parent` tell what the row does not:
/// seeds, number formats and models; `parent` may be null.
QString branch_text(const BranchRow& branch, const RunSummary& own, const RunSummary* parent);

}  // namespace reasonscope::ui
