#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope::test {

/// Random text out of pieces that matter to a splitter: marks, spaces, LaTeX, fences, tags, multi-byte letters, sometimes broken bytes.
inline std::string random_text(std::mt19937& random, int pieces, bool broken_bytes) {
    static const std::vector<std::string_view> kPieces = {
        "a", "word", "Dr", "e.g", "x = 4", "12", "3.14", ".", ".", "?", "!", "...", " ", " ", "\n", "\n\n", "\t", "\r\n", "\\[", "\\]", "\\(",
        "\\)", "$$", "```", "1", "。", "！", "？", "中文", "é", "😀", "”", ")", "\"", "<think>", "</think>", "*", "Wait", "=", "\xE2\x80\xA9"};
    std::string text;
    std::uniform_int_distribution<std::size_t> pick(0, kPieces.size() - 1);
    std::uniform_int_distribution<int> byte(0, 255), chance(0, 9);
    for (int i = 0; i < pieces; ++i) {
        if (broken_bytes && chance(random) == 0) text += static_cast<char>(byte(random));
        else text += kPieces[pick(random)];
    }
    return text;
}

}  // namespace reasonscope::test
