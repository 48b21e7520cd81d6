#pragma once

#include <cstdint>
#include <string_view>

namespace reasonscope {

/// Half-open byte range [begin, end) in some UTF-8 text.
struct ByteSpan {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    [[nodiscard]] constexpr std::uint32_t size() const { return end - begin; }
    [[nodiscard]] constexpr bool contains(std::uint32_t at) const { return at >= begin && at < end; }
    friend constexpr bool operator==(const ByteSpan&, const ByteSpan&) = default;
};

inline std::string_view slice(std::string_view text, ByteSpan span) { return text.substr(span.begin, span.size()); }

}  // namespace reasonscope
