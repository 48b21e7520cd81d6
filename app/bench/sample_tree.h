#pragma once
// Made-up drawings of any size that look like long reasoning. The same size gives the same drawing.

#include "ui/views/data.h"

namespace reasonscope::bench {

/// `steps` steps: facts, a path with explored branches, ghosts at about a sixth of the steps, two to three edges a step, most of them
/// to the step before, the others to anywhere earlier.
ui::CanvasGraph sample_tree(int steps);

}  // namespace reasonscope::bench
