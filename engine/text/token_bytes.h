#pragma once
// The "decoder" of tokenizer.json: what each token spells, and how a row of tokens is joined.

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "text/regex.h"

namespace reasonscope::text {

class TokenDecoder {
public:
    /// Throws Refusal. A missing decoder is taken as ByteLevel where the pre-tokenizer is, else refused.
    static TokenDecoder read(const nlohmann::json& json, bool byte_level);

    struct Spelling {
        std::string bytes;
        bool fallback_byte = false;  // <0xHH>: one byte of a character that has no token
    };
    /// What `literal` spells inside a text.
    [[nodiscard]] Spelling spell(std::string_view literal) const;
    /// What it spells as the first token of a text (Metaspace drops its replacement there).
    [[nodiscard]] Spelling spell_first(std::string_view literal) const;
    /// Cuts the joined text's ends (Strip behind Fuse).
    [[nodiscard]] std::string_view trim(std::string_view joined) const;

private:
    struct FromByteLevel {};
    struct FromFallback {};
    struct ReplaceIn {
        Regex pattern;
        std::string content;
    };
    struct FromMetaspace {
        std::string replacement;
        bool drop_in_first = false;
    };
    using Step = std::variant<FromByteLevel, FromFallback, ReplaceIn, FromMetaspace>;

    void add(const nlohmann::json& json);
    [[nodiscard]] Spelling apply(std::string_view literal, bool first) const;

    std::vector<Step> steps_;
    bool fused_ = false;
    std::string strip_;  // one character
    std::size_t strip_start_ = 0, strip_stop_ = 0;
};

}  // namespace reasonscope::text
