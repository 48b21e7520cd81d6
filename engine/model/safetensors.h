#pragma once
// The safetensors format: u64 little-endian header length, a JSON header {name: {dtype, shape, data_offsets}}, then
// the tensors' bytes, row-major little-endian. Source: github.com/huggingface/safetensors, README "Format".

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace reasonscope {

enum class StoredType { Bool, U8, I8, F8E4M3, F8E5M2, F8E8M0, I16, F16, BF16, I32, U32, F32, I64, U64, F64 };

std::string_view name(StoredType type);           // as the format spells it: "F32", "BF16", "F8_E4M3"
std::size_t bytes_of(StoredType type);            // of one element
std::optional<StoredType> parse_stored_type(std::string_view text);

/// One tensor's bytes where they lie. `bytes` may be unaligned: copy before reading wider than a byte.
struct TensorView {
    std::string name;
    StoredType type = StoredType::F32;
    std::vector<std::int64_t> shape;  // row-major; empty for a scalar
    std::span<const std::byte> bytes;
};

std::string shape_text(std::span<const std::int64_t> shape);  // "[2, 3]"

/// A memory-mapped file whose header was validated as a whole before any tensor is handed out: offsets tile the data without
/// overlap, hole or rest, and every size is dtype times shape. Immutable; copies share the map, and views live as long as one of them.
class SafetensorsFile {
public:
    /// Errors: BadInput, one sentence that names the file, the tensor and what does not fit.
    static Result<SafetensorsFile> open(const std::filesystem::path& path);

    [[nodiscard]] const std::vector<TensorView>& tensors() const { return tensors_; }  // by offset
    [[nodiscard]] const TensorView* find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, std::string>& metadata() const { return metadata_; }
    [[nodiscard]] std::span<const std::byte> file_bytes() const { return file_; }

private:
    std::shared_ptr<const void> map_;  // keeps file_ alive
    std::span<const std::byte> file_;
    std::vector<TensorView> tensors_;
    std::map<std::string, std::string> metadata_;
};

/// Writes all tensors, wider types first (as the reference writer does, so that data stays aligned), ties by name; atomic as write_file.
/// Errors: BadInput when a size does not match its shape or a name is empty or used twice; Failure when the disk says no.
Status write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                         const std::map<std::string, std::string>& metadata = {});

/// A view over a caller's vector, for the writer.
template <class T>
TensorView tensor_view(std::string name, StoredType type, std::vector<std::int64_t> shape, const std::vector<T>& values) {
    return {std::move(name), type, std::move(shape), std::as_bytes(std::span(values))};
}

}  // namespace reasonscope
