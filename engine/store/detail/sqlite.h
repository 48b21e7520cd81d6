#pragma once
// A thin cover over SQLite: errors become sentences, statements are prepared once. One thread at a time.

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"

namespace reasonscope::detail {

struct Blob {
    std::string_view bytes;
};
struct Null {};

/// A prepared statement borrowed from its database; reset and unbound when it goes. Bound text and blobs must outlive it.
class Query {
public:
    Query(const class Database& db, sqlite3_stmt* statement, int prepared) : db_(&db), stmt_(statement), rc_(prepared) {}
    Query(Query&& other) noexcept;
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    Query& operator=(Query&&) = delete;
    ~Query();

    /// Binds ?1, ?2, ... in order.
    template <class... Values>
    Query& bind(const Values&... values) {
        int index = 0;
        (put(++index, values), ...);
        return *this;
    }
    Result<bool> row();  // true: there is one more row
    Status run();        // runs to the end
    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(stmt_, column); }
    [[nodiscard]] double real(int column) const { return sqlite3_column_double(stmt_, column); }
    [[nodiscard]] bool is_null(int column) const { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }
    [[nodiscard]] std::string_view bytes(int column) const;  // text or blob; valid until the next row()
    [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }

private:
    void put(int index, std::int64_t value) { keep(sqlite3_bind_int64(stmt_, index, value)); }
    void put(int index, std::int32_t value) { keep(sqlite3_bind_int64(stmt_, index, value)); }
    void put(int index, std::uint32_t value) { keep(sqlite3_bind_int64(stmt_, index, value)); }
    void put(int index, bool value) { keep(sqlite3_bind_int64(stmt_, index, value ? 1 : 0)); }
    void put(int index, double value) { keep(sqlite3_bind_double(stmt_, index, value)); }
    void put(int index, float value) { keep(sqlite3_bind_double(stmt_, index, static_cast<double>(value))); }
    void put(int index, std::string_view value);
    void put(int index, const std::string& value) { put(index, std::string_view(value)); }
    void put(int index, const char* value) { put(index, std::string_view(value)); }
    void put(int index, Blob value);
    void put(int index, Null) { keep(sqlite3_bind_null(stmt_, index)); }
    void keep(int rc) {
        if (rc_ == SQLITE_OK) rc_ = rc;
    }

    const Database* db_;
    sqlite3_stmt* stmt_;
    int rc_;  // first error of prepare or bind
};

enum class Access { ReadOnly, Immutable, Exclusive, ReadWrite };  // Exclusive: reads alone, without a shared-memory file

class Database {
public:
    /// Opens; nothing is read yet.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file, Access access);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// `sql` must be a literal: its address is the cache key. A statement may not be used inside its own loop.
    Query query(const char* sql) const;
    Status exec(const char* sql) const;
    /// First column of the first row of `sql`; 0 without rows.
    Result<std::int64_t> number(const char* sql) const;
    [[nodiscard]] Error error(int rc) const;  // the sentence for `rc`, the newest result code of this connection
    [[nodiscard]] sqlite3* handle() const { return db_; }
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

private:
    Database(std::filesystem::path file, sqlite3* db) : file_(std::move(file)), db_(db) {}
    std::filesystem::path file_;
    sqlite3* db_;
    mutable std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

bool is_corruption(int rc);

}  // namespace reasonscope::detail
