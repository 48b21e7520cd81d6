#pragma once
// The commands that stand for one symbol, and how characters behave in mathematics.

#include <optional>
#include <string_view>

#include "maths/formula.h"

namespace reasonscope::maths {

struct SymbolInfo {
    std::string_view text;
    Role role = Role::Ordinary;
    Face face = Face::Upright;
    bool limits = false;
};

/// \alpha, \times, \sum, \sin, ...; `command` has no backslash.
std::optional<SymbolInfo> symbol_command(std::string_view command);
/// Of one character, UTF-8.
SymbolInfo character(std::string_view utf8);
/// \hat, \vec, ...: the mark; `below` for \underline.
struct AccentInfo {
    std::string_view mark;
    bool below = false;
};
std::optional<AccentInfo> accent_command(std::string_view command);
/// Delimiters after \left, \right, \big...: the character, "" for ".", nothing for what is none.
std::optional<std::string_view> delimiter(std::string_view token);
/// Double-struck and script capitals; empty where there is none.
std::string_view double_struck(char letter);

}  // namespace reasonscope::maths
