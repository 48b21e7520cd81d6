#include "reason/claims.h"

#include <algorithm>
#include <array>
#include <optional>

#include "reason/arithmetic.h"
#include "reason/plain_maths.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_expression_byte(char c) { return is_digit(c) || is_one_of(c, " +-*/^!().,%") || c == kRoot; }
bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }

/// One side of a claim: its value, and where it stands in the plain text.
struct Side {
    std::optional<Rational> value;
    std::size_t begin = 0, end = 0;
    int operations = 0;
};

/// Words before a number that make it part of something larger: "half of 20 * 3", "divided by 4", "log 100".
bool continues(std::string_view before) {
    while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
    std::size_t begin = before.size();
    while (begin > 0 && is_alpha(before[begin - 1])) --begin;
    constexpr std::array<std::string_view, 22> kWords = {"of", "by",  "log", "ln",   "sin",  "cos",   "tan",  "sqrt",   "mod",  "times", "plus",
                                                         "minus", "over", "choose", "root", "to", "than", "from", "modulo", "power", "squared", "factorial"};
    const std::string_view word = before.substr(begin);
    return std::ranges::find(kWords, word) != kWords.end();
}

/// Where the name of a function or a command begins that stands right before a bracket: a claim is shown with it.
std::size_t with_name(std::string_view text, std::size_t begin) {
    if (begin == text.size() || text[begin] != '(') return begin;
    while (begin > 0 && (is_alpha(text[begin - 1]) || text[begin - 1] == kUnknown)) --begin;
    return begin;
}

/// The expression that ends plain text [from, to), if what stands before it is not part of a larger one ("x + 7" ends in no expression).
Side ending(std::string_view text, std::size_t from, std::size_t to) {
    while (to > from && is_space(text[to - 1])) --to;
    std::size_t begin = to;
    while (begin > from && is_expression_byte(text[begin - 1])) --begin;
    // Punctuation of the sentence before: "Eva loses 12, so 19 - 12" has letters there, "5, 19 - 12" a comma and a space.
    bool cut = false;
    for (const std::string_view stop : {", ", ". ", "! "}) {
        const std::size_t at = text.substr(0, to).rfind(stop);
        if (at == std::string_view::npos || at < begin || (stop == "! " && at > 0 && is_digit(text[at - 1]))) continue;
        begin = at + stop.size();
        cut = true;
    }
    const std::size_t edge = begin;
    while (begin < to && text[begin] == ' ') ++begin;
    Side side{{}, with_name(text, begin), to, 0};
    if (begin == to) return side;
    if (!cut && edge > from) {
        const char before = text[edge - 1];
        const bool variable = is_alpha(before) && (edge < 2 || !is_alpha(text[edge - 2]));
        if (before == kCloses && is_one_of(text[begin], "+-")) return side;
        if (is_alpha(before) && (begin == edge || (variable && text[begin] == '-') || continues(text.substr(from, edge - from)))) return side;
        if (!is_alpha(before) && !is_one_of(before, "\n\t:;?\"'`|=~\2\3") && (static_cast<unsigned char>(before) & 0x80U) == 0) return side;
    }
    Calculation found = calculate(text.substr(begin, to - begin));
    if (!found.value && text[begin] == '(') ++begin, found = calculate(text.substr(begin, to - begin));  // "(4 + 7 = 11)"
    if (!found.value || begin + found.end != to) return side;
    return {found.value, begin, to, found.operations};
}

/// The expression that begins plain text at `from`, if what follows up to `to` is not part of a larger one.
Side opening(std::string_view text, std::size_t from, std::size_t to) {
    while (from < to && (is_space(text[from]) || text[from] == kOpens)) ++from;
    const Calculation found = calculate(text.substr(from, to - from));
    const std::size_t end = from + found.end;
    Side side{{}, from, std::max(end, from), found.operations};
    if (!found.value) return side;
    std::size_t next = end;
    while (next < to && text[next] == ' ') ++next;
    const std::string_view rest = text.substr(next, to - next);
    if (!rest.empty()) {
        const bool glued = next == end;
        if (is_one_of(rest.front(), "+-*/^_\1") || (glued && (is_alpha(rest.front()) || rest.front() == '('))) return side;
        const bool single = is_alpha(rest.front()) && (rest.size() < 2 || (!is_alpha(rest[1]) && rest[1] != '\'')) && rest.front() != 'I' && rest.front() != 'a';
        if (single) return side;
        for (const std::string_view word : {"rest", "remainder", "mod", "divided", "r "}) {
            if (rest.starts_with(word)) return side;
        }
        for (const std::string_view word : {"times ", "plus ", "minus ", "over "}) {  // "187 times." ends here, "4 times 5" goes on
            if (rest.starts_with(word) && rest.size() > word.size() && is_digit(rest[word.size()])) return side;
        }
    }
    side.value = found.value;
    return side;
}

/// "..., so m is 10": the number that the clause behind a side gives to a name.
Side concluded(std::string_view text, std::size_t from, std::size_t to) {
    constexpr std::string_view kSo = ", so ";
    const std::string_view rest = text.substr(from, to - from);
    if (!rest.starts_with(kSo)) return {};
    const std::size_t is = rest.find(" is ");
    if (is == std::string_view::npos || rest.substr(kSo.size(), is - kSo.size()).find(' ') != std::string_view::npos) return {};
    return opening(text, from + is + 4, to);
}

/// One in the last decimal that a lone number shows: "0.33" -> 1/100, "7" -> 1; a percent sign divides it as it does the number.
std::optional<Rational> last_place(std::string_view number) {
    std::size_t point = number.find('.');
    std::int64_t unit = 1;
    for (std::size_t i = point; point != std::string_view::npos && ++i < number.size() && is_digit(number[i]);) {
        if (unit > 100'000'000'000'000) return std::nullopt;
        unit *= 10;
    }
    return Rational{1, number.ends_with('%') ? unit * 100 : unit};
}

/// The right side, a lone number, is the left one cut or rounded to the digits shown.
bool is_rounded(const Rational& a, const Rational& b, std::string_view shown) {
    const auto off = difference(a, b), unit = last_place(shown);
    if (!off || !unit) return false;
    const __int128 distance = off->numerator < 0 ? -static_cast<__int128>(off->numerator) : off->numerator;
    return distance * unit->denominator < static_cast<__int128>(off->denominator);
}

struct Equals {
    std::size_t begin, end;
    bool about;  // "≈"
};

/// The signs of equality. Nothing when the text compares, assigns or defines: "<=", "==", ":=".
std::vector<Equals> signs_of(std::string_view text) {
    std::vector<Equals> signs;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=' && text[i] != kAbout) continue;
        if (i > 0 && is_one_of(text[i - 1], "<>!:=")) return {};
        signs.push_back({i, i + 1, text[i] == kAbout});
    }
    return signs;
}

Claim judge(std::string_view text, const Side& left, const Side& right, bool about) {
    Claim claim{{static_cast<std::uint32_t>(left.begin), static_cast<std::uint32_t>(right.end)}, ClaimVerdict::NotCheckable, false};
    if (!left.value || !right.value) return claim;
    if (*left.value == *right.value) {
        claim.verdict = ClaimVerdict::Verified;
        return claim;
    }
    const std::string_view shown = text.substr(right.begin, right.end - right.begin);
    const bool decimal = right.operations == 0 && shown.find('.') != std::string_view::npos;
    if ((about || decimal) && right.operations == 0 && is_rounded(*left.value, *right.value, shown)) {
        claim.verdict = ClaimVerdict::Verified;
        claim.rounded = true;
    } else if (!about) {
        claim.verdict = ClaimVerdict::Wrong;
    }
    return claim;
}

}  // namespace

std::string_view name(ClaimVerdict verdict) {
    constexpr std::array<std::string_view, 3> kNames = {"verified", "wrong", "not checkable"};
    return kNames[static_cast<std::size_t>(verdict)];
}

std::vector<Claim> find_claims(std::string_view step) {
    const PlainMaths plain = plain_maths(step);
    const std::string_view text = plain.text;
    const auto signs = signs_of(text);
    std::vector<Claim> claims;
    const auto add = [&](Claim claim) {
        claim.bytes = {plain.from[claim.bytes.begin], plain.from[claim.bytes.end]};
        claims.push_back(claim);
    };
    for (std::size_t i = 0; i < signs.size(); ++i) {
        const std::size_t from = i > 0 ? signs[i - 1].end : 0, to = i + 1 < signs.size() ? signs[i + 1].begin : text.size();
        Side left = ending(text, from, signs[i].begin);
        const Side right = opening(text, signs[i].end, to);
        // A bare number before the sign may be anything ("on page 488 = ..."); amid a chain it is a side of its own.
        const bool whole = i > 0 && left.begin == opening(text, from, signs[i].begin).begin;
        if (left.value && left.operations == 0 && !whole && right.value && left.value != right.value && right.operations == 0) left.value.reset();
        const bool numbers = has_digit(text.substr(left.begin, left.end - left.begin)) && right.end > right.begin;
        if (numbers) add(judge(text, left, right, signs[i].about));
        if (const Side said = concluded(text, right.end, to); right.value && said.value) add(judge(text, right, said, false));
    }
    return claims;
}

ClaimCount count_claims(std::string_view step) {
    ClaimCount count;
    for (const Claim& claim : find_claims(step)) {
        if (claim.verdict == ClaimVerdict::NotCheckable) continue;
        ++count.claims;
        count.wrong += claim.verdict == ClaimVerdict::Wrong ? 1 : 0;
    }
    return count;
}

}  // namespace reasonscope
