#include "base/emphasis.h"

#include <cctype>

namespace reasonscope {
namespace {

constexpr std::string_view kMark = "**";

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }  // a letter beyond ASCII is none: Chinese has no spaces

bool opens(std::string_view text, std::size_t at) {
    const std::size_t after = at + kMark.size();
    return (at == 0 || !is_word(text[at - 1])) && after < text.size() && !is_space(text[after]) && text[after] != '*';
}

bool closes(std::string_view text, std::size_t at) {
    const std::size_t after = at + kMark.size();
    return !is_space(text[at - 1]) && (after == text.size() || !is_word(text[after]));
}

}  // namespace

std::vector<ByteSpan> strong_spans(std::string_view text) {
    std::vector<ByteSpan> spans;
    for (std::size_t at = text.find(kMark); at != std::string_view::npos;) {
        if (!opens(text, at)) {
            at = text.find(kMark, at + 1);
            continue;
        }
        const std::size_t begin = at + kMark.size();
        std::size_t end = text.find(kMark, begin + 1);
        while (end != std::string_view::npos && !closes(text, end)) end = text.find(kMark, end + 1);
        if (end == std::string_view::npos) break;
        spans.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
        at = text.find(kMark, end + kMark.size());
    }
    return spans;
}

std::string without_emphasis(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    for (const ByteSpan span : strong_spans(text)) {
        out += text.substr(at, span.begin - kMark.size() - at);
        out += slice(text, span);
        at = span.end + kMark.size();
    }
    return out += text.substr(at);
}

}  // namespace reasonscope
