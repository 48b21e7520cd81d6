#include "store/detail/sqlite.h"

#include <cerrno>
#include <cstring>

namespace reasonscope::detail {
namespace {

constexpr int kBusyMilliseconds = 5000;

/// file: URI of an absolute path; needed because "immutable" is no open flag.
std::string uri(const std::filesystem::path& file, Access access) {
    static constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    std::string out = "file:";
    for (const char c : file.string()) {
        if (kPlain.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    if (access == Access::Immutable) out += "?immutable=1";
    return out;
}

Error sentence(const std::filesystem::path& file, int rc, int system_error, std::string_view detail) {
    const auto name = file.string();
    const bool no_space = system_error == ENOSPC || system_error == EDQUOT;
    switch (rc & 0xff) {
        case SQLITE_NOTADB:
            return {ErrorKind::BadInput,
                    fmt::format("'{}' is not a Reasonscope session (no SQLite database, or its first page is damaged); "
                                "choose another file.", name)};
        case SQLITE_CORRUPT:
            return {ErrorKind::BadInput,
                    fmt::format("The session '{}' is damaged ({}); restore a copy, or save what is left with "
                                "`sqlite3 FILE .recover`.", name, detail)};
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return {ErrorKind::BadInput,
                    fmt::format("The session '{}' cannot be written (read-only file, folder or disk); choose another "
                                "file or change its permissions.", name)};
        case SQLITE_CANTOPEN:
            return {ErrorKind::BadInput,
                    fmt::format("The session '{}' cannot be opened{}; check that its folder exists and that you may "
                                "use it.", name, system_error ? fmt::format(" ({})", std::strerror(system_error)) : "")};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::Failure,
                    fmt::format("The session '{}' is held by another program; close it there and try again.", name)};
        case SQLITE_IOERR:
            if (!no_space)
                return {ErrorKind::Failure,
                        fmt::format("Reading or writing the session '{}' failed ({}); check the disk.", name,
                                    system_error ? std::strerror(system_error) : std::string(detail).c_str())};
            [[fallthrough]];
        case SQLITE_FULL:
            return {ErrorKind::Failure,
                    fmt::format("The disk that holds the session '{}' is full; free some space and run again "
                                "(what was stored before stays readable).", name)};
        default:
            return {ErrorKind::Failure, fmt::format("The session '{}' refused a request ({}); check it with "
                                                    "`reasonscope sessions check`.", name, detail)};
    }
}

}  // namespace

bool is_corruption(int rc) { return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB; }

Query::Query(Query&& other) noexcept : db_(other.db_), stmt_(other.stmt_), rc_(other.rc_) { other.stmt_ = nullptr; }

Query::~Query() {
    if (!stmt_) return;
    sqlite3_reset(stmt_);
    sqlite3_clear_bindings(stmt_);
}

Result<bool> Query::row() {
    if (rc_ != SQLITE_OK) return tl::unexpected(db_->error(rc_));
    const int rc = sqlite3_step(stmt_);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_DONE) return false;
    return tl::unexpected(db_->error(rc));
}

Status Query::run() {
    for (;;) {
        const auto more = row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return {};
    }
}

std::string_view Query::bytes(int column) const {
    const void* data = sqlite3_column_blob(stmt_, column);
    const int size = sqlite3_column_bytes(stmt_, column);
    return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string_view();
}

void Query::put(int index, std::string_view value) {
    keep(sqlite3_bind_text64(stmt_, index, value.data() ? value.data() : "", value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::put(int index, Blob value) {
    // A null pointer would bind NULL; an empty blob is a value.
    keep(sqlite3_bind_blob64(stmt_, index, value.bytes.data() ? value.bytes.data() : "", value.bytes.size(), SQLITE_STATIC));
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Access access) {
    const bool write = access == Access::ReadWrite;
    const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE |
                      (write                         ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                       : access == Access::Exclusive ? SQLITE_OPEN_READWRITE
                                                     : SQLITE_OPEN_READONLY);
    sqlite3* handle = nullptr;
    std::error_code ignored;
    const auto absolute = std::filesystem::absolute(file, ignored);
    const int rc = sqlite3_open_v2(uri(absolute, access).c_str(), &handle, flags, nullptr);
    std::unique_ptr<Database> db(new Database(file, handle));
    if (rc != SQLITE_OK) return tl::unexpected(db->error(rc));
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    // A session may come from anyone: nothing in its schema may run code or reach outside.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    if (!write) sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // No memory map of the main file: one that another program truncates would kill the process.
    if (auto set = db->exec("PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON;"); !set)
        return tl::unexpected(set.error());
    if (access == Access::Exclusive)
        if (auto set = db->exec("PRAGMA locking_mode=EXCLUSIVE;"); !set) return tl::unexpected(set.error());
    if (!write)
        if (auto set = db->exec("PRAGMA query_only=ON;"); !set) return tl::unexpected(set.error());
    return db;
}

Database::~Database() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
}

Query Database::query(const char* sql) const {
    auto& statement = statements_[sql];
    int rc = SQLITE_OK;
    if (!statement) rc = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return {*this, statement, rc};
}

Status Database::exec(const char* sql) const {
    const int rc = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK) return tl::unexpected(error(rc));
    return {};
}

Result<std::int64_t> Database::number(const char* sql) const {
    auto found = query(sql);
    const auto more = found.row();
    if (!more) return tl::unexpected(more.error());
    return *more ? found.integer(0) : 0;
}

Error Database::error(int rc) const {
    // A damaged schema is quoted in SQLite's words; one sentence has no line breaks.
    std::string detail = db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(rc);
    for (char& c : detail)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return sentence(file_, rc, db_ ? sqlite3_system_errno(db_) : 0, detail);
}

}  // namespace reasonscope::detail
