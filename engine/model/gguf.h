#pragma once
// The GGUF format, versions 2 and 3: "GGUF", u32 version, u64 tensor count, u64 key count, the keys with their values, the tensors' names,
// shapes, types and offsets, then, from the next multiple of general.alignment (32 unless told), the tensors' bytes. Little-endian.
// Source: github.com/ggml-org/ggml, docs/gguf.md.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/ggml_type.h"

namespace reasonscope {

/// Values are the numbers of the file format.
enum class GgufType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };

/// A list of one type. Numbers stay packed in the file: a vocabulary has hundreds of thousands.
struct GgufArray {
    GgufType element = GgufType::U8;
    std::size_t count = 0;
    std::span<const std::byte> numbers;      // unless strings or arrays; `count` packed numbers
    std::vector<std::string_view> strings;   // views into the file
    std::vector<GgufArray> arrays;

    /// Number `index` as a double; requires a list of numbers or flags and index < count. Exact up to 2^53.
    [[nodiscard]] double number(std::size_t index) const;
};

using GgufValue = std::variant<bool, std::uint64_t, std::int64_t, double, std::string_view, GgufArray>;

/// One tensor's bytes where they lie. `bytes` may be unaligned for its type when the file's alignment is small.
struct GgufTensor {
    std::string_view name;
    GgmlType type = GgmlType::F32;
    std::vector<std::int64_t> shape;  // row-major as elsewhere: the file's dimensions reversed; blocks run along the last one
    std::span<const std::byte> bytes;
};

/// A memory-mapped file that was validated as a whole: every length lies in the file, names are unique, types known, rows are whole blocks
/// and tensors neither overlap nor leave the file. Strings are bytes as stored, not necessarily UTF-8. Immutable; copies share the map,
/// and views live as long as one of them.
class GgufFile {
public:
    /// Errors: BadInput, one sentence that names the file and what does not fit.
    static Result<GgufFile> open(const std::filesystem::path& path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::uint32_t version() const { return version_; }
    [[nodiscard]] const std::map<std::string_view, GgufValue>& metadata() const { return metadata_; }
    [[nodiscard]] const std::vector<GgufTensor>& tensors() const { return tensors_; }  // by offset
    [[nodiscard]] const GgufTensor* find(std::string_view name) const;
    [[nodiscard]] std::span<const std::byte> file_bytes() const { return file_; }

    // Metadata by key; nothing when the key is absent or holds something else. number() takes integers too.
    [[nodiscard]] const GgufValue* value(std::string_view key) const;
    [[nodiscard]] std::optional<std::string_view> text(std::string_view key) const;
    [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;  // any width, if it fits 63 bits
    [[nodiscard]] std::optional<double> number(std::string_view key) const;
    [[nodiscard]] const GgufArray* array(std::string_view key) const;

private:
    std::filesystem::path path_;
    std::shared_ptr<const void> map_;  // keeps file_ alive
    std::span<const std::byte> file_;
    std::uint32_t version_ = 0;
    std::map<std::string_view, GgufValue> metadata_;
    std::vector<GgufTensor> tensors_;
    std::map<std::string_view, std::size_t> by_name_;
};

}  // namespace reasonscope
