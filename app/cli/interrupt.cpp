#include "app/cli/interrupt.h"

#include <csignal>
#include <ctime>

namespace reasonscope::cli {
namespace {

sigset_t watched() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

}  // namespace

Interrupt::Interrupt() {
    const sigset_t set = watched();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    watcher_ = std::jthread([this, set](const std::stop_token& ended) {
        constexpr timespec kTick{0, 50'000'000};
        while (!ended.stop_requested()) {
            if (sigtimedwait(&set, nullptr, &kTick) < 0) continue;
            if (source_.stop_requested()) std::_Exit(130);  // the second one: the person means it
            source_.request_stop();
        }
    });
}

Interrupt::~Interrupt() {
    watcher_.request_stop();
    watcher_.join();
    const sigset_t set = watched();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace reasonscope::cli
