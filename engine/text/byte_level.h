#pragma once
// GPT-2's spelling of bytes: each of the 256 bytes is written as one printable character.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reasonscope::text {

std::string_view byte_level_character(std::uint8_t byte);  // UTF-8
std::string to_byte_level(std::string_view bytes);
/// nullopt if `spelled` has a character that stands for no byte.
std::optional<std::string> from_byte_level(std::string_view spelled);

}  // namespace reasonscope::text
