#pragma once
// What a step claims about numbers, worked out exactly: "4 + 7 = 11" holds, "4 + 7 = 12" does not, "(1.005)^{12} = 1.06" is beyond exact
// 64-bit fractions. Local checks in the sense of ProcessBench's verifiers (arXiv 2412.06559). A pure function of the text, any thread.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace reasonscope {

enum class ClaimVerdict : std::uint8_t { Verified, Wrong, NotCheckable };

/// "verified", "wrong", "not checkable".
std::string_view name(ClaimVerdict verdict);

/// One sign of equality between two sides that both hold numbers.
struct Claim {
    ByteSpan bytes;  // in the text given: both sides and the sign
    ClaimVerdict verdict = ClaimVerdict::NotCheckable;
    bool rounded = false;  // verified to the decimals shown: the sides are not exactly equal
};

/// Claims of one step in order: each "=" and "≈" with a digit on both sides, and "= 7 + 3, so m is 10". Understood are decimals, 1,000,
/// percent, + - * / ^ ! brackets, × ÷ · −, LaTeX's \frac \times \cdot \div \left \right \approx and its brackets, dollar signs, and units
/// behind the right side. A side is wrong only when both sides are arithmetic on their own: "x + 7 = 11" and "17 / 3 = 5 rest 2" are not
/// checkable, "a < b = c" and "x = y" are no claims. "≈" and decimals may be off by less than one in the last digit shown.
std::vector<Claim> find_claims(std::string_view step);

struct ClaimCount {
    int claims = 0;  // verified and wrong ones
    int wrong = 0;
};
ClaimCount count_claims(std::string_view step);

}  // namespace reasonscope
