#pragma once
// Errors as values. Every fallible engine function returns Result<T>; nothing throws across a room's edge.

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include <fmt/format.h>

namespace reasonscope {

enum class ErrorKind {
    BadInput,   // the person or a file gave something unusable: exit status 2
    Failure,    // something failed although the input was fine: exit status 1
    Cancelled,  // a stop was requested
};

/// One clear sentence for a person: what is wrong, where, and what to do.
struct Error {
    ErrorKind kind = ErrorKind::Failure;
    std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

template <class... Args>
tl::unexpected<Error> bad_input(fmt::format_string<Args...> text, Args&&... args) {
    return tl::unexpected(Error{ErrorKind::BadInput, fmt::format(text, std::forward<Args>(args)...)});
}

template <class... Args>
tl::unexpected<Error> failure(fmt::format_string<Args...> text, Args&&... args) {
    return tl::unexpected(Error{ErrorKind::Failure, fmt::format(text, std::forward<Args>(args)...)});
}

inline tl::unexpected<Error> cancelled() { return tl::unexpected(Error{ErrorKind::Cancelled, "Cancelled."}); }

}  // namespace reasonscope
