#pragma once

#include <memory>

#include "store/detail/sqlite.h"
#include "store/session.h"

namespace reasonscope {

struct SessionReader::Impl {
    std::filesystem::path file;
    std::unique_ptr<detail::Database> db;  // null when opening failed
    bool tidy = false;  // this reader caused the side files of SQLite's log; they go with it

    ~Impl();
    /// BadInput when the session has no such run.
    Status need_run(RunId run) const;
    [[nodiscard]] Error damaged(std::string_view what) const;
};

}  // namespace reasonscope
