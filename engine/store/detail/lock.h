#pragma once
// Who may write: FILE-lock holds an advisory lock for as long as a writer lives. The kernel drops it with the process, so
// a killed writer never leaves a session locked and a living one is never taken for dead.

#include <filesystem>
#include <memory>

#include "base/result.h"

namespace reasonscope::detail {

class WriterLock {
public:
    /// BadInput when another writer holds it, in this process or another, or when the folder is not writable.
    static Result<std::unique_ptr<WriterLock>> take(const std::filesystem::path& session);
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;
    ~WriterLock();  // removes the lock file

private:
    WriterLock(std::filesystem::path file, int fd) : file_(std::move(file)), fd_(fd) {}
    std::filesystem::path file_;
    int fd_;
};

/// Asks without locking, so that asking never gets in a writer's way.
bool has_writer(const std::filesystem::path& session);
/// A lock file that nobody holds: its writer never came to remove it.
bool has_orphan(const std::filesystem::path& session);

}  // namespace reasonscope::detail
