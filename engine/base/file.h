#pragma once
// Files: whole reads, read-only memory maps, and writes that never leave half a file behind.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace reasonscope {

/// Reads a whole file. BadInput with one sentence when it is missing, a folder or unreadable.
Result<std::string> read_file(const std::filesystem::path& path);

/// Writes `bytes` next to `path`, syncs, then renames over it; on error `path` is untouched.
Status write_file(const std::filesystem::path& path, std::string_view bytes);

/// Read-only private map of a whole file; unmapped in the destructor. Thread-safe to read.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }

private:
    MappedFile() = default;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Gives the memory of mapped bytes that were read back to the system; reading them again fetches them again. For maps of unchanged files only:
/// `bytes` must lie in a MappedFile. Whole pages inside `bytes` only; thread-safe.
void release_pages(std::span<const std::byte> bytes);

}  // namespace reasonscope
