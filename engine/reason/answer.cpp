#include "reason/answer.h"

namespace reasonscope {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

}  // namespace

std::string normalised(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (!is_space(c)) out += c;
        else if (!out.empty() && out.back() != ' ') out += ' ';
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
    return out;
}

std::optional<ByteSpan> boxed(std::string_view text) {
    constexpr std::string_view kBox = "\\boxed{";
    const std::size_t box = text.rfind(kBox);
    if (box == std::string_view::npos) return std::nullopt;
    const std::size_t begin = box + kBox.size();
    std::size_t end = begin;
    for (int depth = 1; end < text.size(); ++end) {
        depth += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
        if (depth == 0) break;
    }
    return ByteSpan{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::string answer_key(std::string_view answer) {
    const auto box = boxed(answer);
    return normalised(box ? slice(answer, *box) : answer);
}

}  // namespace reasonscope
