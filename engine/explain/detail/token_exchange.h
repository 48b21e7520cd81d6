#pragma once
// Other tokens of the same shape, for texts that say something else in the same form. Private to explain.

#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace reasonscope::detail {

/// A number or a word: with or without a leading space, one letter or several, capital or not. Nothing for punctuation, spaces and mixtures;
/// bytes outside ASCII count as small letters.
struct TokenShape {
    enum class Kind : std::uint8_t { None, Number, Word };
    Kind kind = Kind::None;
    bool spaced = false, capital = false, single = false;
    auto operator<=>(const TokenShape&) const = default;
};
TokenShape shape_of(std::string_view bytes);

class TokenExchange {
public:
    /// `ids` is the whole chain. `tokenizer` must outlive this object.
    TokenExchange(const Tokenizer& tokenizer, std::span<const std::int32_t> ids);

    /// The tokens [first, last) of the chain with every number and word replaced by another of its shape: words by ones that the chain does
    /// not hold, so that the new text agrees with nothing else. Equal tokens stay equal. What has no other of its shape stays.
    [[nodiscard]] std::vector<std::int32_t> draw(std::size_t first, std::size_t last, std::mt19937_64& random) const;

private:
    const Tokenizer& tokenizer_;
    std::span<const std::int32_t> ids_;
    std::map<TokenShape, std::vector<std::int32_t>> others_;  // numbers, and words that are not in the chain
};

}  // namespace reasonscope::detail
