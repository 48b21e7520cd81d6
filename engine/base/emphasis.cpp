#include "base/emphasis.h"

#include <cctype>

namespace reasonscope {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }  // a letter beyond ASCII is none: Chinese has no spaces

bool opens(std::string_view text, std::size_t at) {
    const std::size_t after = at + kStrongMark.size();
    return (at == 0 || !is_word(text[at - 1])) && after < text.size() && !is_space(text[after]) && text[after] != '*';
}

bool closes(std::string_view text, std::size_t at) {
    const std::size_t after = at + kStrongMark.size();
    return !is_space(text[at - 1]) && (after == text.size() || !is_word(text[after]));
}

}  // namespace

std::vector<ByteSpan> strong_spans(std::string_view text) {
    std::vector<ByteSpan> spans;
    for (std::size_t at = text.find(kStrongMark); at != std::string_view::npos;) {
        if (!opens(text, at)) {
            at = text.find(kStrongMark, at + 1);
            continue;
        }
        const std::size_t begin = at + kStrongMark.size();
        std::size_t end = text.find(kStrongMark, begin + 1);
        while (end != std::string_view::npos && !closes(text, end)) end = text.find(kStrongMark, end + 1);
        if (end == std::string_view::npos) break;
        spans.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
        at = text.find(kStrongMark, end + kStrongMark.size());
    }
    return spans;
}

std::string without_emphasis(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    for (const ByteSpan span : strong_spans(text)) {
        out += text.substr(at, span.begin - kStrongMark.size() - at);
        out += slice(text, span);
        at = span.end + kStrongMark.size();
    }
    return out += text.substr(at);
}

}  // namespace reasonscope
