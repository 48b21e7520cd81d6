#include "reason/cuts.h"

#include <array>

#include "reason/utf8.h"

namespace reasonscope {
namespace {

constexpr std::array<std::string_view, 3> kWideMarks = {"。", "！", "？"};
constexpr std::array<std::string_view, 14> kClosers = {"\"", "'", ")", "]", "}", "*", "_", "”", "’", "」", "』", "）", "》", "】"};

template <class List>
std::size_t match_any(std::string_view text, std::size_t at, const List& list) {
    for (const std::string_view item : list) {
        if (starts_at(text, at, item)) return item.size();
    }
    return 0;
}

std::size_t skip_closers(std::string_view text, std::size_t at) {
    while (const std::size_t length = match_any(text, at, kClosers)) at += length;
    return at;
}

/// White space that holds an empty line. A line of blanks alone is not empty: R1 parts the points of one indented list with it.
bool has_blank_line(std::string_view space) {
    return space.find("\n\n") != std::string_view::npos || space.find("\n\r\n") != std::string_view::npos;
}

}  // namespace

std::vector<Cut> candidate_cuts(std::string_view text) {
    std::vector<Cut> cuts;
    const auto add = [&](std::size_t at, std::size_t mark, CutReason reason) {
        if (at > 0 && at < text.size() && (cuts.empty() || cuts.back().at < at)) {
            cuts.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(mark), reason});
        }
    };
    for (std::size_t i = skip_spaces(text, 0); i < text.size();) {
        const char c = text[i];
        if (is_space(c)) {
            const std::size_t next = skip_spaces(text, i);
            if (has_blank_line(text.substr(i, next - i))) add(next, i, CutReason::BlankLine);
            i = next;
        } else if (c == '.' || c == '?' || c == '!') {
            const std::size_t after = skip_closers(text, i + 1);
            const std::size_t next = skip_spaces(text, after);
            if (next > after) {
                const bool blank = has_blank_line(text.substr(after, next - after));
                add(next, i, blank ? CutReason::BlankLine : CutReason::Sentence);
                i = next;
            } else {
                ++i;
            }
        } else if (const std::size_t wide = match_any(text, i, kWideMarks)) {
            const std::size_t after = skip_closers(text, i + wide);
            const bool more = match_any(text, after, kWideMarks) > 0;
            const std::size_t next = skip_spaces(text, after);
            if (!more) add(next, i, CutReason::WideSentence);
            i = more ? after : next;
        } else {
            ++i;
        }
    }
    return cuts;
}

}  // namespace reasonscope
