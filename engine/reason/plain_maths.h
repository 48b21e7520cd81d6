#pragma once
// Mathematics as people and LaTeX write it, in one byte per sign: the text that calculate() reads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope {

/// Bytes of plain text that stand for something else.
inline constexpr char kAbout = '~';     // "≈", "\approx"
inline constexpr char kUnknown = '\1';  // a LaTeX command that is no arithmetic
inline constexpr char kRoot = '\4';     // "\sqrt{", "√": the square root of what follows
inline constexpr char kOpens = '\2', kCloses = '\3';  // "\(" and "\)", "\[" and "\]"

struct PlainMaths {
    std::string text;
    std::vector<std::uint32_t> from;  // [text.size() + 1]: where each byte comes from; the last entry is the source's size
};

PlainMaths plain_maths(std::string_view source);

}  // namespace reasonscope
