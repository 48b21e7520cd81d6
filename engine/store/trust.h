#pragma once
// How often a model's edges were true where the truth is known, as a session keeps it beside a run: result kind kTrustKind.
// docs/session-format.md has the keys.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reasonscope {

inline constexpr std::string_view kTrustKind = "faithfulness";

/// Of a measurement on fresh problems: in which share of the steps a method named a true parent first.
struct Trust {
    struct Share {
        std::string method;
        double top1 = 0;
        friend bool operator==(const Share&, const Share&) = default;
    };
    std::optional<Share> fast{}, tested{};  // the methods that are offered first: one that reads the trace, one that tests
    std::optional<double> chance{};  // of a random order
    std::int64_t steps = 0, problems = 0;
    std::string measured{};  // ISO 8601, UTC
    friend bool operator==(const Trust&, const Trust&) = default;
};

std::string to_json(const Trust& trust);
/// Nothing when `json` is no such record.
std::optional<Trust> parse_trust(std::string_view json);

}  // namespace reasonscope
