#include "store/query.h"

#include <algorithm>

#include "store/detail/reader_impl.h"

namespace reasonscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kStepsBetweenLooks = 1000;      // of SQLite's virtual machine
constexpr int kLongestValue = 64 * 1024 * 1024;  // bytes; a query may not ask for more memory at once

std::string sql_text(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

std::string contains(std::string_view column, std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return fmt::format("{} LIKE {} ESCAPE '\\'", column, sql_text("%" + pattern + "%"));
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// The index knows sequences of three characters.
std::string found_in_search(std::string_view text) {
    if (characters(text) < 3) return contains("text", text);
    std::string phrase = "\"";
    for (const char c : text) phrase += c == '"' ? std::string("\"\"") : std::string(1, c);
    return "search MATCH " + sql_text(phrase + "\"");
}

std::string where(const std::vector<std::string>& conditions) {
    std::string out;
    for (const auto& condition : conditions) out += (out.empty() ? "\nWHERE " : "\n  AND ") + condition;
    return out;
}

void ask_of_runs(const StepFilter& filter, std::vector<std::string>& conditions) {
    if (!filter.answer.empty()) conditions.push_back(contains("r.answer", filter.answer));
    if (!filter.model.empty()) conditions.push_back(contains("r.model_name", filter.model));
    if (!filter.from.empty()) conditions.push_back("date(r.created) >= " + sql_text(filter.from));
    if (!filter.to.empty()) conditions.push_back("date(r.created) <= " + sql_text(filter.to));
}

bool asks_of_runs(const StepFilter& f) { return !(f.answer.empty() && f.model.empty() && f.from.empty() && f.to.empty()); }
bool asks_of_steps(const StepFilter& f) { return f.step_class || f.entropy_above || f.confidence_below; }

constexpr std::string_view kStepColumns =
    "SELECT r.id AS run, s.idx AS step, s.class,\n"
    "  (SELECT avg(t.entropy) FROM tokens t WHERE t.run = s.run AND t.position >= s.first AND t.position < s.last AND t.generated) AS entropy,\n"
    "  (SELECT avg(t.probability) FROM tokens t WHERE t.run = s.run AND t.position >= s.first AND t.position < s.last AND t.generated) AS confidence,\n"
    "  s.text\n"
    "FROM steps s JOIN runs r ON r.id = s.run";

/// What one query may do and how long. Its address is what SQLite's callbacks get.
struct Watch {
    Clock::time_point end;
    std::stop_token stop;
    bool refused = false, late = false, stopped = false;

    static int authorize(void* self, int action, const char* first, const char* second, const char*, const char*) {
        if (action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE) return SQLITE_OK;
        if (action == SQLITE_FUNCTION && std::string_view(second ? second : "") != "load_extension") return SQLITE_OK;
        const std::string_view subject = first ? first : "";
        // The full-text index asks these two itself, the second when it declares its columns; a statement that really writes is not
        // read-only, and refused for that.
        if (action == SQLITE_PRAGMA && subject == "data_version" && !second) return SQLITE_OK;
        if (action == SQLITE_UPDATE && subject == "sqlite_master") return SQLITE_OK;
        static_cast<Watch*>(self)->refused = true;
        return SQLITE_DENY;
    }

    static int look(void* self) {
        auto& watch = *static_cast<Watch*>(self);
        watch.stopped = watch.stop.stop_requested();
        watch.late = Clock::now() > watch.end;
        return watch.stopped || watch.late ? 1 : 0;
    }
};

/// Puts the connection back as it was.
class Guarded {
public:
    Guarded(sqlite3* db, Watch& watch) : db_(db), longest_(sqlite3_limit(db, SQLITE_LIMIT_LENGTH, kLongestValue)) {
        sqlite3_set_authorizer(db, &Watch::authorize, &watch);
        sqlite3_progress_handler(db, kStepsBetweenLooks, &Watch::look, &watch);
    }
    ~Guarded() {
        sqlite3_finalize(statement);
        sqlite3_set_authorizer(db_, nullptr, nullptr);
        sqlite3_progress_handler(db_, 0, nullptr, nullptr);
        sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, longest_);
    }
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;
    sqlite3_stmt* statement = nullptr;

private:
    sqlite3* db_;
    int longest_;
};

QueryValue value(sqlite3_stmt* row, int column) {
    switch (sqlite3_column_type(row, column)) {
        case SQLITE_NULL: return {};
        case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(row, column)};
        case SQLITE_FLOAT: return sqlite3_column_double(row, column);
        case SQLITE_TEXT:
            return std::string(reinterpret_cast<const char*>(sqlite3_column_text(row, column)), static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
        default: return fmt::format("({} bytes)", sqlite3_column_bytes(row, column));
    }
}

bool is_blank(const char* tail) {
    return std::all_of(tail, tail + std::char_traits<char>::length(tail), [](char c) { return c == ';' || std::isspace(static_cast<unsigned char>(c)); });
}

Error sentence(sqlite3* db, const Watch& watch, const QueryLimits& limits) {
    if (watch.refused) return {ErrorKind::BadInput, "Only reading is allowed here; ask with a SELECT."};
    if (watch.stopped) return {ErrorKind::Cancelled, "The query was stopped."};
    if (watch.late)
        return {ErrorKind::Failure, fmt::format("The query was stopped after {:.3g} s; ask for less.", static_cast<double>(limits.time.count()) / 1000)};
    std::string said = sqlite3_errmsg(db);
    std::replace_if(said.begin(), said.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return {ErrorKind::BadInput, fmt::format("The query was not understood: {}.", said)};
}

}  // namespace

int QueryTable::column(std::string_view name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

bool StepFilter::empty() const { return text.empty() && !asks_of_runs(*this) && !asks_of_steps(*this); }

std::string filter_sql(const StepFilter& filter) {
    std::vector<std::string> conditions;
    if (asks_of_steps(filter)) {
        if (filter.step_class) conditions.push_back(fmt::format("s.class = {}", sql_text(name(*filter.step_class))));
        if (!filter.text.empty()) conditions.push_back(contains("s.text", filter.text));
        ask_of_runs(filter, conditions);
        if (filter.entropy_above) conditions.push_back(fmt::format("entropy > {}", *filter.entropy_above));
        if (filter.confidence_below) conditions.push_back(fmt::format("confidence < {}", *filter.confidence_below));
        const std::string order = filter.confidence_below && !filter.entropy_above ? "confidence" : "entropy DESC";
        return fmt::format("{}{}\nORDER BY {}, run, step", kStepColumns, where(conditions), filter.step_class && conditions.size() == 1 ? "run DESC" : order);
    }
    if (filter.text.empty()) {
        ask_of_runs(filter, conditions);
        return "SELECT r.id AS run, NULL AS step, r.model_name AS model, r.answer, r.prompt AS text\nFROM runs r" + where(conditions) + "\nORDER BY r.id DESC";
    }
    conditions.push_back(found_in_search(filter.text));
    const bool runs = asks_of_runs(filter);
    ask_of_runs(filter, conditions);
    return std::string("SELECT run, step, text\nFROM search") + (runs ? " JOIN runs r ON r.id = run" : "") + where(conditions) + "\nORDER BY run DESC, step";
}

Result<QueryTable> SessionReader::query(const std::string& sql, const QueryLimits& limits, std::stop_token stop) const {
    sqlite3* db = impl_->db->handle();
    Watch watch{Clock::now() + limits.time, std::move(stop)};
    Guarded guarded(db, watch);
    const char* tail = nullptr;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &guarded.statement, &tail) != SQLITE_OK) return tl::unexpected(sentence(db, watch, limits));
    if (!guarded.statement) return bad_input("There is nothing to ask; write a SELECT.");
    if (!is_blank(tail)) return bad_input("One question at a time: leave out what stands behind the first semicolon.");
    if (!sqlite3_stmt_readonly(guarded.statement)) return bad_input("Only reading is allowed here; ask with a SELECT.");
    QueryTable table;
    for (int i = 0; i < sqlite3_column_count(guarded.statement); ++i) table.columns.emplace_back(sqlite3_column_name(guarded.statement, i));
    for (;;) {
        const int rc = sqlite3_step(guarded.statement);
        if (rc == SQLITE_DONE) return table;
        if (rc != SQLITE_ROW) return tl::unexpected(sentence(db, watch, limits));
        if (table.rows.size() == limits.rows) {
            table.cut = true;
            return table;
        }
        auto& row = table.rows.emplace_back();
        for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) row.push_back(value(guarded.statement, i));
    }
}

}  // namespace reasonscope
