#pragma once
// The little of UTF-8 that segmentation needs. Invalid bytes are never an error: they count as letters.

#include <cstddef>
#include <string_view>

namespace reasonscope {

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_letter(char c) { return is_lower(c) || is_upper(c) || (static_cast<unsigned char>(c) & 0x80U) != 0; }

inline std::size_t skip_spaces(std::string_view text, std::size_t at) {
    while (at < text.size() && is_space(text[at])) ++at;
    return at;
}

inline bool starts_at(std::string_view text, std::size_t at, std::string_view what) {
    return text.substr(at < text.size() ? at : text.size()).starts_with(what);
}

/// Bytes at the end of `text` that begin a UTF-8 sequence and do not finish it: 0 to 3.
std::size_t incomplete_tail(std::string_view text);

}  // namespace reasonscope
