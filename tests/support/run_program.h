#pragma once
// Runs a program to its end and keeps what it said. Header-only, so that any test program can use it.

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reasonscope::test {

struct Finished {
    int status = -1;  // exit status; 128 + signal when a signal ended it
    std::string out, err;
};

namespace detail {

/// Feeds `input` and reads both outputs until the program has closed them.
inline void exchange(std::string_view input, int in, int out, int err, Finished& result) {
    ::fcntl(in, F_SETFL, O_NONBLOCK);
    std::array<char, 1 << 16> buffer;
    while (out >= 0 || err >= 0) {
        std::array<pollfd, 3> waits{{{in, POLLOUT, 0}, {out, POLLIN, 0}, {err, POLLIN, 0}}};
        if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) break;
        if (in >= 0 && waits[0].revents != 0) {
            const ssize_t n = input.empty() ? 0 : ::write(in, input.data(), input.size());
            if (n > 0) input.remove_prefix(static_cast<std::size_t>(n));
            if (input.empty() || (n < 0 && errno != EAGAIN)) ::close(std::exchange(in, -1));
        }
        const auto drain = [&](int& fd, short ready, std::string& text) {
            if (fd < 0 || ready == 0) return;
            const ssize_t n = ::read(fd, buffer.data(), buffer.size());
            if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
            if (n == 0 || (n < 0 && errno != EINTR)) ::close(std::exchange(fd, -1));
        };
        drain(out, waits[1].revents, result.out);
        drain(err, waits[2].revents, result.err);
    }
    if (in >= 0) ::close(in);
}

}  // namespace detail

/// Runs `command` (command[0] is the program's path) with `input` on stdin.
inline Finished run_program(const std::vector<std::string>& command, std::string_view input = {}) {
    std::signal(SIGPIPE, SIG_IGN);
    int in[2], out[2], err[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) std::abort();
    std::vector<char*> arguments;
    for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGPIPE, SIG_DFL);
        ::dup2(in[0], 0);
        ::dup2(out[1], 1);
        ::dup2(err[1], 2);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    ::close(err[1]);
    Finished result;
    detail::exchange(input, in[1], out[0], err[0], result);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    result.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return result;
}

}  // namespace reasonscope::test
