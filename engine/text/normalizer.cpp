#include "text/normalizer.h"

#include <nlohmann/json.hpp>

#include "text/refusal.h"
#include "text/unicode_form.h"
#include "text/utf8.h"

namespace reasonscope::text {
namespace {

template <class... F>
struct Cases : F... {
    using F::operator()...;
};
template <class... F>
Cases(F...) -> Cases<F...>;  // clang 14 does not deduce it

Piece replace(const ReplaceText& step, const Piece& piece, PieceStore& store) {
    std::vector<Match> matches;
    step.pattern.find_all(piece.text, piece.valid, matches);
    if (matches.empty()) return piece;
    Rewriter out(piece, store);
    std::size_t at = 0;
    for (const Match match : matches) {
        out.keep(at, match.begin);
        if (match.begin < piece.text.size()) out.put(step.content, match.begin);
        at = match.end;
    }
    out.keep(at, piece.text.size());
    return out.done();
}

Piece strip(const StripSpace& step, const Piece& piece) {
    std::size_t begin = piece.text.size(), end = 0;  // of what is not white space
    for (std::size_t at = 0; at < piece.text.size();) {
        const Utf8Sequence next = read_utf8(piece.text, at);
        if (!next.valid || !is_white_space(next.code_point)) {
            begin = std::min(begin, at);
            end = at + next.length;
        }
        at += next.length;
    }
    if (!step.left) begin = 0;
    if (!step.right) end = piece.text.size();
    return piece.sub(std::min(begin, end), end);
}

}  // namespace

Regex read_pattern(const nlohmann::json& json) {
    if (json.contains("String")) return Regex::compile(Regex::escape(json["String"].get_ref<const std::string&>()));
    if (json.contains("Regex")) return Regex::compile(json["Regex"].get_ref<const std::string&>());
    refuse("it has a pattern that is neither a String nor a Regex");
}

Normalizer Normalizer::read(const nlohmann::json& json) {
    Normalizer normalizer;
    if (!json.is_null()) normalizer.add(json);
    return normalizer;
}

void Normalizer::add(const nlohmann::json& json) {
    const auto& type = json.at("type").get_ref<const std::string&>();
    if (type == "Sequence") {
        for (const auto& step : json.at("normalizers")) add(step);
    } else if (type == "NFC" || type == "NFD") {
        steps_.emplace_back(UnicodeForm{type == "NFC", false});
    } else if (type == "NFKC" || type == "NFKD") {
        steps_.emplace_back(UnicodeForm{type == "NFKC", true});
    } else if (type == "Prepend") {
        steps_.emplace_back(Prepend{json.at("prepend").get<std::string>()});
    } else if (type == "Replace") {
        steps_.emplace_back(ReplaceText{read_pattern(json.at("pattern")), json.at("content").get<std::string>()});
    } else if (type == "Strip") {
        steps_.emplace_back(StripSpace{json.at("strip_left").get<bool>(), json.at("strip_right").get<bool>()});
    } else if (type == "Lowercase") {
        steps_.emplace_back(Lowercase{});
    } else {
        refuse("its normalizer '{}' is not supported", type);
    }
}

Piece Normalizer::apply(Piece piece, PieceStore& store) const {
    for (const Step& step : steps_) {
        if (piece.text.empty()) break;
        piece = std::visit(Cases{[&](const UnicodeForm& s) { return to_unicode_form(s, piece, store); },
                                 [&](const Prepend& s) { return prepend(piece, s.text, store); },
                                 [&](const ReplaceText& s) { return replace(s, piece, store); },
                                 [&](const StripSpace& s) { return strip(s, piece); },
                                 [&](const Lowercase&) { return to_lowercase(piece, store); }},
                           step);
    }
    return piece;
}

}  // namespace reasonscope::text
