#pragma once
// The window's side of `reasonscope bench`.

#include <cstdint>

#include "base/result.h"

namespace reasonscope::cli {

struct UiBenchOptions {
    int steps = 100'000;
    std::int64_t session_bytes = 0;  // 0: no session is measured
    bool wanted = false, json = false;
};

/// Measures the window without a display and prints the figures.
Status bench_ui(const UiBenchOptions& options);

}  // namespace reasonscope::cli
