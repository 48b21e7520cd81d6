#pragma once
// How the real canvas keeps up with long reasoning, painted by the software rasteriser.

#include "base/result.h"

namespace reasonscope::bench {

struct CanvasFigures {
    int steps = 0;
    double layout_ms = 0;              // set_graph() of the decision tree, without painting
    double fps_fit = 0, fps_zoomed = 0;  // everything in sight; around 100 %
    double fps_matrix = 0;             // the step x step matrix, everything in sight
};

/// Medians over pans and zooms of a 1600 x 1000 canvas with `steps` steps. Needs a QApplication.
CanvasFigures measure_canvas(int steps);

}  // namespace reasonscope::bench
