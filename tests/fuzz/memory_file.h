#pragma once
// The fuzzer's bytes as a file that a reader can open by path, without touching a disk.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace reasonscope::fuzz {

class MemoryFile {
public:
    MemoryFile(const std::uint8_t* bytes, std::size_t size) : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
        if (descriptor_ < 0) std::abort();
        while (size > 0) {
            const ssize_t n = ::write(descriptor_, bytes, size);
            if (n <= 0) std::abort();
            bytes += n;
            size -= static_cast<std::size_t>(n);
        }
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

/// A refusal must be a sentence: no reader may fail without saying why.
template <class R>
bool accepted(const R& result) {
    if (result) return true;
    const auto& message = result.error().message;
    if (!message.ends_with('.') && !message.ends_with('?')) std::abort();
    return false;
}

}  // namespace reasonscope::fuzz
