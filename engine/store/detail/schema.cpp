#include "store/detail/schema.h"

#include <algorithm>
#include <iterator>

#include "store/detail/tables.h"

namespace reasonscope::detail {
namespace {

struct Identity {
    std::int64_t application = 0, format = 0, objects = 0;  // objects: rows of the schema table
};

Result<Identity> identify(const Database& db) {
    Identity id;
    const auto objects = db.number("SELECT count(*) FROM sqlite_schema");
    if (!objects) return tl::unexpected(objects.error());
    const auto application = db.number("PRAGMA application_id");
    if (!application) return tl::unexpected(application.error());
    const auto format = db.number("PRAGMA user_version");
    if (!format) return tl::unexpected(format.error());
    return Identity{*application, *format, *objects};
}

Status refuse_strangers(const Database& db, const Identity& id) {
    const auto name = db.file().string();
    if (id.application != kApplicationId)
        return bad_input("'{}' is a database of another program, not a Reasonscope session; choose another file.", name);
    if (id.format > kFormat)
        return bad_input("The session '{}' was written by a newer Reasonscope (format {}; this one reads up to {}): update "
                         "the program.", name, id.format, kFormat);
    return {};
}

/// Our tables are there, as tables, and nothing that would run by itself.
Status check_tables(const Database& db) {
    auto found = db.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
    std::size_t known = 0;
    for (;;) {
        const auto more = found.row();
        if (!more) return tl::unexpected(more.error());
        if (!*more) break;
        known += static_cast<std::size_t>(
            std::count(std::begin(kTableNames), std::end(kTableNames), found.bytes(0)));
    }
    const auto foreign = db.number("SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')");
    if (!foreign) return tl::unexpected(foreign.error());
    if (known != std::size(kTableNames) || *foreign != 0)
        return bad_input("The session '{}' is damaged (its tables are not those of format {}); restore a copy.",
                         db.file().string(), kFormat);
    return {};
}

Status create(const Database& db) {
    if (auto begun = db.exec("BEGIN IMMEDIATE"); !begun) return begun;
    const auto fill = [&]() -> Status {
        if (auto done = db.exec(kTables); !done) return done;
        for (const auto& step : migrations())
            if (auto done = db.exec(step.sql); !done) return done;
        return db.exec(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; COMMIT;", kApplicationId, kFormat).c_str());
    };
    auto filled = fill();
    if (!filled && db.in_transaction()) (void)db.exec("ROLLBACK");  // the first error is the one to tell
    return filled;
}

Status back_up(const Database& db, int from) {
    auto copy = db.file();
    copy += fmt::format(".v{}.bak", from);
    std::error_code problem;
    if (std::filesystem::exists(copy, problem))
        return bad_input("The session '{}' is of the older format {} and has to be migrated, but its backup '{}' exists "
                         "already; move that file away and try again.", db.file().string(), from, copy.string());
    auto target = Database::open(copy, Access::ReadWrite);
    if (!target) return tl::unexpected(target.error());
    auto* backup = sqlite3_backup_init((*target)->handle(), "main", db.handle(), "main");
    int rc = SQLITE_ERROR;
    if (backup) {
        rc = sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
    }
    if (rc == SQLITE_DONE) return {};
    Error error = (*target)->error(rc);
    target->reset();
    std::filesystem::remove(copy, problem);
    return tl::unexpected(std::move(error));
}

}  // namespace

std::span<const Migration> migrations() {
    static constexpr Migration kMigrations[] = {{1, kFormat1To2}, {2, kFormat2To3}};
    return kMigrations;
}

Status migrate(const Database& db, int from, int to, std::span<const Migration> steps) {
    const auto step_from = [&](int version) {
        return std::find_if(steps.begin(), steps.end(), [&](const Migration& m) { return m.from == version; });
    };
    for (int version = from; version < to; ++version)
        if (step_from(version) == steps.end())
            return bad_input("The session '{}' has format {}, which this program cannot read.", db.file().string(), from);
    if (auto saved = back_up(db, from); !saved) return saved;
    // Tables may be rebuilt on the way: foreign keys rest and are checked at the end.
    if (auto off = db.exec("PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE;"); !off) return off;
    const auto walk = [&]() -> Status {
        for (int version = from; version < to; ++version)
            if (auto done = db.exec(step_from(version)->sql); !done) return done;
        const auto broken = db.number("SELECT count(*) FROM pragma_foreign_key_check");
        if (!broken) return tl::unexpected(broken.error());
        if (*broken != 0)
            return failure("The session '{}' could not be migrated: {} of its rows point nowhere; it is unchanged.",
                           db.file().string(), *broken);
        return db.exec(fmt::format("PRAGMA user_version={}; COMMIT;", to).c_str());
    };
    auto walked = walk();
    if (!walked && db.in_transaction()) (void)db.exec("ROLLBACK");  // the first error is the one to tell
    if (auto on = db.exec("PRAGMA foreign_keys=ON;"); !on && walked) return on;
    return walked;
}

Status prepare_for_writing(const Database& db) {
    if (sqlite3_db_readonly(db.handle(), "main") == 1) return tl::unexpected(db.error(SQLITE_READONLY));
    const auto id = identify(db);
    if (!id) return tl::unexpected(id.error());
    const bool empty = id->objects == 0 && id->application == 0 && id->format == 0;
    if (!empty)
        if (auto ours = refuse_strangers(db, *id); !ours) return ours;
    // Must come before the first page is written; a removed run then gives its space back.
    if (empty)
        if (auto set = db.exec("PRAGMA auto_vacuum=INCREMENTAL;"); !set) return set;
    // NORMAL in WAL mode: a killed process loses nothing that was committed; a power cut may cost what came after the
    // last checkpoint (one is made at the end of each run) but never damages the file.
    if (auto set = db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=16777216;"); !set)
        return set;
    if (empty)
        if (auto created = create(db); !created) return created;
    if (!empty && id->format < kFormat)
        if (auto migrated = migrate(db, static_cast<int>(id->format), kFormat, migrations()); !migrated) return migrated;
    return check_tables(db);
}

Status check_readable(const Database& db) {
    const auto id = identify(db);
    if (!id) return tl::unexpected(id.error());
    if (id->objects == 0 && id->application == 0)
        return bad_input("'{}' holds no session yet; run a prompt into it first.", db.file().string());
    if (auto ours = refuse_strangers(db, *id); !ours) return ours;
    if (id->format < kFormat)
        return bad_input("The session '{}' has the older format {}; open it in the window or with `reasonscope ask --session` "
                         "once, which updates it and keeps a backup.", db.file().string(), id->format);
    return check_tables(db);
}

}  // namespace reasonscope::detail
