#include "store/detail/blob.h"
#include "store/detail/lock.h"
#include "store/detail/reader_impl.h"
#include "store/detail/schema.h"

namespace reasonscope {

namespace fs = std::filesystem;
using detail::Access;
using detail::Database;

namespace {

fs::path beside(const fs::path& file, const char* suffix) {
    auto name = file;
    name += suffix;
    return name;
}

Result<std::unique_ptr<Database>> open_checked(const fs::path& file, Access access) {
    auto db = Database::open(file, access);
    if (!db) return db;
    if (auto ready = detail::check_readable(**db); !ready) return tl::unexpected(ready.error());
    return db;
}

/// A reader of a session in WAL mode needs SQLite's shared-memory file, which a read-only folder or a full disk denies.
/// When nobody writes there are two ways around it: a session without a log doesn't change, and one with a log left by
/// a killed writer can be read alone.
Result<std::unique_ptr<Database>> open_somehow(const fs::path& file) {
    auto db = open_checked(file, Access::ReadOnly);
    if (db || detail::has_writer(file)) return db;
    std::error_code ignored;
    const auto log = fs::file_size(beside(file, "-wal"), ignored);
    const bool logged = !ignored && log > 0;
    auto second = open_checked(file, logged ? Access::Exclusive : Access::Immutable);
    return second ? std::move(second) : std::move(db);  // the first error is the one to tell
}

constexpr const char* kRunColumns =
    "SELECT r.id, r.created, r.state, r.prompt, r.system, r.rendered_prompt, r.settings, r.seed, r.dtype, r.device, r.model_name, "
    "r.model_path, m.type, m.fingerprint, m.shape, r.program_version, r.stop_reason, r.first_token_ms, r.seconds, "
    "r.tokens_per_second, r.thinking, r.answer, r.prompt_tokens, "
    "coalesce((SELECT max(position) + 1 FROM tokens WHERE run = r.id), r.prompt_tokens) - r.prompt_tokens, "
    "r.hidden FROM runs r JOIN models m ON m.id = r.model WHERE ?1 IS NULL OR r.id = ?1 ORDER BY r.id";

RunSummary summary(const detail::Query& row) {
    RunSummary run;
    run.id = RunId{row.integer(0)};
    run.created = row.text(1);
    run.state = parse_run_state(row.bytes(2)).value_or(RunState::Failed);
    auto& s = run.start;
    s.prompt = row.text(3);
    s.system = row.text(4);
    s.rendered_prompt = row.text(5);
    s.settings_json = row.text(6);
    s.seed = static_cast<std::uint64_t>(row.integer(7));
    s.dtype = row.text(8);
    s.device = row.text(9);
    s.model_name = row.text(10);
    s.model_path = row.text(11);
    s.model_type = row.text(12);
    s.fingerprint = row.text(13);
    s.model_json = row.text(14);
    s.program_version = row.text(15);
    run.end = {run.state, row.text(16), row.real(17), row.real(18), row.real(19)};
    run.thinking = row.text(20);
    run.answer = row.text(21);
    run.prompt_tokens = static_cast<int>(row.integer(22));
    run.generated_tokens = static_cast<int>(row.integer(23));
    run.hidden = row.integer(24) != 0;
    return run;
}

}  // namespace

bool writer_died(const fs::path& file) { return detail::has_orphan(file); }

SessionReader::SessionReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SessionReader::~SessionReader() = default;

SessionReader::Impl::~Impl() {
    db.reset();
    // A read-only connection cannot remove SQLite's side files; a writing one that is the last to leave does.
    std::error_code ignored;
    if (!tidy || !fs::exists(beside(file, "-wal"), ignored) || !fs::is_regular_file(file, ignored)) return;
    if (auto cleaner = Database::open(file, Access::ReadWrite)) (void)(*cleaner)->number("PRAGMA user_version");
}

Result<std::unique_ptr<SessionReader>> SessionReader::open(const fs::path& file) {
    std::error_code failed;
    const auto kind = fs::status(file, failed).type();
    if (kind == fs::file_type::not_found) return bad_input("There is no session '{}'; check the name.", file.string());
    if (kind == fs::file_type::directory) return bad_input("'{}' is a folder, not a session file.", file.string());
    if (kind != fs::file_type::regular)
        return bad_input("'{}' is not a session file, or may not be read; choose another one.", file.string());
    auto impl = std::make_unique<Impl>();
    impl->file = file;
    impl->tidy = !fs::exists(beside(file, "-wal"), failed);
    auto db = open_somehow(file);
    if (!db) return tl::unexpected(db.error());
    impl->db = std::move(*db);
    return std::unique_ptr<SessionReader>(new SessionReader(std::move(impl)));
}

Error SessionReader::Impl::damaged(std::string_view what) const {
    return {ErrorKind::BadInput, fmt::format("The session '{}' is damaged ({}); restore a copy, or save what is left with "
                                             "`sqlite3 FILE .recover`.", file.string(), what)};
}

Status SessionReader::Impl::need_run(RunId run) const {
    auto found = db->query("SELECT 1 FROM runs WHERE id = ?1");
    const auto more = found.bind(run.value).row();
    if (!more) return tl::unexpected(more.error());
    if (*more) return {};
    return bad_input("The session '{}' has no run {}; `reasonscope sessions list` shows the runs.", file.string(), run.value);
}

Result<std::vector<RunSummary>> SessionReader::runs() const {
    std::vector<RunSummary> out;
    bool running = false;
    {
        auto rows = impl_->db->query(kRunColumns);
        rows.bind(detail::Null{});
        for (;;) {
            const auto more = rows.row();
            if (!more) return tl::unexpected(more.error());
            if (!*more) break;
            out.push_back(summary(rows));
            running = running || out.back().state == RunState::Running;
        }
    }
    if (running && !detail::has_writer(impl_->file))
        for (auto& run : out)
            if (run.state == RunState::Running) run.state = run.end.state = RunState::Interrupted;
    return out;
}

Result<RunSummary> SessionReader::run(RunId id) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    RunSummary out;
    {
        auto row = impl_->db->query(kRunColumns);
        const auto more = row.bind(id.value).row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return tl::unexpected(impl_->damaged("a run without a model"));
        out = summary(row);
    }
    if (out.state == RunState::Running && !detail::has_writer(impl_->file))
        out.state = out.end.state = RunState::Interrupted;
    auto rows = impl_->db->query("SELECT token, byte_begin, byte_end FROM tokens WHERE run = ?1 AND generated = 0 ORDER BY position");
    rows.bind(id.value);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        out.start.prompt_ids.push_back(static_cast<std::int32_t>(rows.integer(0)));
        out.start.prompt_spans.push_back({static_cast<std::uint32_t>(rows.integer(1)), static_cast<std::uint32_t>(rows.integer(2))});
    }
}

Result<std::vector<TokenRow>> SessionReader::tokens(RunId id, TokenPos first, TokenPos last) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    std::vector<TokenRow> out;
    auto rows = impl_->db->query("SELECT position, token, text, generated, probability, entropy, milliseconds, alternatives "
                                 "FROM tokens WHERE run = ?1 AND position >= ?2 AND position < ?3 ORDER BY position");
    rows.bind(id.value, first.value, last.value);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        TokenRow& token = out.emplace_back();
        token.position = TokenPos{static_cast<std::int32_t>(rows.integer(0))};
        token.id = static_cast<std::int32_t>(rows.integer(1));
        token.text = rows.text(2);
        token.generated = rows.integer(3) != 0;
        token.probability = static_cast<float>(rows.real(4));
        token.entropy = static_cast<float>(rows.real(5));
        token.milliseconds = rows.real(6);
        auto alternatives = detail::unpack_alternatives(rows.bytes(7));
        if (!alternatives) return tl::unexpected(impl_->damaged(fmt::format("the alternatives of token {}", token.position.value)));
        token.alternatives = std::move(alternatives->alternatives);
        token.alternative_texts = std::move(alternatives->texts);
    }
}

Result<std::vector<StoredStep>> SessionReader::steps(RunId id) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    std::vector<StoredStep> out;
    auto rows = impl_->db->query("SELECT idx, source, class, confidence, byte_begin, byte_end, first, last, text, judge "
                                 "FROM steps WHERE run = ?1 ORDER BY idx");
    rows.bind(id.value);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        const auto source = parse_step_source(rows.bytes(1));
        if (!source || rows.integer(0) != static_cast<std::int64_t>(out.size()))
            return tl::unexpected(impl_->damaged(fmt::format("step {} of run {}", rows.integer(0), id.value)));
        StoredStep& stored = out.emplace_back();
        stored.step.id = StepId{static_cast<std::int32_t>(rows.integer(0))};
        stored.step.source = *source;
        stored.step.cls = parse_step_class(rows.bytes(2)).value_or(StepClass::Unknown);
        stored.step.confidence = static_cast<float>(rows.real(3));
        stored.step.bytes = {static_cast<std::uint32_t>(rows.integer(4)), static_cast<std::uint32_t>(rows.integer(5))};
        stored.step.first = TokenPos{static_cast<std::int32_t>(rows.integer(6))};
        stored.step.last = TokenPos{static_cast<std::int32_t>(rows.integer(7))};
        stored.text = rows.text(8);
        stored.step.judge = parse_step_judge(rows.bytes(9)).value_or(StepJudge::Unknown);
    }
}

Result<std::string> SessionReader::transcript(RunId id) const {
    if (auto there = impl_->need_run(id); !there) return tl::unexpected(there.error());
    std::string out;
    {
        auto prompt = impl_->db->query("SELECT rendered_prompt FROM runs WHERE id = ?1");
        const auto more = prompt.bind(id.value).row();
        if (!more) return tl::unexpected(more.error());
        out = prompt.text(0);
    }
    auto rows = impl_->db->query("SELECT text FROM tokens WHERE run = ?1 AND generated = 1 ORDER BY position");
    rows.bind(id.value);
    for (;;) {
        const auto more = rows.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return out;
        out += rows.bytes(0);
    }
}

}  // namespace reasonscope
