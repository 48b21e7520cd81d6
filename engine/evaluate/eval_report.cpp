#include <nlohmann/json.hpp>

#include "evaluate/evaluate.h"

namespace reasonscope {
namespace {

nlohmann::ordered_json figures(const EvalScore& score) {
    return {{"n", score.n},
            {"logical_accuracy", score.logical_accuracy()},
            {"step_completeness", score.step_completeness()},
            {"sound_accuracy", score.sound_accuracy()},
            {"claims", score.claims},
            {"wrong_claims", score.wrong_claims}};
}

std::string row(std::string_view name, const EvalScore& score) {
    return fmt::format("{:<14} {:>6} {:>9.3f} {:>9.3f} {:>9.3f} {:>8} {:>7}\n", name, score.n, score.logical_accuracy(),
                       score.step_completeness(), score.sound_accuracy(), score.claims, score.wrong_claims);
}

}  // namespace

std::string to_json(const EvalResult& result) {
    nlohmann::ordered_json json = figures(result.all);
    json["latency"] = {{"first_token_ms", result.first_token_ms},
                       {"tokens_per_second", result.tokens_per_second},
                       {"seconds_per_answer", result.seconds_per_answer}};
    json["by_task"] = nlohmann::ordered_json::object();
    for (const auto& [task, score] : result.by_task) json["by_task"][task] = figures(score);
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string to_table(const EvalResult& result) {
    std::string text = fmt::format("{:<14} {:>6} {:>9} {:>9} {:>9} {:>8} {:>7}\n", "task", "n", "answers", "steps", "sound", "claims", "wrong");
    for (const auto& [task, score] : result.by_task) text += row(task, score);
    text += row("all", result.all);
    text += fmt::format("\nanswers: final answer equals the expected one. steps: share of the reference's value-bearing steps that were stated.\n"
                        "sound: right answer and no false equation. claims, wrong: equations between numbers, and those that do not hold.\n"
                        "first token {:.1f} ms, {:.1f} tokens/s, {:.3f} s an answer (means)\n",
                        result.first_token_ms, result.tokens_per_second, result.seconds_per_answer);
    return text;
}

}  // namespace reasonscope
