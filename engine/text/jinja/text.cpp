#include "text/jinja/text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>

#include "text/unicode_form.h"
#include "text/utf8.h"

namespace reasonscope::text::jinja {
namespace {

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }
char32_t to_upper(char32_t c) { return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c))); }
char32_t to_lower(char32_t c) { return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))); }

template <class Map>
std::string mapped(std::string_view text, Map map) {
    std::string out;
    for (const char32_t c : characters(text)) {
        if (c == U'ß' && map(U'a') == U'A')
            out += "SS";
        else
            append_utf8(out, map(c));
    }
    return out;
}

bool printable(char32_t c) {
    switch (category(c)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return false;
        case UTF8PROC_CATEGORY_ZS:
            return c == ' ';
        default:
            return true;
    }
}

}  // namespace

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::size_t byte_of(std::string_view text, std::size_t index) {
    std::size_t at = 0;
    for (; index > 0 && at < text.size(); --index) at += read_utf8(text, at).length;
    return at;
}

std::u32string characters(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Sequence next = read_utf8(text, at);
        out += next.valid ? next.code_point : U'\uFFFD';
        at += next.length;
    }
    return out;
}

std::string from_characters(const std::u32string& text) {
    std::string out;
    for (const char32_t c : text) append_utf8(out, c);
    return out;
}

std::string quote_text(std::string_view text) {
    const char quote = text.find('\'') != text.npos && text.find('"') == text.npos ? '"' : '\'';
    std::string out(1, quote);
    for (const char32_t c : characters(text)) {
        if (c == U'\\' || c == static_cast<char32_t>(quote))
            (out += '\\') += static_cast<char>(c);
        else if (c == '\n' || c == '\r' || c == '\t')
            out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
        else if (printable(c))
            append_utf8(out, c);
        else
            out += c < 0x100     ? fmt::format("\\x{:02x}", unsigned(c))
                   : c < 0x10000 ? fmt::format("\\u{:04x}", unsigned(c))
                                 : fmt::format("\\U{:08x}", unsigned(c));
    }
    return out += quote;
}

std::string upper(std::string_view text) { return mapped(text, to_upper); }
std::string lower(std::string_view text) { return mapped(text, to_lower); }

std::string capitalize(std::string_view text) {
    const std::size_t first = byte_of(text, 1);
    return upper(text.substr(0, first)) + lower(text.substr(first));
}

std::string title(std::string_view text) {
    std::u32string out = characters(text);
    bool inside = false;
    for (char32_t& c : out) {
        c = inside ? to_lower(c) : to_upper(c);
        inside = is_lower(c) || is_upper(c);
    }
    return from_characters(out);
}

std::string_view strip(std::string_view text, std::optional<std::string_view> set, bool left, bool right) {
    const std::u32string chosen = set ? characters(*set) : std::u32string();
    const auto goes = [&](char32_t c) { return set ? chosen.find(c) != chosen.npos : is_space(c); };
    while (left && !text.empty()) {
        const Utf8Sequence next = read_utf8(text, 0);
        if (!goes(next.code_point)) break;
        text.remove_prefix(next.length);
    }
    while (right && !text.empty()) {
        std::size_t at = text.size() - 1;
        while (at > 0 && (text[at] & 0xC0) == 0x80) --at;
        if (!goes(read_utf8(text, at).code_point)) break;
        text = text.substr(0, at);
    }
    return text;
}

std::vector<std::string> split(std::string_view text, std::optional<std::string_view> separator, std::int64_t limit, bool from_right) {
    std::vector<std::string> parts;
    const auto full = [&] { return limit >= 0 && static_cast<std::int64_t>(parts.size()) >= limit; };
    if (separator) {
        for (;;) {
            const auto at = full() ? text.npos : from_right ? text.rfind(*separator) : text.find(*separator);
            if (at == text.npos) break;
            parts.emplace_back(from_right ? text.substr(at + separator->size()) : text.substr(0, at));
            text = from_right ? text.substr(0, at) : text.substr(at + separator->size());
        }
        parts.emplace_back(text);
    } else {
        for (text = strip(text, {}, true, true); !text.empty();) {
            const std::u32string all = characters(text);
            const auto at = full() ? all.npos : from_right ? [&] {
                for (std::size_t i = all.size(); i > 0; --i)
                    if (is_space(all[i - 1])) return i - 1;
                return all.npos;
            }() : static_cast<std::size_t>(std::find_if(all.begin(), all.end(), is_space) - all.begin());
            if (at >= all.size()) {
                parts.emplace_back(text);
                break;
            }
            const std::size_t byte = byte_of(text, at);
            parts.emplace_back(from_right ? text.substr(byte + read_utf8(text, byte).length) : text.substr(0, byte));
            text = from_right ? strip(text.substr(0, byte), {}, false, true) : strip(text.substr(byte), {}, true, false);
        }
    }
    if (from_right) std::reverse(parts.begin(), parts.end());
    return parts;
}

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Sequence next = read_utf8(text, at);
        const char32_t c = next.code_point;
        const bool ends = (c >= 0xA && c <= 0xD) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
        const std::size_t end = at;
        at += next.length;
        if (!ends) continue;
        lines.emplace_back(text.substr(begin, end - begin));
        if (c == '\r' && at < text.size() && text[at] == '\n') ++at;
        begin = at;
    }
    if (begin < text.size()) lines.emplace_back(text.substr(begin));
    return lines;
}

std::string replace_all(std::string_view text, std::string_view what, std::string_view with, std::int64_t limit) {
    std::string out;
    std::size_t at = 0;
    for (std::int64_t n = 0; limit < 0 || n < limit; ++n) {
        const auto found = text.find(what, at);
        if (found == text.npos) break;
        (out += text.substr(at, found - at)) += with;
        at = found + what.size();
        if (!what.empty()) continue;
        if (at >= text.size()) return out;
        const std::size_t length = read_utf8(text, at).length;  // an empty text stands before every character
        out += text.substr(at, length);
        at += length;
    }
    return out += text.substr(at);
}

bool is_space(char32_t c) { return is_white_space(c) || (c >= 0x1C && c <= 0x1F); }
bool is_letter(char32_t c) {
    const auto k = category(c);
    return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO;
}
bool is_digit(char32_t c) { return category(c) == UTF8PROC_CATEGORY_ND; }
bool is_lower(char32_t c) { return category(c) == UTF8PROC_CATEGORY_LL; }
bool is_upper(char32_t c) { return category(c) == UTF8PROC_CATEGORY_LU || category(c) == UTF8PROC_CATEGORY_LT; }

}  // namespace reasonscope::text::jinja
