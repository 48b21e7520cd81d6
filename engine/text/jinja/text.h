#pragma once
// Python's text functions on UTF-8: counted in code points, white space and letters by Unicode.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope::text::jinja {

std::size_t count_characters(std::string_view text);
/// The byte at which the character `index` begins; the text's size behind the last one.
std::size_t byte_of(std::string_view text, std::size_t index);
std::u32string characters(std::string_view text);
std::string from_characters(const std::u32string& text);

std::string quote_text(std::string_view text);  // repr()
std::string upper(std::string_view text);
std::string lower(std::string_view text);
std::string capitalize(std::string_view text);
std::string title(std::string_view text);
/// `set`: the characters to take off; nothing: white space.
std::string_view strip(std::string_view text, std::optional<std::string_view> set, bool left, bool right);
/// `separator`: nothing: any white space. `limit` < 0: no limit.
std::vector<std::string> split(std::string_view text, std::optional<std::string_view> separator, std::int64_t limit, bool from_right);
std::vector<std::string> split_lines(std::string_view text);
std::string replace_all(std::string_view text, std::string_view what, std::string_view with, std::int64_t limit);

bool is_space(char32_t c);  // str.isspace()
bool is_letter(char32_t c);
bool is_digit(char32_t c);
bool is_lower(char32_t c);
bool is_upper(char32_t c);

}  // namespace reasonscope::text::jinja
