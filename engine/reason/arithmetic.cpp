#include "reason/arithmetic.h"

#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "reason/plain_maths.h"
#include "reason/utf8.h"

namespace reasonscope {
namespace {

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

/// The square root of a square; of other numbers it is no fraction.
Value root(const Value& square) {
    if (!square || square->numerator < 0) return std::nullopt;
    const auto whole = [](std::int64_t n) -> std::optional<std::int64_t> {
        const auto near = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<long double>(n))));
        return near * static_cast<__int128>(near) == n ? std::optional(near) : std::nullopt;
    };
    const auto numerator = whole(square->numerator), denominator = whole(square->denominator);
    return numerator && denominator ? Value(Rational{*numerator, *denominator}) : std::nullopt;
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
    [[nodiscard]] std::size_t end() const { return end_; }
    [[nodiscard]] int operations() const { return operations_; }

private:
    Value product(int depth) {
        Value value = power(depth);
        while (value) {
            const char operation = peek();
            const bool beside = at_ < text_.size() && text_[at_] == '(' && end_ == at_;  // "2(3)"
            if (operation != '*' && operation != '/' && !beside) break;
            if (beside) ++operations_;
            else take();
            value = apply(beside ? '*' : operation, value, power(depth));
        }
        return value;
    }
    Value power(int depth) {
        const Value base = factorial(depth);
        if (!base || peek() != '^') return base;
        take();
        return apply('^', base, power(depth + 1));
    }
    Value factorial(int depth) {
        Value value = atom(depth);
        while (value && at_ < text_.size() && text_[at_] == '!') {
            if (value->denominator != 1 || value->numerator < 0 || value->numerator > 20) return std::nullopt;
            Value product = Rational{1, 1};
            for (std::int64_t i = 2; i <= value->numerator; ++i) product = apply('*', product, Rational{i, 1});
            value = product;
            take();
            end_ = at_;
        }
        return value;
    }
    Value atom(int depth) {
        if (depth > 64) return std::nullopt;
        const char c = peek();
        if (c == '-') {
            take();
            return apply('-', Rational{0, 1}, power(depth + 1));
        }
        if (c == kRoot) {
            take();
            return root(atom(depth + 1));
        }
        if (c == '(') {
            ++at_;
            Value inside = sum(depth + 1);
            if (peek() != ')') return std::nullopt;
            end_ = ++at_;
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
        if (at_ < text_.size() && text_[at_] == '%') value = apply('/', value, Rational{100, 1}), ++at_;
        end_ = at_;
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
    void take() { ++at_, ++operations_; }

    std::string_view text_;
    std::size_t at_ = 0, end_ = 0;  // end_: behind the last number, bracket or factorial
    int operations_ = 0;
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

}  // namespace

std::optional<Rational> difference(const Rational& a, const Rational& b) { return apply('-', a, b); }

Calculation calculate(std::string_view ascii) {
    Parser parser(ascii);
    const Value value = parser.sum();
    return {value, parser.end(), parser.operations()};
}

std::optional<Rational> evaluate_expression(std::string_view text) {
    const std::string ascii = plain(text);
    const Calculation found = calculate(ascii);
    return skip_spaces(ascii, found.end) == ascii.size() ? found.value : std::nullopt;
}

}  // namespace reasonscope
