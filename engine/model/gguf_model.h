#pragma once
// A GGUF file seen as the Hugging Face folder it was made from: the same configuration, tensor names, shapes and row order.
// Sources: the tensor names of github.com/ggml-org/llama.cpp (gguf-py) and what its converter does to each family's weights.

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/gguf.h"
#include "model/gguf_config.h"

namespace reasonscope {

/// One tensor under its Hugging Face name, decoded when asked for.
struct GgufWeight {
    std::vector<std::int64_t> shape;  // [rows, columns] or [size], as in the Hugging Face folder
    GgmlType type = GgmlType::F32;    // as stored

    [[nodiscard]] std::int64_t rows() const { return shape.front(); }
    [[nodiscard]] std::int64_t columns() const { return shape.size() > 1 ? shape[1] : 1; }
    [[nodiscard]] std::size_t values() const { return static_cast<std::size_t>(rows() * columns()); }

    // How the rows lie in the file.
    enum class Order {
        Plain,    // one after the other from first_row
        Rotary,   // llama's q and k: the converter interleaves the two halves of each head's rows
        KeyValue  // kv_b cut into transposed keys (source, [heads, columns, nope]) and values (second, [heads, v, columns])
    };
    Order order = Order::Plain;
    std::int64_t first_row = 0;
    std::int64_t head_rows = 0;  // Rotary: rows of one head; KeyValue: nope + v
    GgufTensor source, second;
};

/// A validated file whose every tensor has found its Hugging Face name. Experts stored as one block appear one by one, fused query-key-value
/// and gate-up matrices as their parts. Immutable, safe to read from several threads; copies share the map.
class GgufModel {
public:
    /// Errors: BadInput, one sentence, for a damaged file, an architecture or tensor that is not known, a type that cannot be decoded, or a
    /// shape that contradicts the metadata.
    static Result<GgufModel> open(const std::filesystem::path& path);

    [[nodiscard]] const GgufFile& file() const { return file_; }
    [[nodiscard]] const GgufDescription& description() const { return description_; }
    [[nodiscard]] const std::map<std::string, GgufWeight>& weights() const { return weights_; }  // by Hugging Face name

    /// Decodes rows [first, first + count) into out [count, columns] f32.
    /// Errors: BadInput when the range or the size does not fit.
    static Status read_rows(const GgufWeight& weight, std::int64_t first, std::int64_t count, std::span<float> out);
    /// All rows: out [rows, columns] f32.
    static Status read(const GgufWeight& weight, std::span<float> out) { return read_rows(weight, 0, weight.rows(), out); }

private:
    explicit GgufModel(GgufFile file) : file_(std::move(file)) {}

    GgufFile file_;
    GgufDescription description_;
    std::map<std::string, GgufWeight> weights_;
};

}  // namespace reasonscope
