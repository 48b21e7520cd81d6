#pragma once
// Runs a model greedily over problems with known answers and steps, and scores it. The data set format is the one `reasonscope tasks` prints.

#include <map>
#include <span>
#include <stop_token>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "evaluate/score.h"
#include "pipeline/loaded_model.h"
#include "text/problem.h"

namespace reasonscope {

struct EvalSettings {
    int max_tokens = 1024;  // of one run
};

/// Sums over problems; the ratios are the published figures.
struct EvalScore {
    int n = 0, right = 0;
    double completeness_sum = 0;  // of each problem: found / expected steps (1 when it expects none)
    int claims = 0, wrong_claims = 0;
    int sound = 0;  // problems answered right without one false equation
    void add(const ProblemScore& score);
    [[nodiscard]] double logical_accuracy() const { return n > 0 ? static_cast<double>(right) / n : 0; }
    [[nodiscard]] double step_completeness() const { return n > 0 ? completeness_sum / n : 0; }
    [[nodiscard]] double sound_accuracy() const { return n > 0 ? static_cast<double>(sound) / n : 0; }
};

struct EvalResult {
    EvalScore all;
    std::map<std::string, EvalScore> by_task;
    double first_token_ms = 0;      // mean over problems
    double tokens_per_second = 0;   // mean over problems, decode only
    double seconds_per_answer = 0;  // mean over problems
};

/// Greedy, trace off. Errors: BadInput for an empty data set or a prompt beyond the context (names the problem); Cancelled when stopped.
Result<EvalResult> evaluate(const LoadedModel& model, std::span<const Problem> problems, const EvalSettings& settings,
                            const ProgressFn& progress, std::stop_token stop);

/// {"n","logical_accuracy","step_completeness","sound_accuracy","claims","wrong_claims","latency":{...},"by_task":{...}}
std::string to_json(const EvalResult& result);
/// The same as a table for a terminal.
std::string to_table(const EvalResult& result);

}  // namespace reasonscope
