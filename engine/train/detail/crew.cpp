#include "train/detail/crew.h"

namespace reasonscope::detail {

Crew::Crew(int size) {
    for (int i = 0; i < size; ++i) threads_.emplace_back([this, i] { work(i); });
}

Crew::~Crew() {
    {
        const std::lock_guard lock(mutex_);
        quit_ = true;
    }
    wake_.notify_all();
    for (auto& t : threads_) t.join();
}

void Crew::run(const std::function<void(int)>& job) {
    std::unique_lock lock(mutex_);
    job_ = &job;
    running_ = size();
    ++round_;
    wake_.notify_all();
    done_.wait(lock, [&] { return running_ == 0; });
    job_ = nullptr;
    if (problem_) std::rethrow_exception(std::exchange(problem_, nullptr));
}

void Crew::work(int worker) {
    std::uint64_t seen = 0;
    for (;;) {
        const std::function<void(int)>* job = nullptr;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return quit_ || round_ != seen; });
            if (quit_) return;
            seen = round_;
            job = job_;
        }
        std::exception_ptr problem;
        try {
            (*job)(worker);
        } catch (...) {
            problem = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        if (problem && !problem_) problem_ = problem;
        if (--running_ == 0) done_.notify_all();
    }
}

}  // namespace reasonscope::detail
