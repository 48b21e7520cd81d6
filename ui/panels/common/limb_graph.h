#pragma once
// The family of a run in its decision tree: limbs of other runs, and one branch hoisted. Pure functions.

#include <set>

#include "ui/models/limbs.h"
#include "ui/models/run_document.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

/// Steps of a limb that are drawn before the others fold into one card.
inline constexpr std::size_t kLimbBegin = 4, kLimbEnd = 1;

/// Hangs the limbs of `tree` onto the drawing of its run: a head with what was changed and the answer, then the steps; those of limbs that are
/// not in `opened` fold in the middle. With `hoisted`, only runs at and below it. Marks the run's own steps with their difference.
void add_limbs(CanvasGraph& graph, const RunDocument& document, const LimbTree& tree, const std::set<RunId>& opened, std::optional<RunId> hoisted);

/// Leaves out the steps that the shown run shares with the run that `hoisted` left: those that end before the fork.
void hoist(CanvasGraph& graph, const RunDocument& document, const LimbTree& tree, RunId hoisted);

}  // namespace reasonscope::ui
