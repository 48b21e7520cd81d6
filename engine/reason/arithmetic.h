#pragma once
// Exact arithmetic on fractions, read from plain text: the calculator behind claims.h. Pure functions.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reasonscope {

/// A fraction in lowest terms, denominator > 0.
struct Rational {
    std::int64_t numerator = 0, denominator = 1;
    friend bool operator==(const Rational&, const Rational&) = default;
};

/// a - b; nothing when it leaves 64 bits.
std::optional<Rational> difference(const Rational& a, const Rational& b);

/// An expression at the front of a text.
struct Calculation {
    std::optional<Rational> value;  // nothing: no expression, a division by zero, a root that is no fraction, or a number beyond 64 bits
    std::size_t end = 0;            // byte behind the expression, white space not included
    int operations = 0;             // signs in it: none for a lone number
};

/// Reads the longest expression at the front of `ascii`: numbers (decimals, 1,000, a percent sign divides by 100), + - * / ^ ! ( ),
/// kRoot of plain_maths.h and spaces; "2(3)" multiplies. An operator without its right side makes the whole worth nothing.
Calculation calculate(std::string_view ascii);

/// Value of a text that is an expression from end to end; the signs × ÷ · − are known too.
std::optional<Rational> evaluate_expression(std::string_view text);

}  // namespace reasonscope
