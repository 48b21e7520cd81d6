// Whether a session is whole: SQLite's own checks, then what our rows promise each other.

#include <algorithm>

#include "store/detail/blob.h"
#include "store/detail/reader_impl.h"

namespace reasonscope {
namespace {

using detail::Database;

/// A file that is damaged everywhere should not print a book.
constexpr std::size_t kMostProblems = 100;

/// Rows that break a promise; each query gives one sentence per row.
constexpr const char* kPromises[] = {
    "SELECT 'Run ' || r.id || ': its tokens are not numbered 0, 1, 2, ... without a gap.' FROM runs r JOIN "
    "(SELECT run, count(*) n, min(position) lo, max(position) hi FROM tokens GROUP BY run) t ON t.run = r.id "
    "WHERE t.lo <> 0 OR t.hi <> t.n - 1",

    "SELECT 'Run ' || r.id || ': ' || (SELECT count(*) FROM tokens t WHERE t.run = r.id AND NOT generated) || "
    "' prompt tokens are stored, but it began with ' || r.prompt_tokens || '.' FROM runs r "
    "WHERE r.prompt_tokens <> (SELECT count(*) FROM tokens t WHERE t.run = r.id AND NOT generated)",

    "SELECT 'Run ' || t.run || ': token ' || t.position || ' is ' || iif(t.generated, 'generated inside the prompt.', "
    "'a prompt token after the prompt.') FROM tokens t JOIN runs r ON r.id = t.run WHERE t.generated <> (t.position >= r.prompt_tokens)",

    "SELECT 'Run ' || run || ': token ' || position || ' has ' || length(text) || ' bytes of text but claims ' || "
    "(byte_end - byte_begin) || '.' FROM tokens WHERE byte_end - byte_begin <> length(text)",

    "SELECT 'Run ' || run || ': generated token ' || position || ' does not begin where the one before it ended.' FROM "
    "(SELECT run, position, generated, byte_begin, lag(byte_end) OVER w ended, lag(generated) OVER w follows FROM tokens "
    "WINDOW w AS (PARTITION BY run ORDER BY position)) WHERE generated AND follows AND byte_begin <> ended",

    "SELECT 'Run ' || run || ': its segments are not in increasing order.' FROM (SELECT run, idx, first, "
    "lag(first, 1, -1) OVER w before, row_number() OVER w - 1 n FROM segments WINDOW w AS (PARTITION BY run ORDER BY idx)) "
    "WHERE first <= before OR idx <> n GROUP BY run",

    "SELECT 'Run ' || t.run || ': token ' || t.position || ' refers to ' || t.segments || ' segments, more than are stored.' "
    "FROM tokens t WHERE t.segments > (SELECT count(*) FROM segments g WHERE g.run = t.run)",

    "SELECT 'Run ' || run || ': its steps are not numbered 0, 1, 2, ... without a gap.' FROM steps GROUP BY run "
    "HAVING min(idx) <> 0 OR max(idx) <> count(*) - 1",

    "SELECT 'Run ' || s.run || ': step ' || s.idx || ' lies outside the tokens or is empty.' FROM steps s "
    "WHERE s.first < 0 OR s.first >= s.last OR s.last > (SELECT max(position) + 1 FROM tokens t WHERE t.run = s.run) "
    "OR s.byte_begin > s.byte_end",

    "SELECT 'Run ' || run || ': step ' || idx || ' overlaps the step before it.' FROM (SELECT run, idx, first, byte_begin, "
    "lag(last, 1, 0) OVER w ended, lag(byte_end, 1, 0) OVER w bytes_ended FROM steps WINDOW w AS (PARTITION BY run ORDER BY idx)) "
    "WHERE first < ended OR byte_begin < bytes_ended",

    "SELECT 'Run ' || e.run || ': an edge of step ' || e.step || ' does not point backwards.' FROM edges e WHERE e.source >= e.step",

    "SELECT 'Run ' || run || ': step ' || step || ' has ' || count(*) || ' strongest sources by ' || method || '.' FROM edges "
    "WHERE strongest GROUP BY run, method, step HAVING count(*) > 1",

    "SELECT 'Run ' || run || ': row ' || step || ' of its ' || method || ' matrix has the wrong size.' FROM matrices "
    "WHERE length(weights) NOT IN (0, step * 4)",

    "SELECT 'Run ' || run || ': its ' || kind || ' result (' || key || ') is not JSON.' FROM results WHERE NOT json_valid(json)",

    "SELECT 'Run ' || run || ': what it says of its branch is not JSON.' FROM branches WHERE NOT json_valid(detail)",

    "SELECT 'Run ' || b.run || ' leaves run ' || b.parent || ', which came after it.' FROM branches b WHERE b.parent >= b.run",

    "SELECT 'Run ' || m.run || ': a ' || m.kind || ' marks a step or token that is not there.' FROM marks m "
    "WHERE (m.step IS NOT NULL AND NOT EXISTS(SELECT 1 FROM steps s WHERE s.run = m.run AND s.idx = m.step)) "
    "OR (m.token IS NOT NULL AND NOT EXISTS(SELECT 1 FROM tokens t WHERE t.run = m.run AND t.position = m.token))",
};

struct Problems {
    std::vector<std::string> found;
    void add(std::string text) {
        if (found.size() < kMostProblems) found.push_back(std::move(text));
    }
    [[nodiscard]] bool full() const { return found.size() >= kMostProblems; }
};

/// Adds every row's first column; an error of the query itself is a problem like any other.
template <class Words>
void collect(const Database& db, const char* sql, Problems& problems, const Words& words) {
    auto rows = db.query(sql);
    while (!problems.full()) {
        const auto more = rows.row();
        if (!more) return problems.add(more.error().message);
        if (!*more) return;
        if (auto text = words(rows); !text.empty()) problems.add(std::move(text));
    }
}

void check_text(const SessionReader& reader, Problems& problems) {
    const auto runs = reader.runs();
    if (!runs) return problems.add(runs.error().message);
    for (const auto& run : *runs) {
        const auto transcript = reader.transcript(run.id);
        const auto steps = reader.steps(run.id);
        if (!transcript || !steps) {
            problems.add(!transcript ? transcript.error().message : steps.error().message);
            continue;
        }
        for (const auto& stored : *steps) {
            const auto span = stored.step.bytes;
            if (span.end > transcript->size() || span.begin > span.end || slice(*transcript, span) != stored.text)
                problems.add(fmt::format("Run {}: the text of step {} is not that of the transcript.", run.id.value, stored.step.id.value));
        }
    }
}

std::string who(const detail::Query& row, std::string_view what) {
    return fmt::format("Run {}: the {} of token {} has the wrong size.", row.integer(0), what, row.integer(1));
}

void check_blobs(const Database& db, Problems& problems) {
    collect(db, "SELECT run, position, alternatives FROM tokens WHERE length(alternatives) > 0", problems, [](const detail::Query& row) {
        return detail::unpack_alternatives(row.bytes(2)) ? std::string() : who(row, "list of alternatives");
    });
    collect(db, "SELECT run, position, layers, heads, top_k, segments, mass, top FROM attention", problems, [](const detail::Query& row) {
        AttentionTrace t;
        t.layers = static_cast<int>(row.integer(2));
        t.heads = static_cast<int>(row.integer(3));
        t.top_k = static_cast<int>(row.integer(4));
        t.segments = static_cast<int>(row.integer(5));
        return detail::unpack(row.bytes(7), row.bytes(6), t) ? std::string() : who(row, "attention");
    });
    collect(db, "SELECT run, position, moe_layers, experts, top_k, choice, scores FROM routers", problems, [](const detail::Query& row) {
        RouterTrace t;
        t.experts = static_cast<int>(row.integer(3));
        t.top_k = static_cast<int>(row.integer(4));
        return detail::unpack(row.bytes(5), row.bytes(6), static_cast<int>(row.integer(2)), t) ? std::string() : who(row, "routing");
    });
}

}  // namespace

Result<std::vector<std::string>> SessionReader::check() const {
    const auto& db = *impl_->db;
    // One snapshot for all of it, so that a run in progress is not taken for an inconsistent one.
    if (auto begun = db.exec("BEGIN"); !begun) return tl::unexpected(begun.error());
    Problems problems;
    collect(db, "PRAGMA integrity_check", problems, [](const detail::Query& row) {
        return row.bytes(0) == "ok" ? std::string() : fmt::format("SQLite finds: {}.", row.bytes(0));
    });
    collect(db, "PRAGMA foreign_key_check", problems, [](const detail::Query& row) {
        return fmt::format("A row of table {} refers to a missing row of {}.", row.bytes(0), row.bytes(2));
    });
    for (const char* promise : kPromises) collect(db, promise, problems, [](const detail::Query& row) { return row.text(0); });
    check_text(*this, problems);
    check_blobs(db, problems);
    (void)db.exec("COMMIT");  // nothing was written
    return std::move(problems.found);
}

}  // namespace reasonscope
