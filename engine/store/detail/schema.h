#pragma once
// The tables of a session file, its versions, and the way from an older version to this one.

#include <filesystem>
#include <span>

#include "base/result.h"
#include "store/detail/sqlite.h"

namespace reasonscope::detail {

inline constexpr std::int64_t kApplicationId = 0x52534350;  // "RSCP"
inline constexpr int kFormat = 3;                           // PRAGMA user_version of files written by this program

/// Takes a file from format `from` to `from + 1`; runs inside one transaction with foreign keys off.
struct Migration {
    int from;
    const char* sql;
};
/// Every migration there is, ascending, without a gap below kFormat; format 1 was the first.
std::span<const Migration> migrations();

/// Creates the tables in an empty file, checks whose file it is, migrates an older format. `db` is open for writing.
Status prepare_for_writing(const Database& db);
/// Refuses what is no session of this format, in a sentence.
Status check_readable(const Database& db);

/// Saves FILE.v<from>.bak first (never over an existing one), then runs `steps` from `from` to `to` in one transaction.
Status migrate(const Database& db, int from, int to, std::span<const Migration> steps);

}  // namespace reasonscope::detail
