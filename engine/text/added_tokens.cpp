#include "text/added_tokens.h"

#include <utf8proc.h>

#include <nlohmann/json.hpp>

#include <algorithm>

#include "text/refusal.h"
#include "text/unicode_form.h"
#include "text/utf8.h"

namespace reasonscope::text {
namespace {

/// \w of Rust's regex crate.
bool is_word_character(char32_t c) {
    const bool circled = (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) ||
                         (c >= 0x1F150 && c <= 0x1F169) || (c >= 0x1F170 && c <= 0x1F189);
    if (circled || c == 0x200C || c == 0x200D) return true;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_PC:
            return true;
        default:
            return false;
    }
}

/// The character that ends right before `end`; invalid at the start of the text or behind broken bytes.
Utf8Sequence character_before(std::string_view text, std::size_t end) {
    for (std::size_t length = 1; length <= std::min<std::size_t>(4, end); ++length) {
        const Utf8Sequence c = read_utf8(text.substr(0, end), end - length);
        if (c.valid && c.length == length) return c;
    }
    return {};
}

bool touches_word(std::string_view text, std::size_t begin, std::size_t end) {
    const Utf8Sequence before = character_before(text, begin);
    const Utf8Sequence after = end < text.size() ? read_utf8(text, end) : Utf8Sequence{};
    return (before.valid && is_word_character(before.code_point)) ||
           (after.valid && is_word_character(after.code_point));
}

std::size_t skip_space_backwards(std::string_view text, std::size_t at, std::size_t floor) {
    while (at > floor) {
        const Utf8Sequence c = character_before(text, at);
        if (!c.valid || !is_white_space(c.code_point) || at - c.length < floor) break;
        at -= c.length;
    }
    return at;
}

std::size_t skip_space(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const Utf8Sequence c = read_utf8(text, at);
        if (!c.valid || !is_white_space(c.code_point)) break;
        at += c.length;
    }
    return at;
}

}  // namespace

std::vector<AddedToken> read_added_tokens(const nlohmann::json& json) {
    std::vector<AddedToken> tokens;
    if (json.is_null()) return tokens;
    if (!json.is_array()) refuse("its 'added_tokens' is not a list");
    for (const auto& j : json) {
        AddedToken token;
        token.content = j.at("content").get<std::string>();
        const auto& id = j.at("id");
        if (token.content.empty()) refuse("it has an added token without content");
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() >= (1 << 22))
            refuse("its added token '{}' has the id {}, which is not one", token.content, id.dump());
        token.id = id.get<std::int32_t>();
        token.special = j.value("special", false);
        token.single_word = j.value("single_word", false);
        token.lstrip = j.value("lstrip", false);
        token.rstrip = j.value("rstrip", false);
        token.normalized = j.value("normalized", !token.special);
        tokens.push_back(std::move(token));
    }
    return tokens;
}

void AddedTokenFinder::add(std::string pattern, const AddedToken& token) {
    if (pattern.empty()) return;
    starts_[static_cast<std::uint8_t>(pattern.front())] = true;
    entries_.push_back({std::move(pattern), token});
}

void AddedTokenFinder::finish() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.pattern < b.pattern; });
}

const AddedTokenFinder::Entry* AddedTokenFinder::longest_at(std::string_view text) const {
    // Narrows the sorted range byte by byte; an entry that ends where the range starts is a match so far.
    auto low = entries_.begin(), high = entries_.end();
    const Entry* best = nullptr;
    for (std::size_t depth = 0; depth < text.size() && low != high; ++depth) {
        const auto byte = [&](const Entry& e) {
            return e.pattern.size() > depth ? static_cast<std::uint8_t>(e.pattern[depth]) : -1;
        };
        const int wanted = static_cast<std::uint8_t>(text[depth]);
        low = std::partition_point(low, high, [&](const Entry& e) { return byte(e) < wanted; });
        high = std::partition_point(low, high, [&](const Entry& e) { return byte(e) == wanted; });
        if (low != high && low->pattern.size() == depth + 1) best = &*low;
    }
    return best;
}

void AddedTokenFinder::find(std::string_view text, std::vector<Found>& found) const {
    found.clear();
    std::size_t free_from = 0;  // what earlier tokens took ends here
    for (std::size_t at = 0; at < text.size();) {
        const Entry* entry = starts_[static_cast<std::uint8_t>(text[at])] ? longest_at(text.substr(at)) : nullptr;
        if (!entry) {
            ++at;
            continue;
        }
        std::size_t begin = at, end = at + entry->pattern.size();
        at = end;
        const AddedToken& token = entry->token;
        if (begin < free_from || (token.single_word && touches_word(text, begin, end))) continue;
        if (token.lstrip) begin = skip_space_backwards(text, begin, free_from);
        if (token.rstrip) end = skip_space(text, end);
        found.push_back({begin, end, token.id});
        free_from = end;
    }
}

}  // namespace reasonscope::text
