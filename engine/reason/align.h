#pragma once
// Two texts beside each other: where they part, which steps answer each other, which words differ. Pure functions.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace reasonscope {

/// Index of the first id that differs; the shorter length when one begins the other; nothing when they are equal.
std::optional<int> first_difference(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

/// One row of an alignment: a step on each side, or -1 where a side has none.
struct StepPair {
    int a = -1, b = -1;
    double similarity = 0;  // of their texts, 1 for equal ones
    friend bool operator==(const StepPair&, const StepPair&) = default;
};

/// Shared words / all words, counted with repetition (Dice), in [0, 1]; words are runs without white space. Two empty texts: 1.
double word_similarity(std::string_view a, std::string_view b);

/// The alignment in order with the largest sum of similarities (Needleman-Wunsch 1970, gaps cost nothing); steps less alike than 0.3 never
/// meet. Of equal sums the one that pairs earlier steps. Memory: 8 |a| |b| bytes.
std::vector<StepPair> align_steps(std::span<const std::string> a, std::span<const std::string> b);

/// One column of two token sequences beside each other: an index on each side, or -1 where a side has none.
struct TokenPair {
    int a = -1, b = -1;
    bool same = false;  // both sides have the same token
    friend bool operator==(const TokenPair&, const TokenPair&) = default;
};
/// Where steps answer each other: half-open token ranges of both sides, in order and apart from each other.
struct TokenBlock {
    int first_a = 0, last_a = 0, first_b = 0, last_b = 0;
};
/// All tokens of both sides in order: the common beginning pair by pair, behind it each block (and what lies between blocks) by its longest
/// common subsequence. What is left over between two common tokens is paired in order, as far as both sides have some. Blocks of more than
/// 4 million pairs are paired in order alone.
std::vector<TokenPair> align_tokens(std::span<const std::int32_t> a, std::span<const std::int32_t> b, std::span<const TokenBlock> blocks);

/// A piece of one side's text.
struct DiffPart {
    ByteSpan bytes;
    bool same = false;
    friend bool operator==(const DiffPart&, const DiffPart&) = default;
};
/// Words (with the white space behind them) of a and b that stand on both sides in the same order, and those that do not: longest common
/// subsequence. The parts of each side tile its text; neighbours differ in `same`.
struct TextDiff {
    std::vector<DiffPart> a, b;
};
TextDiff diff_words(std::string_view a, std::string_view b);

}  // namespace reasonscope
