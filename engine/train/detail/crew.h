#pragma once
// A fixed crew of threads that runs one function on every worker and waits for all.

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace reasonscope::detail {

class Crew {
public:
    explicit Crew(int size);
    ~Crew();
    /// Calls job(worker) once on each worker thread; returns when all are done. An exception is rethrown here.
    void run(const std::function<void(int worker)>& job);
    [[nodiscard]] int size() const { return static_cast<int>(threads_.size()); }

private:
    void work(int worker);
    std::mutex mutex_;
    std::condition_variable wake_, done_;
    const std::function<void(int)>* job_ = nullptr;
    std::uint64_t round_ = 0;
    int running_ = 0;
    bool quit_ = false;
    std::exception_ptr problem_;
    std::vector<std::thread> threads_;
};

}  // namespace reasonscope::detail
