// What a person keeps or hides of a session: marks, and runs taken from view.

#include "store/detail/writer_impl.h"

namespace reasonscope {

Status SessionWriter::set_hidden(std::span<const RunId> runs, bool hidden) {
    const std::lock_guard hold(impl_->mutex);
    auto& db = *impl_->db;
    auto done = impl_->change([&]() -> Status {
        for (const RunId run : runs) {
            if (auto written = db.query("UPDATE runs SET hidden = ?2 WHERE id = ?1").bind(run.value, hidden).run(); !written) return written;
            if (sqlite3_changes(db.handle()) == 0) return bad_input("The session has no run {}.", run.value);
        }
        return {};
    });
    return done ? impl_->commit() : done;
}

Result<std::int64_t> SessionWriter::set_mark(const Mark& mark) {
    if (mark.step.has_value() == mark.token.has_value()) return bad_input("A mark stands at a step or at a token.");
    if (mark.kind != MarkKind::Bookmark && mark.text.empty()) return bad_input("The {} is empty; write something.", name(mark.kind));
    const std::lock_guard hold(impl_->mutex);
    auto& db = *impl_->db;
    std::int64_t id = mark.id;
    auto done = impl_->change([&]() -> Status {
        auto known = db.query("SELECT (?2 IS NULL OR EXISTS(SELECT 1 FROM steps WHERE run = ?1 AND idx = ?2)) AND "
                              "(?3 IS NULL OR EXISTS(SELECT 1 FROM tokens WHERE run = ?1 AND position = ?3))");
        auto insert = db.query("INSERT OR REPLACE INTO marks(id, run, step, token, kind, text) VALUES(nullif(?1, 0), ?2, ?3, ?4, ?5, ?6)");
        if (mark.step) {
            known.bind(mark.run.value, mark.step->value, detail::Null{});
            insert.bind(id, mark.run.value, mark.step->value, detail::Null{}, name(mark.kind), mark.text);
        } else {
            known.bind(mark.run.value, detail::Null{}, mark.token->value);
            insert.bind(id, mark.run.value, detail::Null{}, mark.token->value, name(mark.kind), mark.text);
        }
        const auto found = known.row();
        if (!found) return tl::unexpected(found.error());
        if (known.integer(0) == 0) return bad_input("Run {} has no such place to mark.", mark.run.value);
        if (auto written = insert.run(); !written) return written;
        id = sqlite3_last_insert_rowid(db.handle());
        return {};
    });
    if (done) done = impl_->commit();
    if (!done) return tl::unexpected(done.error());
    return id;
}

Status SessionWriter::remove_mark(std::int64_t id) {
    const std::lock_guard hold(impl_->mutex);
    auto& db = *impl_->db;
    auto done = impl_->change([&]() -> Status {
        if (auto rows = db.query("DELETE FROM marks WHERE id = ?1").bind(id).run(); !rows) return rows;
        if (sqlite3_changes(db.handle()) == 0) return bad_input("The session has no mark {}.", id);
        return {};
    });
    return done ? impl_->commit() : done;
}

}  // namespace reasonscope
