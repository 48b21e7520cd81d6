#pragma once
// What a writer holds: one connection, a transaction that is never older than kCommitAfter, and a thread that sees to it
// when nothing else happens.

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "store/detail/lock.h"
#include "store/detail/sqlite.h"
#include "store/session.h"

namespace reasonscope {

struct SessionWriter::Impl {
    static constexpr std::chrono::milliseconds kCommitAfter{400};

    /// A run begun by this writer and not ended yet.
    struct Active {
        std::int32_t next = 0;                // position of the next token
        std::int64_t bytes = 0;               // length of the transcript so far
        std::vector<TokenPos> segments;       // stored segment starts
        std::optional<Error> lost;            // a commit failed: tokens are missing, so no more are taken
    };

    Impl(std::unique_ptr<detail::WriterLock> taken, std::unique_ptr<detail::Database> opened);
    ~Impl();

    /// Runs `work` inside the open transaction (begun when there is none). On an error of `work` its own changes are taken
    /// back and what was stored before it is committed.
    template <class Work>
    Status change(const Work& work) {
        if (auto begun = begin(); !begun) return begun;
        auto done = db->exec("SAVEPOINT change");
        if (done) done = work();
        if (done) done = db->exec("RELEASE change");
        if (!done) give_up();
        return done;
    }
    template <class More>
    Result<RunId> begin(const RunStart& start, const More& more);
    Status commit();          // what is open; loses it on an error and says so to every active run
    Status begin();
    void give_up();
    void lose(const Error& error);
    Active* active(RunId run);

    std::unique_ptr<detail::WriterLock> lock;  // outlives the connection
    std::unique_ptr<detail::Database> db;
    std::mutex mutex;  // guards everything here; the timer thread only commits
    std::condition_variable wake;
    std::chrono::steady_clock::time_point since;  // when the open transaction began
    bool closing = false;
    std::map<RunId, Active> runs;
    std::thread timer;
};

}  // namespace reasonscope
