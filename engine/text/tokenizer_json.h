#pragma once
// tokenizer.json, read in one pass. Its two large parts, the vocabulary and the merges, go into flat tables: as a tree
// of JSON values they would take most of the time that loading takes.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope::text {

struct TokenizerJson {
    struct Token {
        std::uint32_t begin, size;  // in `text`
        std::int64_t id;
    };
    struct Merge {
        std::uint32_t begin, left, size;  // left part and whole, in `text`
    };

    nlohmann::json rest;  // model.vocab is {} and model.merges [] where they are what they should be
    std::string text;     // of tokens and merges, one behind the other
    std::vector<Token> vocabulary;
    std::vector<Merge> merges;

    [[nodiscard]] std::string_view text_of(const Token& token) const {
        return std::string_view(text).substr(token.begin, token.size);
    }
    [[nodiscard]] std::string_view left_of(const Merge& merge) const {
        return std::string_view(text).substr(merge.begin, merge.left);
    }
    [[nodiscard]] std::string_view right_of(const Merge& merge) const {
        return std::string_view(text).substr(merge.begin + merge.left, merge.size - merge.left);
    }

    /// Throws Refusal: broken JSON, nesting beyond reason, a token whose id is not an integer, a merge of other than two.
    static TokenizerJson read(std::string_view json_text);
};

}  // namespace reasonscope::text
