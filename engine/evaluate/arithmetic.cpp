#include "evaluate/arithmetic.h"

#include <array>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace reasonscope {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<Rational> make(__int128 numerator, __int128 denominator) {
    if (denominator == 0) return std::nullopt;
    if (denominator < 0) numerator = -numerator, denominator = -denominator;
    __int128 a = numerator < 0 ? -numerator : numerator, b = denominator;
    while (b != 0) a = std::exchange(b, a % b);
    if (a > 1) numerator /= a, denominator /= a;
    constexpr __int128 kMax = INT64_MAX;
    if (numerator > kMax || numerator < -kMax || denominator > kMax) return std::nullopt;
    return Rational{static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator)};
}

using Value = std::optional<Rational>;

Value apply(char operation, const Value& a, const Value& b) {
    if (!a || !b) return std::nullopt;
    const __int128 an = a->numerator, ad = a->denominator, bn = b->numerator, bd = b->denominator;
    switch (operation) {
        case '+': return make(an * bd + bn * ad, ad * bd);
        case '-': return make(an * bd - bn * ad, ad * bd);
        case '*': return make(an * bn, ad * bd);
        case '/': return make(an * bd, ad * bn);
        default: break;
    }
    if (b->denominator != 1 || b->numerator < 0 || b->numerator > 64) return std::nullopt;  // '^'
    Value power = Rational{1, 1};
    for (std::int64_t i = 0; i < b->numerator && power; ++i) power = apply('*', power, a);
    return power;
}

/// Recursive descent over one expression; `at` stops at the first byte that does not belong to it.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Value sum(int depth = 0) {
        Value value = product(depth);
        while (value) {
            const char operation = peek();
            if (operation != '+' && operation != '-') break;
            take();
            value = apply(operation, value, product(depth));
        }
        return value;
    }
    bool at_end() {
        skip();
        return at_ == text_.size();
    }

private:
    Value product(int depth) {
        Value value = power(depth);
        while (value) {
            const char operation = peek();
            if (operation != '*' && operation != '/') break;
            take();
            value = apply(operation, value, power(depth));
        }
        return value;
    }
    Value power(int depth) {
        const Value base = atom(depth);
        if (!base || peek() != '^') return base;
        take();
        return apply('^', base, power(depth + 1));
    }
    Value atom(int depth) {
        if (depth > 64) return std::nullopt;
        const char c = peek();
        if (c == '-') {
            take();
            return apply('-', Rational{0, 1}, power(depth + 1));
        }
        if (c == '(') {
            take();
            Value inside = sum(depth + 1);
            if (peek() != ')') return std::nullopt;
            take();
            return inside;
        }
        return number();
    }
    Value number() {
        skip();
        Value value = Rational{0, 1};
        std::size_t digits = 0;
        while (value && at_ < text_.size()) {
            const bool separator = text_[at_] == ',' && digits > 0 && digits <= 3 && thousand(at_ + 1);
            if (!is_digit(text_[at_]) && !separator) break;
            if (is_digit(text_[at_])) value = apply('+', apply('*', value, Rational{10, 1}), Rational{text_[at_] - '0', 1}), ++digits;
            if (separator) digits = 0;
            ++at_;
        }
        if (at_ == 0 || !is_digit(text_[at_ - 1])) return std::nullopt;
        if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
            Value unit = Rational{1, 1};
            for (++at_; value && at_ < text_.size() && is_digit(text_[at_]); ++at_) {
                unit = apply('/', unit, Rational{10, 1});
                value = apply('+', value, apply('*', unit, Rational{text_[at_] - '0', 1}));
            }
        }
        return value;
    }
    [[nodiscard]] bool thousand(std::size_t at) const {
        for (std::size_t k = 0; k < 3; ++k) {
            if (at + k >= text_.size() || !is_digit(text_[at + k])) return false;
        }
        return at + 3 >= text_.size() || !is_digit(text_[at + 3]);
    }
    void skip() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    char peek() {
        skip();
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    void take() { ++at_; }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Signs in their plain spelling, so that the parser knows one byte for each.
std::string plain(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> kSigns = {
        std::pair{std::string_view("×"), '*'}, {"·", '*'}, {"÷", '/'}, {"−", '-'}, {"–", '-'}};
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        bool replaced = false;
        for (const auto& [sign, letter] : kSigns) {
            if (!text.substr(i).starts_with(sign)) continue;
            out += letter;
            i += sign.size();
            replaced = true;
            break;
        }
        if (!replaced) out += text[i++];
    }
    return out;
}

bool is_expression_byte(char c) { return is_digit(c) || std::string_view(" +-*/^().,").find(c) != std::string_view::npos; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// The expression that ends `side`, if what stands before it is not part of a larger one ("x + 7" ends in no expression).
Value ending(std::string_view side) {
    std::size_t begin = side.size();
    while (begin > 0 && is_expression_byte(side[begin - 1])) --begin;
    std::string_view run = side.substr(begin);
    // Punctuation of the sentence before: "Eva loses 12, so 19 - 12" has letters there, "5, 19 - 12" a comma and a space.
    for (const std::string_view stop : {", ", ". "}) {
        if (const std::size_t cut = run.rfind(stop); cut != std::string_view::npos) {
            run = run.substr(cut + stop.size());
            begin = 0;
        }
    }
    run = trim(run);
    if (run.empty()) return std::nullopt;
    const bool touches_word = begin > 0 && is_alpha(side[begin - 1]);
    const bool after_variable = touches_word && (begin < 2 || !is_alpha(side[begin - 2]));
    if (std::string_view("+*/^)").find(run.front()) != std::string_view::npos) return std::nullopt;
    if (touches_word && (side[begin] != ' ' || (after_variable && run.front() == '-'))) return std::nullopt;
    return evaluate_expression(run);
}

struct Opening {
    Value value;
    std::string_view rest;  // what follows the expression
};

/// The expression that begins `side`, if what follows is not part of a larger one.
Opening opening(std::string_view side) {
    std::size_t end = 0;
    while (end < side.size() && is_expression_byte(side[end])) ++end;
    std::string_view run = side.substr(0, end);
    for (const std::string_view stop : {", ", ". "}) run = run.substr(0, run.find(stop));
    const std::string_view rest = side.substr(run.size());
    run = trim(run);
    while (!run.empty() && (run.back() == '.' || run.back() == ',')) run.remove_suffix(1);
    const char next = run.size() < trim(side).size() && !rest.empty() ? rest.front() : '\0';
    const bool glued = is_alpha(next) && end > 0 && side[end - 1] != ' ';
    if (run.empty() || glued || next == '%') return {};
    for (const std::string_view word : {"rest", "remainder", "mod", "r "}) {
        if (trim(rest).starts_with(word)) return {};
    }
    return {evaluate_expression(run), rest};
}

/// "..., so m is 10": the number that the clause gives to a name.
Value concluded(std::string_view rest) {
    constexpr std::string_view kSo = ", so ";
    if (!rest.starts_with(kSo)) return std::nullopt;
    const std::size_t is = rest.find(" is ");
    if (is == std::string_view::npos || rest.substr(kSo.size(), is - kSo.size()).find(' ') != std::string_view::npos) return std::nullopt;
    return opening(rest.substr(is + 4)).value;
}

}  // namespace

std::optional<Rational> evaluate_expression(std::string_view text) {
    const std::string ascii = plain(text);
    Parser parser(ascii);
    const Value value = parser.sum();
    return parser.at_end() ? value : std::nullopt;
}

ClaimCount check_claims(std::string_view sentence) {
    const std::string text = plain(sentence);
    std::vector<std::string_view> sides;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') continue;
        if (i > 0 && std::string_view("<>!:=").find(text[i - 1]) != std::string_view::npos) return {};  // not plain equations
        sides.push_back(std::string_view(text).substr(begin, i - begin));
        begin = i + 1;
    }
    sides.push_back(std::string_view(text).substr(begin));
    ClaimCount count;
    const auto claim = [&count](const Value& a, const Value& b) {
        if (!a || !b) return;
        ++count.claims;
        count.wrong += *a == *b ? 0 : 1;
    };
    for (std::size_t i = 0; i + 1 < sides.size(); ++i) {
        const Opening right = opening(sides[i + 1]);
        claim(ending(sides[i]), right.value);
        claim(right.value, concluded(right.rest));
    }
    return count;
}

}  // namespace reasonscope
