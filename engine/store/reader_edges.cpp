// Edges, matrices, results and search.

#include <algorithm>

#include "store/detail/blob.h"
#include "store/detail/reader_impl.h"

namespace reasonscope {

Result<std::vector<Edge>> SessionReader::edges(RunId id, std::string_view method) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    std::vector<Edge> out;
    auto rows = impl_->db->query("SELECT method, step, source, weight, control, strongest, grade FROM edges "
                                 "WHERE run = ?1 AND (?2 = '' OR method = ?2) ORDER BY method, step, weight DESC, source");
    rows.bind(id.value, method);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        Edge& edge = out.emplace_back();
        edge.method = rows.text(0);
        edge.step = StepId{static_cast<std::int32_t>(rows.integer(1))};
        edge.source = StepId{static_cast<std::int32_t>(rows.integer(2))};
        edge.weight = static_cast<float>(rows.real(3));
        edge.control = static_cast<float>(rows.real(4));
        edge.strongest = rows.integer(5) != 0;
        const auto grade = parse_evidence_grade(rows.bytes(6));
        if (!grade) return tl::unexpected(impl_->damaged(fmt::format("the grade of an edge at step {} of run {}", edge.step.value, id.value)));
        edge.grade = *grade;
    }
}

Result<std::optional<StepMatrix>> SessionReader::matrix(RunId id, std::string_view method) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    std::vector<std::vector<float>> stored;
    auto rows = impl_->db->query("SELECT step, weights FROM matrices WHERE run = ?1 AND method = ?2 ORDER BY step");
    rows.bind(id.value, method);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) break;
        auto row = detail::unpack_floats(rows.bytes(1));
        const auto expected = stored.size();
        if (!row || rows.integer(0) != static_cast<std::int64_t>(expected) || (!row->empty() && row->size() != expected))
            return tl::unexpected(impl_->damaged(fmt::format("row {} of a matrix", rows.integer(0))));
        stored.push_back(std::move(*row));
    }
    if (stored.empty()) return std::optional<StepMatrix>();
    StepMatrix out(static_cast<int>(stored.size()));
    for (std::size_t r = 0; r < stored.size(); ++r)
        std::copy(stored[r].begin(), stored[r].end(), out.w.begin() + static_cast<std::ptrdiff_t>(r * stored.size()));
    return out;
}

Result<std::vector<std::string>> SessionReader::methods(RunId id) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    std::vector<std::string> out;
    auto rows = impl_->db->query("SELECT method FROM matrices WHERE run = ?1 UNION SELECT method FROM edges WHERE run = ?1 ORDER BY 1");
    rows.bind(id.value);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        out.push_back(rows.text(0));
    }
}

Result<std::vector<Channel>> SessionReader::channels(RunId id) const {
    const auto names = methods(id);
    if (!names) return tl::unexpected(names.error());
    std::vector<Channel> out;
    for (const std::string& method : *names) {
        auto stored = matrix(id, method);
        if (!stored) return tl::unexpected(stored.error());
        if (!*stored) continue;
        auto graded = impl_->db->query("SELECT grade FROM edges WHERE run = ?1 AND method = ?2 ORDER BY grade = ?3 DESC LIMIT 1");
        const auto row = graded.bind(id.value, method, name(EvidenceGrade::Tested)).row();
        if (!row) return tl::unexpected(row.error());
        const auto grade = *row ? parse_evidence_grade(graded.bytes(0)) : EvidenceGrade::Observed;
        out.push_back({method, grade.value_or(EvidenceGrade::Observed), std::move(**stored)});
    }
    return out;
}

Result<std::vector<StoredResult>> SessionReader::results(RunId id, std::string_view kind) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    std::vector<StoredResult> out;
    auto rows = impl_->db->query("SELECT kind, key, created, json FROM results WHERE run = ?1 AND (?2 = '' OR kind = ?2) ORDER BY kind, key");
    rows.bind(id.value, kind);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        out.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
    }
}

namespace {

/// The words as one phrase: a quote inside is doubled, so that nothing in them is query syntax.
std::string phrase(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        if (c != '\0') out += c;
    }
    return out + '"';
}

std::string like_pattern(std::string_view text) {
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + '%';
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

Result<std::vector<SessionReader::Hit>> SessionReader::search(std::string_view text) const {
    if (text.empty()) return bad_input("Nothing to search for: name a word or a phrase.");
    // The index knows sequences of three characters; shorter words are looked for in every text.
    const bool indexed = characters(text) >= 3;
    const auto wanted = indexed ? phrase(text) : like_pattern(text);
    auto rows = impl_->db->query(indexed ? "SELECT run, step, text FROM search WHERE search MATCH ?1 ORDER BY run, step, rowid"
                                         : "SELECT run, step, text FROM search WHERE text LIKE ?1 ESCAPE '\\' ORDER BY run, step, rowid");
    rows.bind(wanted);
    std::vector<Hit> out;
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        Hit& hit = out.emplace_back();
        hit.run = RunId{rows.integer(0)};
        if (!rows.is_null(1)) hit.step = StepId{static_cast<std::int32_t>(rows.integer(1))};
        hit.text = rows.text(2);
    }
}

}  // namespace reasonscope
