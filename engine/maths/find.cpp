#include "maths/formula.h"

namespace reasonscope::maths {
namespace {

constexpr std::size_t kLongest = 8000;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// The end of what may belong to a formula that begins at `at`: an empty line, or too far away.
std::size_t horizon(std::string_view text, std::size_t at) {
    const std::size_t most = std::min(text.size(), at + kLongest);
    for (std::size_t i = at; i < most; ++i) {
        if (text[i] != '\n') continue;
        std::size_t next = i + 1;
        while (next < most && (text[next] == ' ' || text[next] == '\t' || text[next] == '\r')) ++next;
        if (next < most && text[next] == '\n' && i > at + 2) return i;
    }
    return most;
}

/// `what` at or behind `at`, not behind a backslash of its own.
std::size_t find_plain(std::string_view text, std::string_view what, std::size_t at) {
    for (std::size_t i = text.find(what, at); i != std::string_view::npos; i = text.find(what, i + 1)) {
        std::size_t slashes = 0;
        while (slashes < i && text[i - 1 - slashes] == '\\') ++slashes;
        if (slashes % 2 == 0) return i;
    }
    return std::string_view::npos;
}

std::size_t group_end(std::string_view text, std::size_t brace) {
    int depth = 0;
    for (std::size_t i = brace; i < text.size(); ++i) {
        if (text[i] == '\\') ++i;
        else if (text[i] == '{') ++depth;
        else if (text[i] == '}' && --depth == 0) return i + 1;
    }
    return std::string_view::npos;
}

struct Found {
    std::size_t begin = std::string_view::npos, inner = 0, inner_end = 0, end = 0;  // end 0: not closed
    bool display = false, may_close = false;
};

/// Pandoc: no space behind the first dollar or before the last, and no digit after. Spaces are allowed where commands say that it is LaTeX.
Found dollar(std::string_view text, std::size_t at) {
    Found found{.begin = at, .inner = at + 1};
    const std::size_t line = std::min(text.find('\n', at), text.size());
    found.may_close = line == text.size() && text.size() - at < 400;
    for (std::size_t close = find_plain(text, "$", at + 1); close != std::string_view::npos && close < line; close = find_plain(text, "$", close + 1)) {
        const std::string_view inside = text.substr(at + 1, close - at - 1);
        if (inside.empty()) return {.begin = at};
        const bool digit = close + 1 < text.size() && text[close + 1] >= '0' && text[close + 1] <= '9';
        const bool spaced = is_blank(inside.front()) || is_blank(inside.back());
        const bool latex = inside.find_first_of("\\^_") != std::string_view::npos;
        if (digit || (spaced && !latex)) continue;
        found.inner_end = close;
        found.end = close + 1;
        return found;
    }
    return found;
}

Found delimited(std::string_view text, std::size_t at, std::string_view open, std::string_view close, bool display) {
    Found found{.begin = at, .inner = at + open.size(), .display = display};
    const std::size_t limit = horizon(text, at), end = find_plain(text.substr(0, limit), close, found.inner);
    found.may_close = limit == text.size();
    if (end == std::string_view::npos) return found;
    found.inner_end = end;
    found.end = end + close.size();
    return found;
}

/// The formula whose delimiter stands at `at`; begin is npos when none does.
Found formula_at(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("$$")) return delimited(text, at, "$$", "$$", true);
    if (rest.starts_with('$')) return dollar(text, at);
    if (rest.starts_with("\\(")) return delimited(text, at, "\\(", "\\)", false);
    if (rest.starts_with("\\[")) return delimited(text, at, "\\[", "\\]", true);
    if (rest.starts_with("\\boxed{")) {
        const std::size_t limit = horizon(text, at), end = group_end(text.substr(0, limit), at + 6);
        Found found{.begin = at, .inner = at, .may_close = limit == text.size()};
        if (end != std::string_view::npos) found.inner_end = found.end = end;
        return found;
    }
    if (rest.starts_with("\\begin{")) {
        const std::size_t name_end = rest.find('}');
        if (name_end == std::string_view::npos || name_end > 24) return {};
        const std::string closing = "\\end{" + std::string(rest.substr(7, name_end - 7)) + "}";
        const std::size_t limit = horizon(text, at), end = text.substr(0, limit).find(closing, at);
        Found found{.begin = at, .inner = at, .display = true, .may_close = limit == text.size()};
        if (end != std::string_view::npos) found.inner_end = found.end = end + closing.size();
        return found;
    }
    return {};
}

}  // namespace

std::vector<Formula> find_formulas(std::string_view text) {
    std::vector<Formula> formulas;
    for (std::size_t at = text.find_first_of("\\$"); at != std::string_view::npos; at = text.find_first_of("\\$", at)) {
        const Found found = formula_at(text, at);
        if (found.end == 0) {
            at += text[at] == '\\' && at + 1 < text.size() && found.begin == std::string_view::npos ? 2 : 1;  // "\$" is a sign
            continue;
        }
        Formula formula;
        formula.source = {static_cast<std::uint32_t>(found.begin), static_cast<std::uint32_t>(found.end)};
        formula.inner = {static_cast<std::uint32_t>(found.inner), static_cast<std::uint32_t>(found.inner_end)};
        formula.display = found.display;
        formula.tree = parse(slice(text, formula.inner), formula.inner.begin);
        formulas.push_back(std::move(formula));
        at = found.end;
    }
    return formulas;
}

std::size_t open_formula(std::string_view text) {
    for (std::size_t at = text.find_first_of("\\$"); at != std::string_view::npos; at = text.find_first_of("\\$", at)) {
        const Found found = formula_at(text, at);
        if (found.end == text.size() && text[at] == '$' && found.end != 0) return at;  // the next character may say that it is none
        if (found.end != 0) {
            at = found.end;
            continue;
        }
        if (found.may_close || text.size() - at < 24) return at;
        at += text[at] == '\\' && found.begin == std::string_view::npos ? 2 : 1;
    }
    return text.size();
}

std::string plain_formulas(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    for (const Formula& formula : find_formulas(text)) {
        if (!formula.tree) continue;
        out += text.substr(at, formula.source.begin - at);
        out += to_plain(*formula.tree);
        at = formula.source.end;
    }
    return out + std::string(text.substr(at));
}

}  // namespace reasonscope::maths
