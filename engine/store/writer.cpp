#include "store/detail/schema.h"
#include "store/detail/writer_impl.h"

namespace reasonscope {

namespace fs = std::filesystem;

SessionWriter::Impl::Impl(std::unique_ptr<detail::WriterLock> taken, std::unique_ptr<detail::Database> opened)
    : lock(std::move(taken)), db(std::move(opened)) {
    timer = std::thread([this] {
        std::unique_lock hold(mutex);
        while (!closing) {
            if (!db->in_transaction())
                wake.wait(hold);
            else if (wake.wait_until(hold, since + kCommitAfter) == std::cv_status::timeout && db->in_transaction() &&
                     std::chrono::steady_clock::now() >= since + kCommitAfter)
                (void)commit();  // an error is kept for the next call about the run
        }
    });
}

SessionWriter::Impl::~Impl() {
    {
        const std::lock_guard hold(mutex);
        closing = true;
    }
    wake.notify_all();
    timer.join();
    (void)change([&]() -> Status {  // nobody is left to hear of an error; the next writer would mark them as well
        for (const auto& [run, state] : runs)
            if (auto marked = db->query("UPDATE runs SET state = 'interrupted' WHERE id = ?1 AND state = 'running'")
                                  .bind(run.value).run(); !marked)
                return marked;
        return {};
    });
    (void)commit();
}

Status SessionWriter::Impl::begin() {
    if (db->in_transaction()) return {};
    if (auto begun = db->exec("BEGIN IMMEDIATE"); !begun) return begun;
    since = std::chrono::steady_clock::now();
    wake.notify_all();
    return {};
}

Status SessionWriter::Impl::commit() {
    if (!db->in_transaction()) return {};
    auto done = db->exec("COMMIT");
    if (!done) {
        if (db->in_transaction()) (void)db->exec("ROLLBACK");  // the commit's error is the one to tell
        lose(done.error());
    }
    return done;
}

void SessionWriter::Impl::give_up() {
    const bool kept = db->in_transaction() && db->exec("ROLLBACK TO change; RELEASE change;");
    if (kept) {
        (void)commit();
        return;
    }
    if (db->in_transaction()) (void)db->exec("ROLLBACK");
    lose(Error{ErrorKind::Failure, fmt::format("The session '{}' lost the newest tokens of this run to an earlier error.",
                                               db->file().string())});
}

void SessionWriter::Impl::lose(const Error& error) {
    for (auto& [run, state] : runs)
        if (!state.lost) state.lost = error;
}

SessionWriter::Impl::Active* SessionWriter::Impl::active(RunId run) {
    const auto found = runs.find(run);
    return found == runs.end() ? nullptr : &found->second;
}

Result<std::unique_ptr<SessionWriter>> SessionWriter::open(const fs::path& file) {
    std::error_code failed;
    const auto kind = fs::status(file, failed).type();
    if (kind == fs::file_type::directory)
        return bad_input("'{}' is a folder; name a session file in it.", file.string());
    if (kind != fs::file_type::regular && kind != fs::file_type::not_found)
        return bad_input("'{}' is not a file that a session can be stored in; choose another name.", file.string());
    auto lock = detail::WriterLock::take(file);
    if (!lock) return tl::unexpected(lock.error());
    auto db = detail::Database::open(file, detail::Access::ReadWrite);
    if (!db) return tl::unexpected(db.error());
    if (auto ready = detail::prepare_for_writing(**db); !ready) return tl::unexpected(ready.error());
    // The lock is ours, so whoever was writing these is gone.
    if (auto marked = (*db)->exec("UPDATE runs SET state = 'interrupted', stop_reason = 'the program ended during the run' "
                                  "WHERE state = 'running'"); !marked)
        return tl::unexpected(marked.error());
    return std::unique_ptr<SessionWriter>(new SessionWriter(std::make_unique<Impl>(std::move(*lock), std::move(*db))));
}

SessionWriter::SessionWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SessionWriter::~SessionWriter() = default;

Status SessionWriter::flush() {
    const std::lock_guard hold(impl_->mutex);
    return impl_->commit();
}

Status SessionWriter::end_run(RunId run, const RunEnd& end) {
    const std::lock_guard hold(impl_->mutex);
    auto& db = *impl_->db;
    auto done = impl_->change([&]() -> Status {
        auto update = db.query("UPDATE runs SET state = ?2, stop_reason = ?3, first_token_ms = ?4, seconds = ?5, "
                               "tokens_per_second = ?6 WHERE id = ?1");
        if (auto written = update.bind(run.value, name(end.state), end.stop_reason, end.first_token_ms, end.seconds,
                                       end.tokens_per_second).run(); !written)
            return written;
        if (sqlite3_changes(db.handle()) == 0) return bad_input("The session has no run {}.", run.value);
        return {};
    });
    if (done) done = impl_->commit();
    impl_->runs.erase(run);
    // Makes the finished run safe from a power cut too. A reader in the middle of a query only delays this to a later checkpoint.
    if (done) (void)db.exec("PRAGMA wal_checkpoint(PASSIVE)");
    return done;
}

Status SessionWriter::remove_run(RunId run) {
    const std::lock_guard hold(impl_->mutex);
    auto& db = *impl_->db;
    auto done = impl_->change([&]() -> Status {
        if (auto texts = db.query("DELETE FROM search WHERE rowid IN (SELECT id * 4 FROM steps WHERE run = ?1) "
                                  "OR rowid IN (?1 * 4 + 1, ?1 * 4 + 2)").bind(run.value).run(); !texts)
            return texts;
        if (auto rows = db.query("DELETE FROM runs WHERE id = ?1").bind(run.value).run(); !rows) return rows;
        if (sqlite3_changes(db.handle()) == 0) return bad_input("The session has no run {}.", run.value);
        return db.query("DELETE FROM models WHERE id NOT IN (SELECT model FROM runs)").run();
    });
    if (done) done = impl_->commit();
    if (done) {
        impl_->runs.erase(run);
        done = db.exec("PRAGMA incremental_vacuum");
    }
    return done;
}

}  // namespace reasonscope
