#include "report/text.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace reasonscope {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
    char32_t code = kReplacement;
    std::size_t size = 1;
    bool valid = false;
};

bool is_continuation(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

/// One code point; an invalid sequence consumes one byte. Overlong forms, surrogates and values above U+10FFFF are invalid.
Decoded decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
    const char32_t lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    if (lead >= 0xC2 && lead <= 0xDF && is_continuation(text, at + 1)) return {(lead & 0x1FU) << 6U | (byte(1) & 0x3FU), 2, true};
    if (lead >= 0xE0 && lead <= 0xEF && is_continuation(text, at + 1) && is_continuation(text, at + 2)) {
        const char32_t code = (lead & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
        if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF)) return {code, 3, true};
    }
    if (lead >= 0xF0 && lead <= 0xF4 && is_continuation(text, at + 1) && is_continuation(text, at + 2) && is_continuation(text, at + 3)) {
        const char32_t code = (lead & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U | (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
        if (code >= 0x10000 && code <= 0x10FFFF) return {code, 4, true};
    }
    return {};
}

void append(std::string& out, char32_t code) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | code >> 6U), put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | code >> 12U), put(0x80U | (code >> 6U & 0x3FU)), put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | code >> 18U), put(0x80U | (code >> 12U & 0x3FU)), put(0x80U | (code >> 6U & 0x3FU)), put(0x80U | (code & 0x3FU));
    }
}

/// Characters that are invisible or reorder their neighbours. Zero-width joiners stay: scripts and emoji need them.
bool is_named_instead(char32_t c) {
    return c == 0xAD || c == 0x61C || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFEU;
}

/// Spreadsheets run cells that begin so, some after white space, some in full width.
bool starts_formula(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
    for (const std::string_view lead : {"=", "+", "-", "@", "＝", "＋", "－", "＠"}) {
        if (text.starts_with(lead)) return true;
    }
    return false;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

}  // namespace

std::string clean_text(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const Decoded next = decode(raw, at);
        at += next.size;
        const char32_t c = next.code;
        if (c == '\r') {
            if (at >= raw.size() || raw[at] != '\n') out += '\n';
        } else if (c == '\n') {
            out += '\n';
        } else if (c == '\t') {
            out += ' ';
        } else if (c < 0x20) {
            append(out, 0x2400 + c);
        } else if (c == 0x7F) {
            append(out, 0x2421);
        } else if ((c >= 0x80 && c <= 0x9F) || is_named_instead(c)) {
            out += fmt::format("[U+{:04X}]", static_cast<std::uint32_t>(c));
        } else {
            append(out, c);
        }
    }
    return out;
}

std::string trimmed(std::string_view raw) {
    std::string text = clean_text(raw);
    const auto last = text.find_last_not_of(" \n");
    text.resize(last == std::string::npos ? 0 : last + 1);
    text.erase(0, std::min(text.find_first_not_of(" \n"), text.size()));
    return text;
}

std::string one_line(std::string_view raw) {
    std::string out;
    for (const char c : clean_text(raw)) {
        if (c != ' ' && c != '\n') {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string excerpt(std::string_view raw, std::size_t limit) {
    const std::string line = one_line(raw);
    const std::u32string text = code_points(line);
    if (text.size() <= limit) return line;
    return to_utf8(std::u32string_view(text).substr(0, limit == 0 ? 0 : limit - 1)) + "…";
}

std::string token_text(std::string_view raw) {
    std::string text = clean_text(raw);
    replace_all(text, "\n", "⏎");
    replace_all(text, " ", "␣");
    return text;
}

bool is_valid_utf8(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const Decoded next = decode(bytes, at);
        if (!next.valid) return false;
        at += next.size;
    }
    return true;
}

std::u32string code_points(std::string_view utf8) {
    std::u32string out;
    for (std::size_t at = 0; at < utf8.size();) {
        const Decoded next = decode(utf8, at);
        out += next.code;
        at += next.size;
    }
    return out;
}

std::string to_utf8(std::u32string_view text) {
    std::string out;
    for (const char32_t c : text) append(out, c);
    return out;
}

std::string escape_html(std::string_view raw) {
    std::string out;
    for (const char c : clean_text(raw)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string escape_markdown(std::string_view raw) {
    const std::string line = one_line(raw);
    std::string out;
    const auto digits = line.find_first_not_of("0123456789");
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        // Block markers act only at the start of a line, links to bare addresses only after ":" or "www".
        const bool block = (i == 0 && (c == '#' || c == '+' || c == '-' || c == '=')) || (digits > 0 && i == digits && (c == '.' || c == ')'));
        const bool address = (c == '/' && i > 0 && line[i - 1] == ':') || (c == '.' && i >= 3 && line.compare(i - 3, 3, "www") == 0) || c == '@';
        if (block || address || std::string_view("\\`*_[]<>|~$&!").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string escape_dot(std::string_view raw) {
    std::string out;
    for (const char c : clean_text(raw)) {
        if (c == '\n') {
            out += "\\n";
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c == '&' ? std::string("&amp;") : std::string(1, c);  // Graphviz reads entities in labels
        }
    }
    return out;
}

std::string csv_field(std::string_view raw) {
    std::string text = clean_text(raw);
    if (starts_formula(text)) text.insert(0, "'");
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    replace_all(text, "\"", "\"\"");
    return '"' + text + '"';
}

std::string markdown_fence(std::string_view raw) {
    const std::string text = clean_text(raw);
    std::size_t longest = 2, run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return fence + "text\n" + text + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

}  // namespace reasonscope
