#pragma once
// Places where a step could begin, before protection and merging: a superset of segment()'s boundaries for every continuation of the text.

#include <cstdint>
#include <string_view>
#include <vector>

namespace reasonscope {

enum class CutReason : std::uint8_t { Sentence, WideSentence, BlankLine };  // ". ", "。", "\n\n"

struct Cut {
    std::uint32_t at = 0;    // byte where the next piece begins (never white space)
    std::uint32_t mark = 0;  // byte of the sentence mark, or of the first newline
    CutReason reason = CutReason::Sentence;
};

/// Strictly increasing positions inside the text, neither 0 nor its end. A cut depends on the bytes up to `at` alone, so a text
/// that grows by whole characters never loses one.
std::vector<Cut> candidate_cuts(std::string_view text);

}  // namespace reasonscope
