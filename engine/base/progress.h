#pragma once

#include <functional>
#include <string>

namespace reasonscope {

/// What a long job says while it runs. `fraction` in [0,1], negative when unknown.
struct Progress {
    double fraction = -1.0;
    double seconds_left = -1.0;  // negative when unknown
    std::string what;            // "Loading weights", "Tracing step 4 of 9"
};
using ProgressFn = std::function<void(const Progress&)>;

}  // namespace reasonscope
