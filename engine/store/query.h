#pragma once
// Questions to a session in SQL: the person's own, or made from a filter. Nothing asked this way can change a file.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reason/step.h"

namespace reasonscope {

struct QueryLimits {
    std::size_t rows = 1000;
    std::chrono::milliseconds time{5000};
};

using QueryValue = std::variant<std::monostate, std::int64_t, double, std::string>;  // a blob reads as its size in words

struct QueryTable {
    std::vector<std::string> columns;
    std::vector<std::vector<QueryValue>> rows;
    bool cut = false;  // there were more rows than the limit

    [[nodiscard]] int column(std::string_view name) const;  // -1 when there is none
};

/// Steps, or runs when nothing is asked of a step. What is empty is not asked.
struct StepFilter {
    std::string text;                        // in prompts, steps and answers; case of ASCII letters does not matter
    std::optional<StepClass> step_class;
    std::optional<double> entropy_above;     // mean over the step's generated tokens, nats
    std::optional<double> confidence_below;  // mean probability of the step's generated tokens
    std::string answer, model;               // contained in
    std::string from, to;                    // days, "2026-11-24", both included
    [[nodiscard]] bool empty() const;
};

/// One SELECT with the columns run, step (null for a run, prompt or answer) and text, readable and meant to be changed by hand.
std::string filter_sql(const StepFilter& filter);

}  // namespace reasonscope
