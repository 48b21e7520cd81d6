// Steps, edges, matrices and results. The former are handed over whole, again and again while a run grows: only what changed is written.

#include <algorithm>
#include <cmath>
#include <tuple>

#include "store/detail/blob.h"
#include "store/detail/writer_impl.h"

namespace reasonscope {
namespace {

using detail::Blob;
using detail::Database;

Status upsert_step(const Database& db, RunId run, std::int64_t idx, const StoredStep& stored) {
    const auto& s = stored.step;
    auto upsert = db.query(
        "INSERT INTO steps(run, idx, source, class, confidence, byte_begin, byte_end, first, last, text, judge) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT(run, idx) DO UPDATE SET source = excluded.source, "
        "class = excluded.class, confidence = excluded.confidence, byte_begin = excluded.byte_begin, byte_end = excluded.byte_end, "
        "first = excluded.first, last = excluded.last, text = excluded.text, judge = excluded.judge "
        // Steps that are as they were cost nothing: no row comes back for them.
        "WHERE (source, class, confidence, byte_begin, byte_end, first, last, text, judge) IS NOT (excluded.source, excluded.class, "
        "excluded.confidence, excluded.byte_begin, excluded.byte_end, excluded.first, excluded.last, excluded.text, excluded.judge) RETURNING id");
    upsert.bind(run.value, idx, name(s.source), name(s.cls), s.confidence, s.bytes.begin, s.bytes.end, s.first.value, s.last.value,
                stored.text, name(s.judge));
    const auto changed = upsert.row();
    if (!changed) return tl::unexpected(changed.error());
    if (!*changed) return {};
    const auto id = upsert.integer(0);
    if (auto rest = upsert.run(); !rest) return rest;
    // Prompt and answer are searched as a whole.
    if (s.source != StepSource::Thinking) return db.query("DELETE FROM search WHERE rowid = ?1 * 4").bind(id).run();
    return db.query("INSERT OR REPLACE INTO search(rowid, text, run, step) VALUES(?1 * 4, ?2, ?3, ?4)")
        .bind(id, stored.text, run.value, idx).run();
}

Status drop_steps_from(const Database& db, RunId run, std::int64_t idx) {
    if (auto texts = db.query("DELETE FROM search WHERE rowid IN (SELECT id * 4 FROM steps WHERE run = ?1 AND idx >= ?2)")
                         .bind(run.value, idx).run(); !texts)
        return texts;
    return db.query("DELETE FROM steps WHERE run = ?1 AND idx >= ?2").bind(run.value, idx).run();  // edges follow
}

/// Row r of a matrix: the weights of step r on the steps before it, or empty when all are zero (prompt steps).
std::string matrix_row(const StepMatrix& matrix, int r) {
    std::vector<float> row(static_cast<std::size_t>(r));
    for (int c = 0; c < r; ++c) row[static_cast<std::size_t>(c)] = matrix.at(r, c);
    if (std::all_of(row.begin(), row.end(), [](float w) { return w == 0.0F; })) row.clear();
    return detail::pack_floats(row);
}

Status write_matrix(const Database& db, RunId run, std::string_view method, const StepMatrix& matrix) {
    for (int r = 0; r < matrix.n; ++r) {
        const auto weights = matrix_row(matrix, r);
        auto upsert = db.query("INSERT INTO matrices VALUES(?1, ?2, ?3, ?4) ON CONFLICT(run, method, step) DO UPDATE "
                               "SET weights = excluded.weights WHERE weights IS NOT excluded.weights");
        if (auto done = upsert.bind(run.value, method, r, Blob{weights}).run(); !done) return done;
    }
    return db.query("DELETE FROM matrices WHERE run = ?1 AND method = ?2 AND step >= ?3").bind(run.value, method, matrix.n).run();
}

Status write_edges(const Database& db, RunId run, std::string_view method, std::vector<Edge> edges) {
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return std::tie(a.step, a.source) < std::tie(b.step, b.source); });
    // The first step whose edges differ from the stored ones; everything before it stays.
    std::size_t same = 0;
    std::int64_t from = 0;
    {
        auto stored = db.query("SELECT step, source, weight, control, strongest, grade FROM edges WHERE run = ?1 AND method = ?2 "
                               "ORDER BY step, source");
        stored.bind(run.value, method);
        for (;; ++same) {
            const auto more = stored.row();
            if (!more) return tl::unexpected(more.error());
            const bool ended = same == edges.size();
            if (!*more && ended) return {};
            if (!*more || ended) {
                from = *more ? stored.integer(0) : edges[same].step.value;
                break;
            }
            const auto& e = edges[same];
            if (stored.integer(0) == e.step.value && stored.integer(1) == e.source.value &&
                static_cast<float>(stored.real(2)) == e.weight && static_cast<float>(stored.real(3)) == e.control &&
                (stored.integer(4) != 0) == e.strongest && stored.bytes(5) == name(e.grade))
                continue;
            from = std::min<std::int64_t>(stored.integer(0), e.step.value);
            break;
        }
    }
    if (auto done = db.query("DELETE FROM edges WHERE run = ?1 AND method = ?2 AND step >= ?3").bind(run.value, method, from).run(); !done)
        return done;
    for (const auto& e : edges) {
        if (e.step.value < from) continue;
        auto insert = db.query("INSERT INTO edges VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        if (auto done = insert.bind(run.value, method, e.step.value, e.source.value, e.weight, e.control, e.strongest,
                                    name(e.grade)).run(); !done)
            return done;
    }
    return {};
}

Result<std::int64_t> count_steps(const Database& db, RunId run) {
    auto count = db.query("SELECT count(*) FROM steps WHERE run = ?1");
    const auto row = count.bind(run.value).row();
    if (!row) return tl::unexpected(row.error());
    return count.integer(0);
}

Status check_edges(std::int64_t steps, std::string_view method, const StepMatrix& matrix, std::span<const Edge> edges) {
    if (method.empty()) return bad_input("Edges need the name of the method that found them.");
    if (matrix.n < 0 || matrix.n > steps || matrix.w.size() != static_cast<std::size_t>(matrix.n) * static_cast<std::size_t>(matrix.n))
        return bad_input("A matrix of {} steps does not fit a run of {}.", matrix.n, steps);
    for (const auto& e : edges) {
        if (e.source.value < 0 || e.source >= e.step || e.step.value >= steps)
            return bad_input("An edge from step {} to step {} does not point backwards within {} steps.", e.step.value,
                             e.source.value, steps);
        if (!std::isfinite(e.weight) || !std::isfinite(e.control))
            return bad_input("The edge from step {} to step {} has no finite weight.", e.step.value, e.source.value);
    }
    return {};
}

}  // namespace

Status SessionWriter::set_steps(RunId run, std::span<const StoredStep> steps, std::string_view thinking, std::string_view answer) {
    const std::lock_guard hold(impl_->mutex);
    if (const auto* state = impl_->active(run); state && state->lost) return tl::unexpected(*state->lost);
    auto& db = *impl_->db;
    auto done = impl_->change([&]() -> Status {
        auto update = db.query("UPDATE runs SET thinking = ?2, answer = ?3 WHERE id = ?1");
        if (auto written = update.bind(run.value, thinking, answer).run(); !written) return written;
        if (sqlite3_changes(db.handle()) == 0) return bad_input("The session has no run {}.", run.value);
        if (auto dropped = drop_steps_from(db, run, static_cast<std::int64_t>(steps.size())); !dropped) return dropped;
        for (std::size_t i = 0; i < steps.size(); ++i)
            if (auto stored = upsert_step(db, run, static_cast<std::int64_t>(i), steps[i]); !stored) return stored;
        return db.query("INSERT OR REPLACE INTO search(rowid, text, run) VALUES(?1 * 4 + 2, ?2, ?1)").bind(run.value, answer).run();
    });
    return done ? impl_->commit() : done;
}

Status SessionWriter::set_edges(RunId run, std::string_view method, const StepMatrix& matrix, std::span<const Edge> edges) {
    const std::lock_guard hold(impl_->mutex);
    if (const auto* state = impl_->active(run); state && state->lost) return tl::unexpected(*state->lost);
    auto& db = *impl_->db;
    const auto steps = count_steps(db, run);
    if (!steps) return tl::unexpected(steps.error());
    if (auto fine = check_edges(*steps, method, matrix, edges); !fine) return fine;
    auto done = impl_->change([&]() -> Status {
        if (auto written = write_matrix(db, run, method, matrix); !written) return written;
        return write_edges(db, run, method, {edges.begin(), edges.end()});
    });
    return done ? impl_->commit() : done;
}

Status SessionWriter::set_result(RunId run, std::string_view kind, std::string_view key, std::string_view json) {
    const std::lock_guard hold(impl_->mutex);
    if (const auto* state = impl_->active(run); state && state->lost) return tl::unexpected(*state->lost);
    if (kind.empty()) return bad_input("A result needs the name of its kind.");
    auto& db = *impl_->db;
    auto done = impl_->change([&]() -> Status {
        auto known = db.query("SELECT json_valid(?2) FROM runs WHERE id = ?1");
        const auto there = known.bind(run.value, json).row();
        if (!there) return tl::unexpected(there.error());
        if (!*there) return bad_input("The session has no run {}.", run.value);
        if (known.integer(0) == 0) return bad_input("The {} result of run {} is not JSON.", kind, run.value);
        return db.query("INSERT OR REPLACE INTO results VALUES(?1, ?2, ?3, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?4)")
            .bind(run.value, kind, key, json).run();
    });
    return done ? impl_->commit() : done;
}

}  // namespace reasonscope
