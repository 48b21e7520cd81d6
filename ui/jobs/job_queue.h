#pragma once
// One worker thread with tagged jobs: a newer request replaces an older queued one of the same tag and asker.

#include <QObject>
#include <QPointer>
#include <QString>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace reasonscope::ui {

class JobQueue;

/// What a running job sees of the world. Used on the worker thread, valid while the job runs.
class JobContext {
public:
    /// Requested by cancel() of the job's tag and when the queue is destroyed; the job must return within 100 ms.
    [[nodiscard]] std::stop_token stop() const { return stop_; }

    /// Runs `what` later on the queue's own thread, in order; dropped when the poster's context object is gone by then.
    void deliver(std::function<void()> what) const;

private:
    friend class JobQueue;
    JobContext(JobQueue& queue, QPointer<QObject> context, std::stop_token stop)
        : queue_(&queue), context_(std::move(context)), stop_(std::move(stop)) {}
    JobQueue* queue_;
    QPointer<QObject> context_;
    std::stop_token stop_;
};

/// Lives on the window's thread. Destruction stops the running job, drops the queued ones and joins.
class JobQueue : public QObject {
    Q_OBJECT

public:
    using Job = std::function<void(const JobContext&)>;

    explicit JobQueue(const QString& thread_name, QObject* parent = nullptr);
    ~JobQueue() override;

    /// Queues `job`. An older job of the same tag and context that still waits is dropped; one that runs, or that another
    /// context asked for, is left alone.
    void post(const QString& tag, QObject* context, Job job);
    /// Drops the queued job of this tag and asks the running one to stop.
    void cancel(const QString& tag);
    void cancel_all();

    [[nodiscard]] bool busy() const;
    [[nodiscard]] bool has(const QString& tag) const;  // queued or running

signals:
    void busy_changed(bool busy);

private:
    friend class JobContext;
    struct Entry {
        QString tag;
        QPointer<QObject> context;
        Job job;
        std::stop_source stop;
    };
    void work(const std::stop_token& quit);
    void announce();

    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Entry> waiting_;
    std::optional<Entry> running_;  // its job is moved out while it runs
    bool announced_busy_ = false;   // window's thread only
    std::jthread thread_;           // last: joins before the rest goes
};

}  // namespace reasonscope::ui
