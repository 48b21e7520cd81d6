#pragma once
// Ctrl-C for long subcommands: the first one asks the work to stop and keep what it has, a second one ends the program.

#include <stop_token>
#include <thread>

namespace reasonscope::cli {

/// While it lives, SIGINT and SIGTERM request a stop on token(). Make it before other threads start: they inherit the blocked signals.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    std::stop_source source_;
    std::jthread watcher_;
};

}  // namespace reasonscope::cli
