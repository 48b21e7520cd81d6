#pragma once
// The "normalizer" of tokenizer.json: rewrites text before it is cut.

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <variant>
#include <vector>

#include "text/piece.h"
#include "text/regex.h"

namespace reasonscope::text {

/// Unicode normalization forms by utf8proc.
struct UnicodeForm {
    bool compose = true;         // NFC, NFKC
    bool compatibility = false;  // NFKC, NFKD
};
struct Prepend {
    std::string text;
};
struct ReplaceText {
    Regex pattern;
    std::string content;
};
struct StripSpace {
    bool left = false, right = false;
};
struct Lowercase {};

class Normalizer {
public:
    /// `json` may be null: no normalizer. Throws Refusal for what is not supported.
    static Normalizer read(const nlohmann::json& json);
    [[nodiscard]] Piece apply(Piece piece, PieceStore& store) const;
    [[nodiscard]] bool empty() const { return steps_.empty(); }

private:
    using Step = std::variant<UnicodeForm, Prepend, ReplaceText, StripSpace, Lowercase>;
    void add(const nlohmann::json& json);
    std::vector<Step> steps_;
};

/// {"String": ...} or {"Regex": ...}, as several parts of tokenizer.json spell a pattern. Throws Refusal.
Regex read_pattern(const nlohmann::json& json);

}  // namespace reasonscope::text
