#pragma once
// How the readers of this room give up: thrown inside the room only, turned into an Error at its edge.

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace reasonscope::text {

/// what(): the reason, a clause without a closing full stop.
struct Refusal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

template <class... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> text, Args&&... args) {
    throw Refusal(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace reasonscope::text
