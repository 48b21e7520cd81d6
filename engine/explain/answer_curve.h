#pragma once
// How sure of its answer the model is after each step: thinking is cut there, closed as the run closed it, and the answer is scored.

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "explain/written_run.h"

namespace reasonscope {

struct AnswerPoint {
    std::optional<StepId> after;  // nothing: before the first step of the thinking
    double log_p = 0;             // of all scored tokens together, nats
    double gain = 0;              // log_p minus that of the point before; 0 for the first
    bool likeliest = false;       // every scored token is the likeliest one there
};

struct AnswerCurve {
    std::string answer;        // the text that is scored
    std::string forced;        // what stands between the cut and it
    int tokens = 0;            // of the scored text
    bool whole = true;         // false: the answer goes on behind what is scored
    std::vector<AnswerPoint> points;
};

/// The scored text is the content of the answer's \boxed{...} behind "**Final Answer** \boxed{"; else the answer where the last thought announces
/// it ("The answer is 22."), behind the thought's own first words, when these are at most four and hold no number; else the answer's first 64
/// tokens behind what closes the thinking. Cost: the
/// chain once, then per step one pass over the forced and scored tokens on its cache. Errors: BadInput for a run without an answer or
/// without thinking; Cancelled.
Result<AnswerCurve> answer_curve(const WrittenRun& run, const ProgressFn& progress, std::stop_token stop);

std::string to_json(const AnswerCurve& curve);
Result<AnswerCurve> parse_answer_curve(std::string_view json);

}  // namespace reasonscope
