#pragma once

#include <chrono>
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

/// Of work that began when this was made and goes on as it went so far.
class Pace {
public:
    /// Negative (unknown) as long as nothing is done.
    [[nodiscard]] double seconds_left(double fraction) const {
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began_;
        return fraction > 0 ? taken.count() * (1 - fraction) / fraction : -1.0;
    }

private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace reasonscope
