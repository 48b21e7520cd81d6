#include "model/gguf_model.h"

#include "model/dequantize.h"
#include "model/detail/gguf_names.h"

namespace reasonscope {
namespace {

/// Rows [first, first + count) of a tensor seen as one long list of rows of `columns` values.
Status plain_rows(const GgufTensor& tensor, std::int64_t columns, std::int64_t first, std::int64_t count, std::span<float> out) {
    const auto row = static_cast<std::size_t>(columns) / values_per_block(tensor.type) * bytes_per_block(tensor.type);
    return dequantize(tensor.type, tensor.bytes.subspan(static_cast<std::size_t>(first) * row, static_cast<std::size_t>(count) * row), out);
}

/// Row `row` of the Hugging Face order lies in this row of the file: halves (a b c | d e f) became neighbours (a d b e c f).
std::int64_t interleaved(std::int64_t row, std::int64_t head_rows) {
    const auto head = row / head_rows, within = row % head_rows, half = head_rows / 2;
    return head * head_rows + 2 * (within % half) + within / half;
}

/// Rows of kv_b: each head has its keys, stored transposed, then its values.
Status key_value_rows(const GgufWeight& weight, std::int64_t first, std::int64_t count, std::span<float> out) {
    const auto columns = weight.columns(), keys = weight.source.shape[2], values = weight.second.shape[1];
    std::vector<float> head_keys(static_cast<std::size_t>(columns * keys));
    std::int64_t decoded = -1;
    for (std::int64_t row = first; row < first + count; ++row) {
        const auto to = out.subspan(static_cast<std::size_t>((row - first) * columns), static_cast<std::size_t>(columns));
        const auto head = row / weight.head_rows, within = row % weight.head_rows;
        if (within >= keys) {
            if (auto done = plain_rows(weight.second, columns, head * values + within - keys, 1, to); !done) return done;
            continue;
        }
        if (decoded != head)
            if (auto done = plain_rows(weight.source, keys, head * columns, columns, head_keys); !done) return done;
        decoded = head;
        for (std::size_t c = 0; c < to.size(); ++c) to[c] = head_keys[c * static_cast<std::size_t>(keys) + static_cast<std::size_t>(within)];
    }
    return {};
}

}  // namespace

Status GgufModel::read_rows(const GgufWeight& weight, std::int64_t first, std::int64_t count, std::span<float> out) {
    const auto columns = weight.columns();
    if (first < 0 || count < 0 || first > weight.rows() || count > weight.rows() - first || out.size() != static_cast<std::size_t>(count * columns))
        return bad_input("Rows {} to {} of a tensor with {} do not fit {} values.", first, first + count, weight.rows(), out.size());
    switch (weight.order) {
        case GgufWeight::Order::KeyValue: return key_value_rows(weight, first, count, out);
        case GgufWeight::Order::Plain: break;
        case GgufWeight::Order::Rotary:
            for (std::int64_t i = 0; i < count; ++i) {
                const auto to = out.subspan(static_cast<std::size_t>(i * columns), static_cast<std::size_t>(columns));
                if (auto done = plain_rows(weight.source, columns, weight.first_row + interleaved(first + i, weight.head_rows), 1, to); !done)
                    return done;
            }
            return {};
    }
    return plain_rows(weight.source, columns, weight.first_row + first, count, out);
}

Result<GgufModel> GgufModel::open(const std::filesystem::path& path) {
    auto file = GgufFile::open(path);
    if (!file) return tl::unexpected(file.error());
    GgufModel out(std::move(*file));
    auto description = describe_gguf(out.file_);
    if (!description) return tl::unexpected(description.error());
    out.description_ = std::move(*description);
    auto weights = detail::name_weights(out.file_, out.description_);
    if (!weights) return tl::unexpected(weights.error());
    out.weights_ = std::move(*weights);
    return out;
}

}  // namespace reasonscope
