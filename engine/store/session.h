#pragma once
// One SQLite file per session, WAL, foreign keys, schema version in user_version. Format: docs/session-format.md.
// A writer and any number of readers may be open at once, each used by one thread.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "reason/evidence.h"
#include "reason/routing.h"
#include "store/query.h"
#include "store/records.h"

namespace reasonscope {

/// Opens or creates a session for writing. Commits at least twice a second, so a kill loses at most 1 s of tokens.
/// Errors: BadInput for a file that is no session, corrupt, newer than this program, or not writable (one sentence each);
/// Failure when the disk is full. An older schema is migrated after a backup FILE.v<N>.bak.
class SessionWriter {
public:
    static Result<std::unique_ptr<SessionWriter>> open(const std::filesystem::path& file);
    ~SessionWriter();

    Result<RunId> begin_run(const RunStart& start);
    /// Begins a run that left `branch.parent` (branch.run is set here): generated tokens before `branch.position`, their segments and traces
    /// are copied when `copy` is set. BadInput when parent and start have other prompt tokens, or the parent is shorter.
    Result<RunId> begin_branch(const RunStart& start, const BranchRow& branch, bool copy);
    Status add_token(RunId run, const TokenRow& token, const AttentionTrace& attention, const RouterTrace& router,
                     std::span<const TokenPos> segment_begins);
    /// Replaces the steps of a run (sections come from the steps' sources).
    Status set_steps(RunId run, std::span<const StoredStep> steps, std::string_view thinking, std::string_view answer);
    /// Replaces the edges and matrix of one method.
    Status set_edges(RunId run, std::string_view method, const StepMatrix& matrix, std::span<const Edge> edges);
    /// Stores or replaces one result; commits. BadInput when `kind` is empty or `json` is none.
    Status set_result(RunId run, std::string_view kind, std::string_view key, std::string_view json);
    Status end_run(RunId run, const RunEnd& end);
    /// Branches of the run stay, with all their tokens; they have no parent then.
    Status remove_run(RunId run);
    /// Sets or clears the hidden mark of runs; commits.
    Status set_hidden(std::span<const RunId> runs, bool hidden);
    /// Stores a mark (its id 0: a new one) and returns its id; commits.
    Result<std::int64_t> set_mark(const Mark& mark);
    Status remove_mark(std::int64_t id);
    Status flush();  // commit now

    struct Impl;  // store/detail

private:
    explicit SessionWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Whether a writer of this session ended without closing it and no other has opened it since.
bool writer_died(const std::filesystem::path& file);

/// Read-only view; never creates or changes a file.
class SessionReader {
public:
    static Result<std::unique_ptr<SessionReader>> open(const std::filesystem::path& file);
    ~SessionReader();

    Result<std::vector<RunSummary>> runs() const;                       // newest last
    Result<std::vector<BranchRow>> branches() const;                    // by run
    Result<std::vector<Mark>> marks(RunId id) const;                    // by id
    Result<std::vector<Mark>> marks() const;                            // of all runs, by id
    Result<RunSummary> run(RunId id) const;                             // with prompt_ids and prompt_spans
    Result<std::vector<TokenRow>> tokens(RunId id, TokenPos first, TokenPos last) const;  // half-open window, prompt included
    Result<std::vector<StoredStep>> steps(RunId id) const;
    Result<std::vector<Edge>> edges(RunId id, std::string_view method = {}) const;  // all methods when empty
    Result<std::optional<StepMatrix>> matrix(RunId id, std::string_view method) const;
    Result<std::vector<std::string>> methods(RunId id) const;
    /// All methods' matrices with their grades, by name.
    Result<std::vector<Channel>> channels(RunId id) const;
    Result<std::vector<StoredResult>> results(RunId id, std::string_view kind = {}) const;  // by kind and key; all kinds when empty
    Result<AttentionTrace> attention(RunId id, TokenPos position) const;  // empty when not traced
    Result<std::vector<TokenPos>> segment_begins(RunId id, TokenPos position) const;
    Result<RouterTrace> router(RunId id, TokenPos position) const;
    /// Mean over the step's rows: [layers, heads] attention mass on `source` (all earlier steps when unset).
    struct HeadGrid { int layers = 0, heads = 0; std::vector<float> mass; };
    Result<HeadGrid> head_grid(RunId id, StepId step, std::optional<StepId> source) const;
    /// Which experts every generated token used; empty for dense models and runs without a trace.
    Result<Routing> routing(RunId id) const;
    /// [moe_layers x experts] loads of one step, or of the whole run when unset; layers ascending.
    Result<std::vector<ExpertLoad>> expert_loads(RunId id, std::optional<StepId> step) const;
    Result<std::string> transcript(RunId id) const;  // rendered prompt + completion, raw bytes joined
    /// Integrity: SQLite's own check, foreign keys, and our invariants (tokens contiguous, steps within tokens, ...).
    /// Returns the list of problems in words; empty = clean.
    Result<std::vector<std::string>> check() const;
    struct Hit { RunId run; std::optional<StepId> step; std::string text; };
    Result<std::vector<Hit>> search(std::string_view text) const;  // prompts, steps, answers; case-insensitive
    /// One SELECT of the person's own. BadInput with a sentence for anything that is none; Failure after `limits.time`; Cancelled.
    Result<QueryTable> query(const std::string& sql, const QueryLimits& limits, std::stop_token stop) const;

private:
    struct Impl;
    explicit SessionReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope
