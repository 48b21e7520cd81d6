#include "model/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "base/file.h"

namespace reasonscope {
namespace {

static_assert(std::endian::native == std::endian::little, "tensor bytes are used as they lie in the file");

using nlohmann::json;

constexpr std::size_t kPrefix = 8;                   // header length, u64 little-endian
constexpr std::uint64_t kMaxHeader = 100'000'000;    // the reference implementation's limit

struct TypeRow {
    StoredType type;
    std::string_view name;
    std::size_t bytes;
};
constexpr std::array<TypeRow, 15> kTypes{{{StoredType::Bool, "BOOL", 1},
                                          {StoredType::U8, "U8", 1},
                                          {StoredType::I8, "I8", 1},
                                          {StoredType::F8E4M3, "F8_E4M3", 1},
                                          {StoredType::F8E5M2, "F8_E5M2", 1},
                                          {StoredType::F8E8M0, "F8_E8M0", 1},
                                          {StoredType::I16, "I16", 2},
                                          {StoredType::F16, "F16", 2},
                                          {StoredType::BF16, "BF16", 2},
                                          {StoredType::I32, "I32", 4},
                                          {StoredType::U32, "U32", 4},
                                          {StoredType::F32, "F32", 4},
                                          {StoredType::I64, "I64", 8},
                                          {StoredType::U64, "U64", 8},
                                          {StoredType::F64, "F64", 8}}};

const TypeRow& row(StoredType type) {
    return *std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& r) { return r.type == type; });
}

/// dtype size times shape, or nothing when the product leaves 63 bits.
std::optional<std::uint64_t> byte_size(StoredType type, std::span<const std::int64_t> shape) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
    std::uint64_t total = bytes_of(type);
    for (const auto dimension : shape) {
        if (total > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / static_cast<std::uint64_t>(dimension))
            return std::nullopt;
        total *= static_cast<std::uint64_t>(dimension);
    }
    return total;
}

/// A list of non-negative integers that fit 63 bits, or nothing.
std::optional<std::vector<std::int64_t>> counts(const json& list) {
    if (!list.is_array()) return std::nullopt;
    std::vector<std::int64_t> out;
    for (const auto& item : list) {
        if (!item.is_number_unsigned() || item.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
            return std::nullopt;
        out.push_back(item.get<std::int64_t>());
    }
    return out;
}

/// Parses the header and refuses names that occur twice, which a plain JSON parse would silently merge.
Result<json> parse_header(std::string_view text, const std::string& file) {
    std::set<std::string> seen;
    std::string twice;
    const auto watch = [&](int depth, json::parse_event_t event, json& value) {
        if (event == json::parse_event_t::key && depth == 1 && !seen.insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    json header = json::parse(text.begin(), text.end(), watch, /*allow_exceptions=*/false);
    if (!header.is_object()) return bad_input("'{}' is damaged: its header is not a JSON object.", file);
    if (!twice.empty()) return bad_input("'{}' is damaged: tensor '{}' is listed twice.", file, twice);
    return header;
}

/// One header entry; `data` are the bytes after the header.
Result<TensorView> parse_tensor(const std::string& name, const json& entry, std::span<const std::byte> data, const std::string& file) {
    const auto say = [&](std::string_view what) { return bad_input("'{}' is damaged: tensor '{}' {}.", file, name, what); };
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets"))
        return say("lacks dtype, shape or data_offsets");
    if (!entry["dtype"].is_string()) return say("has a dtype that is not a text");
    TensorView tensor{name, StoredType::F32, {}, {}};
    const auto dtype = entry["dtype"].get<std::string>();
    const auto type = parse_stored_type(dtype);
    if (!type) return say(fmt::format("has the unknown dtype '{}'", dtype));
    tensor.type = *type;
    auto shape = counts(entry["shape"]);
    if (!shape) return say("has a shape that is not a list of sizes");
    tensor.shape = std::move(*shape);
    const auto offsets = counts(entry["data_offsets"]);
    if (!offsets || offsets->size() != 2) return say("has data_offsets that are not two numbers");
    const auto begin = static_cast<std::uint64_t>((*offsets)[0]), end = static_cast<std::uint64_t>((*offsets)[1]);
    if (begin > end || end > data.size())
        return say(fmt::format("claims bytes {} to {}, but the file holds {} bytes of data; it may be truncated", begin, end, data.size()));
    const auto size = byte_size(tensor.type, tensor.shape);
    if (!size) return say(fmt::format("has the shape {}, which is too large to exist", shape_text(tensor.shape)));
    if (*size != end - begin)
        return say(fmt::format("of type {} and shape {} needs {} bytes, but its offsets span {}", dtype, shape_text(tensor.shape), *size, end - begin));
    tensor.bytes = data.subspan(begin, end - begin);
    return tensor;
}

/// Tensors sorted by offset must tile the data.
Status check_tiling(const std::vector<TensorView>& tensors, std::span<const std::byte> data, const std::string& file) {
    std::size_t at = 0;
    for (const auto& tensor : tensors) {
        const auto begin = static_cast<std::size_t>(tensor.bytes.data() - data.data());
        if (begin < at) return bad_input("'{}' is damaged: tensor '{}' overlaps another one.", file, tensor.name);
        if (begin > at) return bad_input("'{}' is damaged: {} bytes before tensor '{}' belong to no tensor.", file, begin - at, tensor.name);
        at = begin + tensor.bytes.size();
    }
    if (at != data.size()) return bad_input("'{}' is damaged: {} bytes at its end belong to no tensor.", file, data.size() - at);
    return {};
}

}  // namespace

std::string_view name(StoredType type) { return row(type).name; }
std::size_t bytes_of(StoredType type) { return row(type).bytes; }

std::optional<StoredType> parse_stored_type(std::string_view text) {
    for (const auto& r : kTypes)
        if (r.name == text) return r.type;
    return std::nullopt;
}

std::string shape_text(std::span<const std::int64_t> shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path) {
    auto map = MappedFile::open(path);
    if (!map) return tl::unexpected(map.error());
    SafetensorsFile out;
    const auto owner = std::make_shared<MappedFile>(std::move(*map));
    out.file_ = owner->bytes();
    out.map_ = owner;
    const auto file = path.string();
    if (out.file_.size() < kPrefix) return bad_input("'{}' is not a safetensors file: it has only {} bytes.", file, out.file_.size());
    std::uint64_t length = 0;
    std::memcpy(&length, out.file_.data(), kPrefix);
    if (length > out.file_.size() - kPrefix)
        return bad_input("'{}' is truncated or not a safetensors file: its header claims {} bytes and only {} follow.", file, length,
                         out.file_.size() - kPrefix);
    if (length > kMaxHeader) return bad_input("'{}' has a header of {} bytes; more than {} is refused.", file, length, kMaxHeader);
    const auto data = out.file_.subspan(kPrefix + length);
    const auto header = parse_header({reinterpret_cast<const char*>(out.file_.data()) + kPrefix, length}, file);
    if (!header) return tl::unexpected(header.error());
    for (const auto& [key, entry] : header->items()) {
        if (key == "__metadata__") {
            if (!entry.is_object()) return bad_input("'{}' is damaged: its __metadata__ is not an object.", file);
            for (const auto& [name, value] : entry.items()) {
                if (!value.is_string()) return bad_input("'{}' is damaged: its __metadata__ '{}' is not a text.", file, name);
                out.metadata_[name] = value.get<std::string>();
            }
            continue;
        }
        auto tensor = parse_tensor(key, entry, data, file);
        if (!tensor) return tl::unexpected(tensor.error());
        out.tensors_.push_back(std::move(*tensor));
    }
    // Empty tensors sort before the one that starts at the same offset.
    std::sort(out.tensors_.begin(), out.tensors_.end(), [](const TensorView& a, const TensorView& b) {
        return a.bytes.data() != b.bytes.data() ? a.bytes.data() < b.bytes.data() : a.bytes.size() < b.bytes.size();
    });
    if (auto tiles = check_tiling(out.tensors_, data, file); !tiles) return tl::unexpected(tiles.error());
    return out;
}

const TensorView* SafetensorsFile::find(std::string_view name) const {
    const auto found = std::find_if(tensors_.begin(), tensors_.end(), [&](const TensorView& t) { return t.name == name; });
    return found == tensors_.end() ? nullptr : &*found;
}

Status write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                         const std::map<std::string, std::string>& metadata) {
    std::vector<const TensorView*> order;
    std::set<std::string_view> names;
    for (const auto& tensor : tensors) {
        if (tensor.name.empty() || tensor.name == "__metadata__" || !names.insert(tensor.name).second)
            return bad_input("Cannot write '{}': the tensor name '{}' is empty, reserved or used twice.", path.string(), tensor.name);
        const bool negative = std::any_of(tensor.shape.begin(), tensor.shape.end(), [](std::int64_t d) { return d < 0; });
        if (negative || byte_size(tensor.type, tensor.shape) != tensor.bytes.size())
            return bad_input("Cannot write '{}': tensor '{}' of shape {} comes with {} bytes.", path.string(), tensor.name,
                             shape_text(tensor.shape), tensor.bytes.size());
        order.push_back(&tensor);
    }
    std::sort(order.begin(), order.end(), [](const TensorView* a, const TensorView* b) {
        const auto left = bytes_of(a->type), right = bytes_of(b->type);
        return left != right ? left > right : a->name < b->name;
    });
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::uint64_t at = 0;
    for (const auto* tensor : order) {
        const std::uint64_t end = at + tensor->bytes.size();
        header[tensor->name] = {{"dtype", name(tensor->type)}, {"shape", tensor->shape}, {"data_offsets", {at, end}}};
        at = end;
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.resize((text.size() + 7) / 8 * 8, ' ');  // data starts aligned to 8 bytes
    std::string bytes(kPrefix, '\0');
    const std::uint64_t length = text.size();
    std::memcpy(bytes.data(), &length, kPrefix);
    bytes.reserve(kPrefix + text.size() + at);
    bytes += text;
    for (const auto* tensor : order) bytes.append(reinterpret_cast<const char*>(tensor->bytes.data()), tensor->bytes.size());
    return write_file(path, bytes);
}

}  // namespace reasonscope
