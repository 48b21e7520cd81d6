#pragma once
// The edge of every room that runs the decoder: what libtorch throws becomes an error. Private to model, generate, explain and train.

#include <exception>
#include <string_view>

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include "base/result.h"

namespace reasonscope::detail {

/// Thrown through a forward pass when a stop is requested, so that cancel takes effect within one layer.
struct Stopped {};

inline constexpr std::string_view kCouldNotRun = "The model could not run";

/// Runs `work` without gradients; Stopped becomes Cancelled, any other exception a Failure that begins with `what`.
template <class Value, class Work>
Result<Value> guarded(std::string_view what, const Work& work) {
    try {
        const c10::InferenceMode no_gradients;
        return work();
    } catch (const Stopped&) {
        return cancelled();
    } catch (const c10::Error& problem) {  // the lines after the first are a C++ stack that helps nobody
        const std::string_view text = problem.what_without_backtrace();
        return failure("{}: {}.", what, text.substr(0, text.find('\n')));
    } catch (const std::exception& problem) {
        return failure("{}: {}.", what, problem.what());
    }
}

}  // namespace reasonscope::detail
