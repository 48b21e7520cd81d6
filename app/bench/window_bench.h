#pragma once
// How the whole window keeps up: with a fast engine, and with a large session. Needs a QApplication.

#include <cstdint>

#include "base/result.h"

namespace reasonscope::bench {

struct StreamFigures {
    int tokens = 0;
    double tokens_per_second_sent = 0, tokens_per_second_kept = 0;  // by the scripted engine; until the window had shown the last one
    double frame_ms_p50 = 0, frame_ms_p95 = 0, frame_ms_most = 0;   // turns of the event loop in which something was painted
};

/// A scripted engine says `rate` tokens a second for `seconds` to a 1600 x 1000 window.
Result<StreamFigures> measure_stream(int rate, double seconds);

struct SessionFigures {
    std::int64_t bytes = 0;
    int runs = 0;
    double first_view_ms = 0, click_ms = 0;  // from opening to the run on show and painted; from a click to the filled inspector
};

/// A made-up session of at least `bytes` in a temporary folder, opened and clicked through. Medians.
Result<SessionFigures> measure_session(std::int64_t bytes);

}  // namespace reasonscope::bench
