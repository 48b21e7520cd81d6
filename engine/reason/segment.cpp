#include "reason/segment.h"

#include <algorithm>
#include <array>
#include <string>

#include "reason/cuts.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

constexpr std::size_t kTinyBytes = 10;  // the length below which Thought Anchors merges a chunk

/// Titles and short forms whose period never ends a sentence.
constexpr std::array<std::string_view, 22> kAbbreviations = {"mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "al", "cf",
                                                             "viz", "approx", "resp", "incl", "jr", "sr", "w.l.o.g", "wlog",
                                                             "a.k.a", "w.r.t", "s.t"};
/// These end a sentence unless a number or bracket follows ("No. That is wrong." but "No. 5").
constexpr std::array<std::string_view, 10> kBeforeNumber = {"no", "fig", "eq", "eqs", "sec", "ch", "p", "pp", "thm", "ex"};

struct Region {
    std::size_t begin, end;
};

/// Code fences and display or inline LaTeX. A fence that never closes reaches to the end; open LaTeX protects nothing.
std::vector<Region> protected_regions(std::string_view text) {
    struct Kind {
        std::string_view open, close;
        bool to_end;
    };
    static constexpr std::array<Kind, 4> kKinds = {
        Kind{"```", "```", true}, Kind{"\\[", "\\]", false}, Kind{"\\(", "\\)", false}, Kind{"$$", "$$", false}};
    std::vector<Region> regions;
    for (std::size_t i = 0; i < text.size();) {
        const auto kind = std::ranges::find_if(kKinds, [&](const Kind& k) { return starts_at(text, i, k.open); });
        if (kind == kKinds.end()) {
            ++i;
            continue;
        }
        const std::size_t inside = i + kind->open.size();
        const std::size_t close = text.find(kind->close, inside);
        if (close == std::string_view::npos && !kind->to_end) {
            i = inside;
            continue;
        }
        const std::size_t end = close == std::string_view::npos ? text.size() : close + kind->close.size();
        regions.push_back({i, end});
        i = end;
    }
    return regions;
}

/// The word that ends right before the period at `dot`, lower case, inner periods kept ("e.g").
std::string word_before(std::string_view text, std::size_t dot) {
    std::size_t begin = dot;
    while (begin > 0 && dot - begin < 12 && (is_letter(text[begin - 1]) || (text[begin - 1] == '.' && begin < dot))) --begin;
    std::string word(text.substr(begin, dot - begin));
    std::ranges::transform(word, word.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
    return word;
}

/// "1." at the start of a line, after list and emphasis marks, with its text behind it.
bool is_list_number(std::string_view text, std::size_t dot) {
    std::size_t at = dot;
    while (at > 0 && is_digit(text[at - 1])) --at;
    if (at == dot || dot - at > 3) return false;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '*' || text[at - 1] == '#' || text[at - 1] == '\t')) --at;
    return at == 0 || text[at - 1] == '\n';
}

/// A factorial amid a formula: before an operator, or with its bracket still open ("(5! * 2!)"). The published splitter ends a
/// sentence at every "!"; before "=", "/" and words this one follows it, so that its steps stay comparable with labelled traces.
bool is_inside_formula(std::string_view text, std::size_t mark, char next) {
    if (std::string_view("+-*^\\<>").find(next) != std::string_view::npos) return true;
    int open = 0;
    for (std::size_t at = mark; at > 0 && text[at - 1] != '\n'; --at) {
        const char c = text[at - 1];
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (open > 0) return is_digit(text[mark - 1]) || text[mark - 1] == ')';
    }
    return false;
}

/// True when the mark of a sentence cut does not really end a sentence.
bool is_false_end(std::string_view text, const Cut& cut) {
    const char mark = text[cut.mark], next = text[cut.at];
    const std::string_view space = text.substr(cut.mark + 1, cut.at - cut.mark - 1);
    if (mark == '!') return is_inside_formula(text, cut.mark, next);
    if (mark != '.' || space.find('\n') != std::string_view::npos) return false;
    if (cut.mark > 0 && text[cut.mark - 1] == '.') return false;  // "12 divided by 5 equals... let me see"; a short "Hmm..." merges
    if (is_list_number(text, cut.mark)) return true;
    const std::string word = word_before(text, cut.mark);
    if (word == "etc") return is_lower(next);
    if (std::ranges::find(kBeforeNumber, word) != kBeforeNumber.end()) return is_digit(next) || next == '(';
    return std::ranges::find(kAbbreviations, word) != kAbbreviations.end();
}

/// Words that say nothing alone: "Wait, no." opens the thought that follows it.
constexpr std::array<std::string_view, 13> kInterjections = {"wait", "no", "yes", "ok", "okay", "hmm", "so", "well", "but", "right", "now", "oh", "ah"};

/// A heading, a list mark, an interjection or a lone symbol: shorter than ten bytes, and no sentence of two words that says
/// something. "x = 4." and "Find z." are short and stay; "Hmm.", "Layer 4:" and "Wait, no." merge.
/// `unfinished`: the last piece, which needs no closing mark.
bool is_tiny(std::string_view piece, bool unfinished = false) {
    while (!piece.empty() && is_space(piece.back())) piece.remove_suffix(1);
    if (piece.size() >= kTinyBytes) return false;
    if (std::ranges::any_of(piece, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; })) return false;
    if (piece.empty() || (!unfinished && std::string_view(".?!").find(piece.back()) == std::string_view::npos)) return true;
    int words = 0;
    bool telling = false;
    for (std::size_t i = 0; i < piece.size();) {
        std::size_t end = i;
        std::string word;
        while (end < piece.size() && (is_letter(piece[end]) || is_digit(piece[end]))) word += static_cast<char>(piece[end] | (is_upper(piece[end]) ? 0x20 : 0)), ++end;
        if (!word.empty()) {
            ++words;
            telling = telling || std::ranges::find(kInterjections, word) == kInterjections.end();
        }
        i = end + 1;
    }
    return words < 2 || !telling;
}

}  // namespace

std::vector<ByteSpan> segment(std::string_view text) {
    if (text.empty()) return {};
    const auto regions = protected_regions(text);
    auto region = regions.begin();
    std::vector<ByteSpan> spans;
    std::uint32_t begin = 0;
    for (const Cut& cut : candidate_cuts(text)) {
        while (region != regions.end() && region->end <= cut.mark) ++region;
        if (region != regions.end() && region->begin < cut.mark && cut.mark < region->end) continue;
        if (cut.reason == CutReason::Sentence && is_false_end(text, cut)) continue;
        if (is_tiny(text.substr(begin, cut.at - begin))) continue;  // stays open and merges into the next
        spans.push_back({begin, cut.at});
        begin = cut.at;
    }
    const auto end = static_cast<std::uint32_t>(text.size());
    if (!spans.empty() && is_tiny(text.substr(begin), true)) {
        spans.back().end = end;  // a tiny tail merges into the piece before it
    } else {
        spans.push_back({begin, end});
    }
    return spans;
}

}  // namespace reasonscope
