#include "text/token_bytes.h"

#include <nlohmann/json.hpp>

#include <optional>

#include "text/byte_level.h"
#include "text/normalizer.h"
#include "text/refusal.h"
#include "text/utf8.h"

namespace reasonscope::text {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::optional<char> fallback_byte(std::string_view literal) {
    if (literal.size() != 6 || !literal.starts_with("<0x") || literal.back() != '>') return std::nullopt;
    const int high = hex_digit(literal[3]), low = hex_digit(literal[4]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

std::string replace_each(std::string_view text, std::string_view what, std::string_view with) {
    std::string out;
    for (std::size_t at = 0;;) {
        const auto found = text.find(what, at);
        out += text.substr(at, found - at);
        if (found == std::string_view::npos) return out;
        out += with;
        at = found + what.size();
    }
}

std::string replace_matches(std::string_view text, const Regex& pattern, std::string_view with) {
    std::vector<Match> matches;
    pattern.find_all(text, is_valid_utf8(text), matches);
    std::string out;
    std::size_t at = 0;
    for (const Match match : matches) {
        (out += text.substr(at, match.begin - at)) += with;
        at = match.end;
    }
    return out += text.substr(at);
}

}  // namespace

TokenDecoder TokenDecoder::read(const nlohmann::json& json, bool byte_level) {
    TokenDecoder decoder;
    if (!json.is_null())
        decoder.add(json);
    else if (byte_level)
        decoder.steps_.emplace_back(FromByteLevel{});
    else
        refuse("it has no decoder, so its tokens cannot be turned back into text");
    return decoder;
}

void TokenDecoder::add(const nlohmann::json& json) {
    const auto& type = json.at("type").get_ref<const std::string&>();
    if (type == "Sequence") {
        for (const auto& step : json.at("decoders")) add(step);
        return;
    }
    if (type == "Fuse") {
        fused_ = true;
        return;
    }
    if (type == "Strip") {
        if (!fused_ || !strip_.empty())
            refuse("its Strip decoder does not stand once behind Fuse, which is not supported");
        strip_ = json.at("content").get<std::string>();
        strip_start_ = json.at("start").get<std::size_t>();
        strip_stop_ = json.at("stop").get<std::size_t>();
        if (strip_.empty()) refuse("its Strip decoder has no character");
        return;
    }
    if (fused_) refuse("its decoder '{}' comes after Fuse, which is not supported", type);
    if (type == "ByteLevel") {
        steps_.emplace_back(FromByteLevel{});
    } else if (type == "ByteFallback") {
        steps_.emplace_back(FromFallback{});
    } else if (type == "Replace") {
        steps_.emplace_back(ReplaceIn{read_pattern(json.at("pattern")), json.at("content").get<std::string>()});
    } else if (type == "Metaspace") {
        const auto scheme = json.value("prepend_scheme", json.value("add_prefix_space", true) ? "always" : "never");
        steps_.emplace_back(FromMetaspace{json.value("replacement", "\u2581"), scheme != "never"});
    } else {
        refuse("its decoder '{}' is not supported", type);
    }
}

TokenDecoder::Spelling TokenDecoder::spell(std::string_view literal) const {
    return apply(literal, false);
}
TokenDecoder::Spelling TokenDecoder::spell_first(std::string_view literal) const {
    return apply(literal, true);
}

TokenDecoder::Spelling TokenDecoder::apply(std::string_view literal, bool first) const {
    Spelling s{std::string(literal), false};
    for (const Step& step : steps_) {
        if (s.fallback_byte) break;
        if (std::holds_alternative<FromByteLevel>(step)) {
            if (auto bytes = from_byte_level(s.bytes)) s.bytes = std::move(*bytes);
        } else if (std::holds_alternative<FromFallback>(step)) {
            if (const auto byte = fallback_byte(s.bytes)) s = {std::string(1, *byte), true};
        } else if (const auto* replace = std::get_if<ReplaceIn>(&step)) {
            s.bytes = replace_matches(s.bytes, replace->pattern, replace->content);
        } else {
            const auto& metaspace = std::get<FromMetaspace>(step);
            s.bytes = replace_each(s.bytes, metaspace.replacement, first && metaspace.drop_in_first ? "" : " ");
        }
    }
    return s;
}

std::string_view TokenDecoder::trim(std::string_view joined) const {
    if (strip_.empty()) return joined;
    for (std::size_t i = 0; i < strip_start_ && joined.starts_with(strip_); ++i) joined.remove_prefix(strip_.size());
    for (std::size_t i = 0; i < strip_stop_ && joined.ends_with(strip_); ++i) joined.remove_suffix(strip_.size());
    return joined;
}

}  // namespace reasonscope::text
