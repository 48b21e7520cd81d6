#include "model/gguf.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "base/file.h"
#include "model/safetensors.h"

namespace reasonscope {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are used as they lie in the file");

constexpr std::uint32_t kMaxDimensions = 4;  // what ggml itself can hold
constexpr int kMaxDepth = 8;                 // of lists in lists
constexpr std::int64_t kMax63 = std::numeric_limits<std::int64_t>::max();

/// Bytes of one number or flag; 0 for strings and lists.
std::size_t bytes_of(GgufType type) {
    switch (type) {
        case GgufType::U8: case GgufType::I8: case GgufType::Bool: return 1;
        case GgufType::U16: case GgufType::I16: return 2;
        case GgufType::U32: case GgufType::I32: case GgufType::F32: return 4;
        case GgufType::U64: case GgufType::I64: case GgufType::F64: return 8;
        case GgufType::String: case GgufType::Array: break;
    }
    return 0;
}

template <class T>
T load(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

/// A single number at `at`; requires a numeric type.
GgufValue number_at(GgufType type, const std::byte* at) {
    switch (type) {
        case GgufType::U8: return std::uint64_t{load<std::uint8_t>(at)};
        case GgufType::U16: return std::uint64_t{load<std::uint16_t>(at)};
        case GgufType::U32: return std::uint64_t{load<std::uint32_t>(at)};
        case GgufType::U64: return load<std::uint64_t>(at);
        case GgufType::I8: return std::int64_t{load<std::int8_t>(at)};
        case GgufType::I16: return std::int64_t{load<std::int16_t>(at)};
        case GgufType::I32: return std::int64_t{load<std::int32_t>(at)};
        case GgufType::I64: return load<std::int64_t>(at);
        case GgufType::F32: return double{load<float>(at)};
        case GgufType::F64: return load<double>(at);
        default: return load<std::uint8_t>(at) != 0;
    }
}

/// Takes values off the front of the file; every length is checked against what is left before it is used.
class Cursor {
public:
    Cursor(std::span<const std::byte> file, std::string path) : file_(file), path_(std::move(path)) {}

    /// `what` says what the file should hold here: "the number of tensors".
    template <class T>
    Result<T> number(std::string_view what) {
        if (left() < sizeof(T)) return truncated(what);
        at_ += sizeof(T);
        return load<T>(file_.data() + at_ - sizeof(T));
    }

    Result<std::string_view> string(std::string_view what) {
        const auto length = number<std::uint64_t>(what);
        if (!length) return tl::unexpected(length.error());
        if (*length > left()) return say("{} claims {} bytes and only {} follow", what, *length, left());
        at_ += *length;
        return std::string_view(reinterpret_cast<const char*>(file_.data() + at_ - *length), *length);
    }

    Result<GgufType> type(std::string_view what) {
        const auto number = this->number<std::uint32_t>(what);
        if (!number) return tl::unexpected(number.error());
        if (*number > static_cast<std::uint32_t>(GgufType::F64)) return say("{} has the unknown type {}", what, *number);
        return static_cast<GgufType>(*number);
    }

    Result<GgufValue> value(GgufType type, std::string_view what) {
        if (type == GgufType::Array) return array(what, 0).map([](GgufArray&& a) { return GgufValue(std::move(a)); });
        if (type == GgufType::String) return string(what).map([](std::string_view s) { return GgufValue(s); });
        const auto size = bytes_of(type);
        if (left() < size) return truncated(what);
        at_ += size;
        return number_at(type, file_.data() + at_ - size);
    }

    template <class... Args>
    tl::unexpected<Error> say(fmt::format_string<Args...> text, Args&&... args) const {
        return bad_input("'{}' is damaged: {}.", path_, fmt::format(text, std::forward<Args>(args)...));
    }
    tl::unexpected<Error> truncated(std::string_view what) const { return bad_input("'{}' is truncated: it ends in {}.", path_, what); }

    [[nodiscard]] std::size_t left() const { return file_.size() - at_; }
    [[nodiscard]] std::size_t at() const { return at_; }

private:
    Result<GgufArray> array(std::string_view what, int depth) {
        if (depth == kMaxDepth) return say("{} holds lists in lists more than {} deep", what, kMaxDepth);
        const auto element = type(what);
        if (!element) return tl::unexpected(element.error());
        const auto count = number<std::uint64_t>(what);
        if (!count) return tl::unexpected(count.error());
        // A string or list takes at least its length; so a lying count cannot make us reserve more than a few times the file.
        const auto smallest = *element == GgufType::String ? 8 : *element == GgufType::Array ? 12 : bytes_of(*element);
        if (*count > left() / smallest) return say("{} claims {} values and only {} bytes follow", what, *count, left());
        GgufArray out;
        out.element = *element;
        out.count = *count;
        if (*element == GgufType::String) {
            out.strings.reserve(out.count);
            for (std::size_t i = 0; i < out.count; ++i) {
                const auto item = string(what);
                if (!item) return tl::unexpected(item.error());
                out.strings.push_back(*item);
            }
        } else if (*element == GgufType::Array) {
            for (std::size_t i = 0; i < out.count; ++i) {
                auto item = array(what, depth + 1);
                if (!item) return item;
                out.arrays.push_back(std::move(*item));
            }
        } else {
            out.numbers = file_.subspan(at_, out.count * smallest);
            at_ += out.numbers.size();
        }
        return out;
    }

    std::span<const std::byte> file_;
    std::string path_;
    std::size_t at_ = 0;
};

struct Info {
    GgufTensor tensor;
    std::uint64_t offset = 0, size = 0;
};

/// One entry of the tensor list; its bytes are attached later, when it is known where data begins.
Result<Info> read_info(Cursor& cursor) {
    const auto name = cursor.string("a tensor's name");
    if (!name) return tl::unexpected(name.error());
    if (name->empty()) return cursor.say("a tensor has no name");
    const auto what = fmt::format("the description of tensor '{}'", *name);
    const auto dimensions = cursor.number<std::uint32_t>(what);
    if (!dimensions) return tl::unexpected(dimensions.error());
    if (*dimensions > kMaxDimensions) return cursor.say("tensor '{}' has {} dimensions, and at most {} exist", *name, *dimensions, kMaxDimensions);
    Info out;
    out.tensor.name = *name;
    std::uint64_t values = 1;
    bool possible = true;
    for (std::uint32_t i = 0; i < *dimensions; ++i) {
        const auto size = cursor.number<std::uint64_t>(what);
        if (!size) return tl::unexpected(size.error());
        possible = possible && *size > 0 && *size <= static_cast<std::uint64_t>(kMax63) / values;
        if (possible) values *= *size;
        out.tensor.shape.insert(out.tensor.shape.begin(), static_cast<std::int64_t>(std::min<std::uint64_t>(*size, kMax63)));
    }
    if (!possible) return cursor.say("tensor '{}' has the shape {}, which cannot exist", *name, shape_text(out.tensor.shape));
    const auto type = cursor.number<std::uint32_t>(what);
    if (!type) return tl::unexpected(type.error());
    const auto known = parse_ggml_type(*type);
    if (!known) return cursor.say("tensor '{}' has the unknown type {}", *name, *type);
    out.tensor.type = *known;
    const auto block = values_per_block(*known), bytes = bytes_per_block(*known);
    const auto row = out.tensor.shape.empty() ? 1 : static_cast<std::uint64_t>(out.tensor.shape.back());
    if (row % block != 0)
        return cursor.say("tensor '{}' has rows of {} values, which blocks of {} do not fill", *name, row, reasonscope::name(*known));
    if (values / block > static_cast<std::uint64_t>(kMax63) / bytes)
        return cursor.say("tensor '{}' has the shape {}, which cannot exist", *name, shape_text(out.tensor.shape));
    out.size = values / block * bytes;
    const auto offset = cursor.number<std::uint64_t>(what);
    if (!offset) return tl::unexpected(offset.error());
    out.offset = *offset;
    return out;
}

Result<std::uint64_t> read_alignment(const Cursor& cursor, const std::map<std::string_view, GgufValue>& metadata) {
    const auto found = metadata.find("general.alignment");
    if (found == metadata.end()) return 32;
    const auto* alignment = std::get_if<std::uint64_t>(&found->second);
    if (!alignment || !std::has_single_bit(*alignment) || *alignment > (1U << 30))
        return cursor.say("its general.alignment is not a power of two");
    return *alignment;
}

/// Gives every tensor its bytes and sorts them by offset.
Status place(const Cursor& cursor, std::vector<Info>& infos, std::span<const std::byte> data, std::uint64_t alignment) {
    for (auto& [tensor, offset, size] : infos) {
        if (offset % alignment != 0)
            return cursor.say("tensor '{}' starts at byte {}, which is not a multiple of {}", tensor.name, offset, alignment);
        if (offset > data.size() || size > data.size() - offset)
            return cursor.say("tensor '{}' claims bytes {} to {}, but the file holds {} bytes of data; it may be truncated", tensor.name, offset,
                              offset + size, data.size());
        tensor.bytes = data.subspan(offset, size);
    }
    std::sort(infos.begin(), infos.end(), [](const Info& a, const Info& b) { return a.offset < b.offset; });
    for (std::size_t i = 1; i < infos.size(); ++i)
        if (infos[i].offset < infos[i - 1].offset + infos[i - 1].size)
            return cursor.say("tensors '{}' and '{}' overlap", infos[i - 1].tensor.name, infos[i].tensor.name);
    return {};
}

}  // namespace

double GgufArray::number(std::size_t index) const {
    const auto value = number_at(element, numbers.data() + index * bytes_of(element));
    return std::visit([](const auto& v) -> double {
        if constexpr (std::is_arithmetic_v<std::decay_t<decltype(v)>>) return static_cast<double>(v);
        else return 0;
    }, value);
}

Result<GgufFile> GgufFile::open(const std::filesystem::path& path) {
    auto map = MappedFile::open(path);
    if (!map) return tl::unexpected(map.error());
    GgufFile out;
    out.path_ = path;
    const auto owner = std::make_shared<MappedFile>(std::move(*map));
    out.file_ = owner->bytes();
    out.map_ = owner;
    if (out.file_.size() < 8 || std::memcmp(out.file_.data(), "GGUF", 4) != 0) return bad_input("'{}' is not a GGUF file.", path.string());
    Cursor cursor(out.file_, path.string());
    (void)cursor.number<std::uint32_t>("");  // the magic
    out.version_ = *cursor.number<std::uint32_t>("");
    if (out.version_ != 2 && out.version_ != 3)
        return bad_input("'{}' is a {}GGUF file, which is not supported; versions 2 and 3 are.", path.string(),
                         out.version_ >= 0x10000 ? "big-endian " : fmt::format("version {} ", out.version_));
    const auto tensors = cursor.number<std::uint64_t>("the number of tensors");
    if (!tensors) return tl::unexpected(tensors.error());
    const auto keys = cursor.number<std::uint64_t>("the number of keys");
    if (!keys) return tl::unexpected(keys.error());
    for (std::uint64_t i = 0; i < *keys; ++i) {
        const auto key = cursor.string("a key's name");
        if (!key) return tl::unexpected(key.error());
        const auto what = fmt::format("the value of '{}'", *key);
        const auto type = cursor.type(what);
        if (!type) return tl::unexpected(type.error());
        auto value = cursor.value(*type, what);
        if (!value) return tl::unexpected(value.error());
        if (!out.metadata_.emplace(*key, std::move(*value)).second) return cursor.say("the key '{}' is listed twice", *key);
    }
    std::vector<Info> infos;
    for (std::uint64_t i = 0; i < *tensors; ++i) {
        auto info = read_info(cursor);
        if (!info) return tl::unexpected(info.error());
        if (!out.by_name_.emplace(info->tensor.name, 0).second) return cursor.say("tensor '{}' is listed twice", info->tensor.name);
        infos.push_back(std::move(*info));
    }
    const auto alignment = read_alignment(cursor, out.metadata_);
    if (!alignment) return tl::unexpected(alignment.error());
    const auto begin = std::min<std::uint64_t>((cursor.at() + *alignment - 1) / *alignment * *alignment, out.file_.size());
    if (auto placed = place(cursor, infos, out.file_.subspan(begin), *alignment); !placed) return tl::unexpected(placed.error());
    for (auto& info : infos) {
        out.by_name_[info.tensor.name] = out.tensors_.size();
        out.tensors_.push_back(std::move(info.tensor));
    }
    return out;
}

const GgufTensor* GgufFile::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &tensors_[found->second];
}

const GgufValue* GgufFile::value(std::string_view key) const {
    const auto found = metadata_.find(key);
    return found == metadata_.end() ? nullptr : &found->second;
}

namespace {

template <class T>
const T* as(const GgufValue* value) { return value ? std::get_if<T>(value) : nullptr; }

template <class T>
std::optional<T> copy(const T* value) { return value ? std::optional<T>(*value) : std::nullopt; }

}  // namespace

std::optional<std::string_view> GgufFile::text(std::string_view key) const { return copy(as<std::string_view>(value(key))); }
std::optional<bool> GgufFile::flag(std::string_view key) const { return copy(as<bool>(value(key))); }
const GgufArray* GgufFile::array(std::string_view key) const { return as<GgufArray>(value(key)); }

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const {
    if (const auto* number = as<std::uint64_t>(value(key)); number && *number <= static_cast<std::uint64_t>(kMax63))
        return static_cast<std::int64_t>(*number);
    return copy(as<std::int64_t>(value(key)));
}

std::optional<double> GgufFile::number(std::string_view key) const {
    if (const auto whole = integer(key)) return static_cast<double>(*whole);
    return copy(as<double>(value(key)));
}

}  // namespace reasonscope
