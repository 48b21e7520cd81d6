#pragma once
// Exact arithmetic on what a sentence claims: "4 + 7 = 11" is checked, "y = x + 7" is not a claim about numbers.

#include <cstdint>
#include <optional>
#include <string_view>

namespace reasonscope {

/// A fraction in lowest terms, denominator > 0.
struct Rational {
    std::int64_t numerator = 0, denominator = 1;
    friend bool operator==(const Rational&, const Rational&) = default;
};

/// Value of a whole arithmetic expression: numbers (decimals, 1,000), + - * / ^ ( ) and their signs × ÷ · −. Nothing when the text is
/// no such expression, divides by zero or leaves 64 bits.
std::optional<Rational> evaluate_expression(std::string_view text);

struct ClaimCount {
    int claims = 0;  // equations between numbers that could be checked
    int wrong = 0;   // those that do not hold
};

/// Claims of one sentence: each "=" between two arithmetic expressions, and "= 7 + 3, so m is 10". A quotient with a rest
/// ("17 / 3 = 5 rest 2") is no claim of equality and is left out.
ClaimCount check_claims(std::string_view sentence);

}  // namespace reasonscope
