// The rows of a run as it happens: its beginning and its tokens.

#include <algorithm>
#include <cmath>

#include "store/detail/blob.h"
#include "store/detail/writer_impl.h"

namespace reasonscope {
namespace {

using detail::Blob;
using detail::Database;

Result<std::int64_t> model_row(const Database& db, const RunStart& start) {
    auto found = db.query("INSERT INTO models(fingerprint, type, shape) VALUES(?1, ?2, ?3) "
                          "ON CONFLICT(fingerprint) DO UPDATE SET type = excluded.type, shape = excluded.shape RETURNING id");
    const auto more = found.bind(start.fingerprint, start.model_type, start.model_json).row();
    if (!more) return tl::unexpected(more.error());
    const auto id = found.integer(0);
    if (auto rest = found.run(); !rest) return tl::unexpected(rest.error());
    return id;
}

Status prompt_rows(const Database& db, std::int64_t run, const RunStart& start) {
    for (std::size_t i = 0; i < start.prompt_ids.size(); ++i) {
        const auto span = start.prompt_spans[i];
        auto insert = db.query("INSERT INTO tokens(run, position, token, text, byte_begin, byte_end, generated) "
                               "VALUES(?1, ?2, ?3, ?4, ?5, ?6, 0)");
        if (auto done = insert.bind(run, static_cast<std::int64_t>(i), start.prompt_ids[i],
                                    Blob{slice(start.rendered_prompt, span)}, span.begin, span.end).run(); !done)
            return done;
    }
    return {};
}

Status check_start(const RunStart& start) {
    if (start.prompt_ids.size() != start.prompt_spans.size())
        return bad_input("The prompt has {} tokens but {} byte ranges.", start.prompt_ids.size(), start.prompt_spans.size());
    for (const auto span : start.prompt_spans)
        if (span.begin > span.end || span.end > start.rendered_prompt.size())
            return bad_input("A prompt token lies outside the rendered prompt (bytes {} to {} of {}).", span.begin, span.end,
                             start.rendered_prompt.size());
    return {};
}

/// `begins` continue what the run has stored.
Status check_segments(std::span<const TokenPos> stored, std::span<const TokenPos> begins, TokenPos position) {
    if (begins.size() < stored.size() || !std::equal(stored.begin(), stored.end(), begins.begin()))
        return bad_input("The segments of token {} don't continue those of the tokens before it.", position.value);
    for (std::size_t i = stored.size(); i < begins.size(); ++i)
        if (begins[i] > position || begins[i].value < 0 || (i > 0 && begins[i] <= begins[i - 1]))
            return bad_input("The segments of token {} are not in increasing order before it.", position.value);
    return {};
}

Status token_rows(const Database& db, RunId run, std::int64_t byte_begin, const TokenRow& token, const AttentionTrace& attention,
                  const RouterTrace& router, std::span<const TokenPos> begins, std::size_t stored_segments) {
    const auto position = token.position.value;
    const auto end = byte_begin + static_cast<std::int64_t>(token.text.size());
    const auto alternatives = detail::pack_alternatives(token.alternatives, token.alternative_texts);
    const auto segments = static_cast<std::int64_t>(begins.size());
    auto insert = db.query("INSERT INTO tokens VALUES(?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, ?10, ?11)");
    if (auto done = insert.bind(run.value, position, token.id, Blob{token.text}, byte_begin, end, token.probability,
                                token.entropy, token.milliseconds, segments, Blob{alternatives}).run(); !done)
        return done;
    for (auto i = stored_segments; i < begins.size(); ++i)
        if (auto done = db.query("INSERT INTO segments VALUES(?1, ?2, ?3)")
                            .bind(run.value, static_cast<std::int64_t>(i), begins[i].value).run(); !done)
            return done;
    if (!attention.empty()) {
        const auto blobs = detail::pack(attention);
        auto row = db.query("INSERT INTO attention(run, position, layers, heads, top_k, segments, mass, top) "
                            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        if (auto done = row.bind(run.value, position, attention.layers, attention.heads, attention.top_k, attention.segments,
                                 Blob{blobs.mass}, Blob{blobs.top}).run(); !done)
            return done;
    }
    if (!router.empty()) {
        const auto blobs = detail::pack(router);
        auto row = db.query("INSERT INTO routers(run, position, moe_layers, experts, top_k, choice, scores) "
                            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        if (auto done = row.bind(run.value, position, static_cast<std::int64_t>(router.layers.size()), router.experts,
                                 router.top_k, Blob{blobs.choice}, Blob{blobs.scores}).run(); !done)
            return done;
    }
    return {};
}

/// The generated tokens of `parent` before `position`, with segments and traces, become tokens of `run`.
Status copy_tokens(const Database& db, RunId run, RunId parent, TokenPos position, SessionWriter::Impl::Active& state) {
    auto other = db.query("SELECT count(*) FROM (SELECT position, token, text FROM tokens WHERE run = ?1 AND generated = 0 EXCEPT "
                          "SELECT position, token, text FROM tokens WHERE run = ?2 AND generated = 0)");
    const auto counted = other.bind(run.value, parent.value).row();
    if (!counted) return tl::unexpected(counted.error());
    if (other.integer(0) != 0) return bad_input("Run {} has another prompt; nothing of it can be shared.", parent.value);
    constexpr const char* kCopies[] = {
        "INSERT INTO tokens SELECT ?1, position, token, text, byte_begin, byte_end, generated, probability, entropy, milliseconds, segments, "
        "alternatives FROM tokens WHERE run = ?2 AND generated = 1 AND position < ?3 ORDER BY position",
        "INSERT INTO segments SELECT ?1, idx, first FROM segments WHERE run = ?2 AND idx < "
        "coalesce((SELECT max(segments) FROM tokens WHERE run = ?2 AND position < ?3), 0)",
        "INSERT INTO attention(run, position, layers, heads, top_k, segments, mass, top) SELECT ?1, position, layers, heads, top_k, segments, "
        "mass, top FROM attention WHERE run = ?2 AND position < ?3 ORDER BY position",
        "INSERT INTO routers(run, position, moe_layers, experts, top_k, choice, scores) SELECT ?1, position, moe_layers, experts, top_k, choice, "
        "scores FROM routers WHERE run = ?2 AND position < ?3 ORDER BY position",
    };
    for (const char* copy : kCopies)
        if (auto done = db.query(copy).bind(run.value, parent.value, position.value).run(); !done) return done;
    auto end = db.query("SELECT max(position) + 1, max(byte_end) FROM tokens WHERE run = ?1");
    const auto ended = end.bind(run.value).row();
    if (!ended) return tl::unexpected(ended.error());
    state.next = static_cast<std::int32_t>(end.integer(0));
    state.bytes = end.integer(1);
    if (position.value != state.next) return bad_input("Run {} has no token {} to branch at.", parent.value, position.value);
    auto segments = db.query("SELECT first FROM segments WHERE run = ?1 ORDER BY idx");
    segments.bind(run.value);
    for (;;) {
        const auto more = segments.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return {};
        state.segments.emplace_back(static_cast<std::int32_t>(segments.integer(0)));
    }
}

}  // namespace

/// Stores the run and its prompt, then lets `more` add to it; all of it or nothing.
template <class More>
Result<RunId> SessionWriter::Impl::begin(const RunStart& start, const More& more) {
    if (auto fine = check_start(start); !fine) return tl::unexpected(fine.error());
    const std::lock_guard hold(mutex);
    RunId run;
    Active state;
    auto done = change([&]() -> Status {
        const auto model = model_row(*db, start);
        if (!model) return tl::unexpected(model.error());
        auto insert = db->query(
            "INSERT INTO runs(model, created, state, prompt, system, rendered_prompt, settings, seed, dtype, device, model_name, "
            "model_path, program_version, prompt_tokens) VALUES(?1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'running', ?2, ?3, ?4, "
            "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
        insert.bind(*model, start.prompt, start.system, start.rendered_prompt, start.settings_json,
                    static_cast<std::int64_t>(start.seed), start.dtype, start.device, start.model_name, start.model_path,
                    start.program_version, static_cast<std::int64_t>(start.prompt_ids.size()));
        if (auto written = insert.run(); !written) return written;
        run = RunId{sqlite3_last_insert_rowid(db->handle())};
        if (auto text = db->query("INSERT INTO search(rowid, text, run) VALUES(?1 * 4 + 1, ?2, ?1)")
                            .bind(run.value, start.prompt).run(); !text)
            return text;
        if (auto rows = prompt_rows(*db, run.value, start); !rows) return rows;
        state.next = static_cast<std::int32_t>(start.prompt_ids.size());
        state.bytes = static_cast<std::int64_t>(start.rendered_prompt.size());
        return more(run, state);
    });
    if (done) done = commit();
    if (!done) return tl::unexpected(done.error());
    runs[run] = std::move(state);
    return run;
}

Result<RunId> SessionWriter::begin_run(const RunStart& start) {
    return impl_->begin(start, [](RunId, Impl::Active&) -> Status { return {}; });
}

Result<RunId> SessionWriter::begin_branch(const RunStart& start, const BranchRow& branch, bool copy) {
    if (!branch.parent) return bad_input("A branch needs the run that it leaves.");
    return impl_->begin(start, [&](RunId run, Impl::Active& state) -> Status {
        auto& db = *impl_->db;
        auto row = db.query("INSERT INTO branches VALUES(?1, ?2, ?3, ?4, ?5)");
        if (auto done = row.bind(run.value, branch.parent->value, branch.position.value, branch.kind, branch.detail).run(); !done) return done;
        return copy ? copy_tokens(db, run, *branch.parent, branch.position, state) : Status{};
    });
}

Status SessionWriter::add_token(RunId run, const TokenRow& token, const AttentionTrace& attention, const RouterTrace& router,
                                std::span<const TokenPos> segment_begins) {
    const std::lock_guard hold(impl_->mutex);
    auto* state = impl_->active(run);
    if (!state) return bad_input("Run {} is not open for new tokens.", run.value);
    if (state->lost) return tl::unexpected(*state->lost);
    if (!token.generated || token.position.value != state->next)
        return bad_input("Token {} of run {} does not continue it: {} is next.", token.position.value, run.value, state->next);
    if (!attention.empty() && (!detail::consistent(attention) ||
                               attention.segments > static_cast<int>(segment_begins.size())))
        return bad_input("The attention of token {} does not fit its counts.", token.position.value);
    if (!router.empty() && !detail::consistent(router))
        return bad_input("The routing of token {} does not fit its counts.", token.position.value);
    if (auto fine = check_segments(state->segments, segment_begins, token.position); !fine) return fine;

    auto done = impl_->change([&] {
        return token_rows(*impl_->db, run, state->bytes, token, attention, router, segment_begins, state->segments.size());
    });
    if (!done) {
        state->lost = done.error();  // a hole in the tokens must not be papered over by the next one
        return done;
    }
    ++state->next;
    state->bytes += static_cast<std::int64_t>(token.text.size());
    state->segments.insert(state->segments.end(), segment_begins.begin() + static_cast<std::ptrdiff_t>(state->segments.size()),
                           segment_begins.end());
    // The timer may have to wait for a processor; a running decode need not wait for the timer.
    if (std::chrono::steady_clock::now() >= impl_->since + Impl::kCommitAfter) return impl_->commit();
    return {};
}

}  // namespace reasonscope
