#include "base/file.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace reasonscope {
namespace {

/// Owns a file descriptor.
struct Descriptor {
    int fd = -1;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

Result<std::size_t> regular_size(int fd, const std::filesystem::path& path) {
    struct stat info{};
    if (::fstat(fd, &info) != 0) return bad_input("Cannot read '{}': {}.", path.string(), std::strerror(errno));
    if (S_ISDIR(info.st_mode)) return bad_input("'{}' is a folder, a file was expected.", path.string());
    return static_cast<std::size_t>(info.st_size);
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0) return bad_input("Cannot open '{}': {}.", path.string(), std::strerror(errno));
    if (auto size = regular_size(file.fd, path); !size) return tl::unexpected(size.error());
    std::string text;
    char buffer[1 << 16];
    for (;;) {
        const ssize_t n = ::read(file.fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return bad_input("Cannot read '{}': {}.", path.string(), std::strerror(errno));
        if (n == 0) return text;
        text.append(buffer, static_cast<std::size_t>(n));
    }
}

Status write_file(const std::filesystem::path& path, std::string_view bytes) {
    auto temporary = path;
    temporary += fmt::format(".part{}", ::getpid());
    const auto give_up = [&](const char* what) -> Status {
        const int reason = errno;
        ::unlink(temporary.c_str());
        return failure("Cannot {} '{}': {}.", what, path.string(), std::strerror(reason));
    };
    {
        const Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
        if (file.fd < 0) return give_up("create");
        while (!bytes.empty()) {
            const ssize_t n = ::write(file.fd, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return give_up("write");
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        if (::fsync(file.fd) != 0) return give_up("write");
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) return give_up("replace");
    return {};
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0) return bad_input("Cannot open '{}': {}.", path.string(), std::strerror(errno));
    const auto size = regular_size(file.fd, path);
    if (!size) return tl::unexpected(size.error());
    MappedFile map;
    if (*size == 0) return map;
    void* data = ::mmap(nullptr, *size, PROT_READ, MAP_PRIVATE, file.fd, 0);
    if (data == MAP_FAILED) return failure("Cannot map '{}': {}.", path.string(), std::strerror(errno));
    map.data_ = static_cast<const std::byte*>(data);
    map.size_ = *size;
    return map;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

void release_pages(std::span<const std::byte> bytes) {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
    const auto end = (reinterpret_cast<std::uintptr_t>(bytes.data()) + bytes.size()) / page * page;
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

}  // namespace reasonscope
