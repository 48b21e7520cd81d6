#pragma once
// Builds GGUF files byte by byte, honest ones and lying ones.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "model/gguf.h"

namespace reasonscope::test {

template <class T>
std::string raw(T value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

inline std::string gguf_string(std::string_view text) { return raw<std::uint64_t>(text.size()) + std::string(text); }

/// The start of a list: its elements' bytes follow.
inline std::string gguf_list(GgufType element, std::uint64_t count) { return raw(element) + raw(count); }

class GgufBytes {
public:
    /// `bytes` are the value's as they lie in the file.
    GgufBytes& key(std::string_view name, GgufType type, std::string_view bytes) {
        keys_ += gguf_string(name) + raw(type) + std::string(bytes);
        ++key_count;
        return *this;
    }
    GgufBytes& text(std::string_view name, std::string_view value) { return key(name, GgufType::String, gguf_string(value)); }
    GgufBytes& number(std::string_view name, std::uint32_t value) { return key(name, GgufType::U32, raw(value)); }
    GgufBytes& real(std::string_view name, float value) { return key(name, GgufType::F32, raw(value)); }
    GgufBytes& texts(std::string_view name, const std::vector<std::string>& values) {
        std::string bytes = gguf_list(GgufType::String, values.size());
        for (const auto& value : values) bytes += gguf_string(value);
        return key(name, GgufType::Array, bytes);
    }
    template <class T>
    GgufBytes& numbers(std::string_view name, GgufType type, const std::vector<T>& values) {
        std::string bytes = gguf_list(type, values.size());
        for (const T value : values) bytes += raw(value);
        return key(name, GgufType::Array, bytes);
    }
    /// `dimensions` in the file's order: the row's length first.
    GgufBytes& tensor(std::string_view name, const std::vector<std::uint64_t>& dimensions, std::uint32_t type, std::uint64_t offset) {
        infos_ += gguf_string(name) + raw(static_cast<std::uint32_t>(dimensions.size()));
        for (const auto size : dimensions) infos_ += raw(size);
        infos_ += raw(type) + raw(offset);
        ++tensor_count;
        return *this;
    }
    /// A row-major F32 tensor after the ones before it; `shape` as in Hugging Face.
    GgufBytes& floats(std::string_view name, const std::vector<std::uint64_t>& shape, const std::vector<float>& values) {
        data_.resize((data_.size() + 31) / 32 * 32);
        tensor(name, {shape.rbegin(), shape.rend()}, 0, data_.size());
        data_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
        return *this;
    }

    [[nodiscard]] std::string header() const { return "GGUF" + raw(version) + raw(tensor_count) + raw(key_count) + keys_ + infos_; }
    [[nodiscard]] std::string bytes(std::size_t data = 0) const {
        auto all = header();
        all.resize((all.size() + 31) / 32 * 32);
        return all + data_ + std::string(data, '\0');
    }

    std::uint32_t version = 3;
    std::uint64_t tensor_count = 0, key_count = 0;

private:
    std::string keys_, infos_, data_;
};

}  // namespace reasonscope::test
