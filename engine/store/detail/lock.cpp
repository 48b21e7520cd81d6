#include "store/detail/lock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace reasonscope::detail {
namespace {

/// The same file for every way to spell the session's path.
std::filesystem::path lock_file(const std::filesystem::path& session) {
    std::error_code failed;
    auto real = std::filesystem::weakly_canonical(session, failed);
    if (failed) real = session;
    real += "-lock";
    return real;
}

struct flock whole_file(short type) {
    struct flock range {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    return range;
}

bool is_same_file(int fd, const std::filesystem::path& file) {
    struct stat open_one {}, named_one {};
    return fstat(fd, &open_one) == 0 && stat(file.c_str(), &named_one) == 0 && open_one.st_ino == named_one.st_ino &&
           open_one.st_dev == named_one.st_dev;
}

std::string holder(int fd) {
    char text[32] = {};
    const auto size = pread(fd, text, sizeof text - 1, 0);
    return size > 0 ? fmt::format(" (process {})", std::string_view(text, static_cast<std::size_t>(size))) : "";
}

}  // namespace

Result<std::unique_ptr<WriterLock>> WriterLock::take(const std::filesystem::path& session) {
    const auto file = lock_file(session);
    for (;;) {
        const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0) {
            if (errno == ENOSPC || errno == EDQUOT)
                return failure("The disk that holds the session '{}' is full; free some space and run again.", session.string());
            return bad_input("The session '{}' cannot be written ({}); choose a file in a folder where you may write.",
                             session.string(), std::strerror(errno));
        }
        // Open-file-description locks belong to this descriptor: a second writer in the same process is refused as well.
        auto wanted = whole_file(F_WRLCK);
        if (fcntl(fd, F_OFD_SETLK, &wanted) != 0) {
            const int problem = errno;
            const auto who = holder(fd);
            ::close(fd);
            if (problem == EAGAIN || problem == EACCES)
                return bad_input("The session '{}' is being written by another Reasonscope{}; close it there or choose "
                                 "another session file.", session.string(), who);
            return bad_input("The session '{}' cannot be locked ({}); keep sessions on a local disk.", session.string(),
                             std::strerror(problem));
        }
        // A writer that just left may have removed the file between open and lock: such a lock protects nothing.
        if (!is_same_file(fd, file)) {
            ::close(fd);
            continue;
        }
        const auto pid = std::to_string(::getpid());
        // The number only makes a message clearer; a full disk must not keep anyone from opening a session.
        if (ftruncate(fd, 0) == 0 && pwrite(fd, pid.data(), pid.size(), 0) < 0) (void)ftruncate(fd, 0);
        return std::unique_ptr<WriterLock>(new WriterLock(file, fd));
    }
}

WriterLock::~WriterLock() {
    ::unlink(file_.c_str());  // while still locked: see is_same_file above
    ::close(fd_);
}

bool has_writer(const std::filesystem::path& session) {
    const int fd = ::open(lock_file(session).c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    auto question = whole_file(F_WRLCK);
    const bool held = fcntl(fd, F_OFD_GETLK, &question) == 0 && question.l_type != F_UNLCK;
    ::close(fd);
    return held;
}

bool has_orphan(const std::filesystem::path& session) {
    std::error_code failed;
    return std::filesystem::exists(lock_file(session), failed) && !has_writer(session);
}

}  // namespace reasonscope::detail
