#include "ui/jobs/job_queue.h"

#include <QMetaObject>
#include <algorithm>
#include <utility>

#ifdef __linux__
#include <pthread.h>
#endif

namespace reasonscope::ui {

void JobContext::deliver(std::function<void()> what) const {
    // Posted to the queue, which outlives its worker; the guard is looked at on the window's thread only.
    QMetaObject::invokeMethod(
        queue_,
        [guard = context_, what = std::move(what)] {
            if (guard) what();
        },
        Qt::QueuedConnection);
}

JobQueue::JobQueue(const QString& thread_name, QObject* parent) : QObject(parent) {
    setObjectName(thread_name);
    thread_ = std::jthread([this, name = thread_name.toStdString()](const std::stop_token& quit) {
#ifdef __linux__
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
#endif
        work(quit);
    });
}

JobQueue::~JobQueue() {
    thread_.request_stop();
    cancel_all();
    thread_.join();
}

void JobQueue::post(const QString& tag, QObject* context, Job job) {
    {
        const std::scoped_lock lock(mutex_);
        std::erase_if(waiting_, [&](const Entry& entry) { return entry.tag == tag && entry.context == context; });
        waiting_.push_back(Entry{tag, context, std::move(job), {}});
    }
    wake_.notify_one();
    // Told even when the job is over by now: what it left on show goes with the end of being busy, which its own turn announces.
    if (!std::exchange(announced_busy_, true)) emit busy_changed(true);
}

void JobQueue::cancel(const QString& tag) {
    const std::scoped_lock lock(mutex_);
    const auto dropped = std::erase_if(waiting_, [&](const Entry& entry) { return entry.tag == tag; });
    if (running_ && running_->tag == tag) running_->stop.request_stop();
    if (dropped > 0) QMetaObject::invokeMethod(this, [this] { announce(); }, Qt::QueuedConnection);  // nothing may be left
}

void JobQueue::cancel_all() {
    const std::scoped_lock lock(mutex_);
    waiting_.clear();
    if (running_) running_->stop.request_stop();
}

bool JobQueue::busy() const {
    const std::scoped_lock lock(mutex_);
    return running_.has_value() || !waiting_.empty();
}

bool JobQueue::has(const QString& tag) const {
    const std::scoped_lock lock(mutex_);
    return (running_ && running_->tag == tag) ||
           std::any_of(waiting_.begin(), waiting_.end(), [&](const Entry& entry) { return entry.tag == tag; });
}

void JobQueue::work(const std::stop_token& quit) {
    while (true) {
        Job job;
        std::optional<JobContext> context;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, quit, [&] { return !waiting_.empty(); })) return;
            running_ = std::move(waiting_.front());
            waiting_.pop_front();
            job = std::move(running_->job);
            context = JobContext(*this, running_->context, running_->stop.get_token());
        }
        job(*context);
        job = nullptr;  // what it captured goes before the queue calls itself idle
        {
            const std::scoped_lock lock(mutex_);
            running_.reset();
        }
        QMetaObject::invokeMethod(this, [this] { announce(); }, Qt::QueuedConnection);
    }
}

void JobQueue::announce() {
    const bool now = busy();
    if (now == announced_busy_) return;
    announced_busy_ = now;
    emit busy_changed(now);
}

}  // namespace reasonscope::ui
