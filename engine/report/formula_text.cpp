#include "report/formula_text.h"

#include <fmt/format.h>

#include <limits>

#include "base/emphasis.h"
#include "maths/formula.h"
#include "report/text.h"

namespace reasonscope {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

std::string formula_html(std::string_view text, const maths::Formula& formula) {
    const std::string source = escape_html(slice(text, formula.source));
    return fmt::format("<span class=\"m{0}\" title=\"{1}\">{2}<code class=\"tex\">{1}</code></span>", formula.display ? " d" : "", source, maths::to_mathml(*formula.tree, formula.display));
}

/// The formula's LaTeX, with what Markdown or HTML could read otherwise in other words that LaTeX knows.
std::string formula_markdown(std::string_view text, const maths::Formula& formula) {
    std::string out = formula.display ? "$$" : "$";
    bool word = false;  // a command just ended: a letter behind it would become part of it
    for (const char c : one_line(slice(text, formula.inner))) {
        std::string_view other;
        switch (c) {
            case '<': other = "\\lt "; break;
            case '>': other = "\\gt "; break;
            case '*': other = "\\ast "; break;
            case '`': other = "'"; break;
            case '~': other = "\\ "; break;
            case '|': other = "\\vert "; break;
            default: break;
        }
        if (word && c == '/') out += ' ';  // no address: "http://"
        word = c == ':';
        other.empty() ? void(out += c) : void(out += other);
    }
    return out + (formula.display ? "$$" : "$");
}

/// The pieces of clean text in turn; the words around formulas are cut at `limit` characters in all.
template <class Words, class Shown>
std::string in_pieces(const std::string& text, std::size_t limit, Words&& words, Shown&& shown) {
    std::string out;
    std::size_t at = 0, used = 0;
    const auto add_words = [&](std::string_view piece) {
        const std::u32string letters = code_points(piece);
        const bool fits = limit == kAll || used + letters.size() <= limit;
        out += words(fits ? std::string(piece) : to_utf8(std::u32string_view(letters).substr(0, used < limit ? limit - used - 1 : 0)) + "…");
        used += letters.size();
        return fits;
    };
    for (const maths::Formula& formula : maths::find_formulas(text)) {
        if (!formula.tree) continue;
        if (!add_words(std::string_view(text).substr(at, formula.source.begin - at))) return out;
        at = formula.source.end;
        const std::size_t length = code_points(maths::to_plain(*formula.tree)).size();
        if (limit != kAll && used > 0 && used + length > limit) return out + words("…");
        used += length;
        out += shown(text, formula);
    }
    add_words(std::string_view(text).substr(at));
    return out;
}

std::string strong_html(const std::string& piece) {
    std::string out;
    std::size_t at = 0;
    for (const ByteSpan span : strong_spans(piece)) {
        out += escape_html(std::string_view(piece).substr(at, span.begin - kStrongMark.size() - at)) + "<strong>" + escape_html(slice(piece, span)) + "</strong>";
        at = span.end + kStrongMark.size();
    }
    return out + escape_html(std::string_view(piece).substr(at));
}

/// A title's words: on one line, without emphasis unless all of it is shown.
std::string title_line(std::string_view raw, std::size_t limit) { return limit == kAll ? one_line(raw) : without_emphasis(one_line(raw)); }

/// escape_markdown drops white space at the ends, which between pieces is wanted.
std::string inner_markdown(const std::string& piece) {
    std::string out = escape_markdown(piece);
    if (out.empty()) return piece.empty() ? "" : " ";
    if (piece.front() == ' ' || piece.front() == '\n') out.insert(0, 1, ' ');
    if (piece.back() == ' ' || piece.back() == '\n') out += ' ';
    return out;
}

}  // namespace

std::string html_words(std::string_view raw) { return in_pieces(trimmed(raw), kAll, strong_html, formula_html); }

std::string html_excerpt(std::string_view raw, std::size_t limit) {
    return in_pieces(title_line(raw, limit), limit, [](const std::string& piece) { return escape_html(piece); }, [](std::string_view text, maths::Formula formula) {
        formula.display = false;
        return formula_html(text, formula);
    });
}

std::string markdown_excerpt(std::string_view raw, std::size_t limit) {
    return in_pieces(title_line(raw, limit), limit, inner_markdown, [](std::string_view text, maths::Formula formula) {
        formula.display = false;
        return formula_markdown(text, formula);
    });
}

std::string html_expression(std::string_view raw) {
    const std::string text = one_line(raw);
    if (text.find('\\') == std::string::npos && text.find('^') == std::string::npos) return escape_html(text);
    maths::Formula formula{.source = {0, static_cast<std::uint32_t>(text.size())}, .inner = {}, .display = false, .tree = maths::parse(text)};
    return formula.tree ? formula_html(text, formula) : "<code>" + escape_html(text) + "</code>";
}

std::string markdown_words(std::string_view raw) { return markdown_excerpt(raw, kAll); }

std::string plain_words(std::string_view raw) { return maths::plain_formulas(without_emphasis(clean_text(raw))); }

}  // namespace reasonscope
