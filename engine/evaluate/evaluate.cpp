#include "evaluate/evaluate.h"

#include <algorithm>
#include <chrono>

#include "generate/generator.h"
#include "pipeline/ask.h"
#include "reason/segment.h"

namespace reasonscope {
namespace {

struct Run {
    std::string thinking, answer;
    Generation generation;
};

Result<Run> answer_problem(const LoadedModel& model, const Problem& problem, const GenerateSettings& settings, std::stop_token stop) {
    const auto rendered = model.chat->render({{"user", problem.prompt}});
    if (!rendered) return tl::unexpected(rendered.error());
    std::vector<Token> tokens = model.tokenizer->encode(rendered->text);
    std::vector<std::int32_t> ids;
    for (const Token& token : tokens) ids.push_back(token.id);
    auto generated = generate(*model.model, ids, settings, nullptr, stop);
    if (!generated) return tl::unexpected(generated.error());
    if (generated->reason == StopReason::Cancelled) return cancelled();
    std::string transcript = rendered->text;
    const auto completion_begin = static_cast<std::uint32_t>(transcript.size());
    auto stop_begin = completion_begin;
    for (std::size_t i = 0; i < generated->ids.size(); ++i) {
        const auto begin = static_cast<std::uint32_t>(transcript.size());
        transcript += model.tokenizer->bytes_of(generated->ids[i]);
        tokens.push_back({generated->ids[i], {begin, static_cast<std::uint32_t>(transcript.size())}});
        const bool last_stops = i + 1 == generated->ids.size() && generated->reason == StopReason::StopToken;
        if (!last_stops) stop_begin = static_cast<std::uint32_t>(transcript.size());
    }
    const ThinkMarks marks = find_marks(transcript, tokens, think_tokens(*model.tokenizer), rendered->user, completion_begin, stop_begin);
    const Sections sections = find_sections(transcript, rendered->user, marks, stop_begin);
    return Run{std::string(slice(transcript, sections.thinking)), std::string(slice(transcript, sections.answer)), *generated};
}

}  // namespace

void EvalScore::add(const ProblemScore& score) {
    ++n;
    right += score.right ? 1 : 0;
    completeness_sum += score.expected_steps > 0 ? static_cast<double>(score.found_steps) / score.expected_steps : 1.0;
    claims += score.claims;
    wrong_claims += score.wrong_claims;
    sound += score.right && score.wrong_claims == 0 ? 1 : 0;
}

Result<EvalResult> evaluate(const LoadedModel& model, std::span<const Problem> problems, const EvalSettings& settings,
                            const ProgressFn& progress, std::stop_token stop) {
    if (problems.empty()) return bad_input("The data set holds no problems.");
    GenerateSettings generation = default_settings(*model.model);
    generation.sampler = SamplerSettings{};  // greedy
    generation.max_tokens = settings.max_tokens;
    generation.trace = TraceLevel::Off;
    generation.vocabulary = std::min(model.tokenizer->size(), model.model->config().vocab_size);
    EvalResult result;
    const auto started = std::chrono::steady_clock::now();
    const double count = static_cast<double>(problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i) {
        const auto run = answer_problem(model, problems[i], generation, stop);
        if (!run && run.error().kind == ErrorKind::Cancelled) return tl::unexpected(run.error());
        if (!run) return tl::unexpected(Error{run.error().kind, fmt::format("Problem {}: {}", i + 1, run.error().message)});
        const ProblemScore score = score_problem(problems[i], run->thinking, run->answer);
        result.all.add(score);
        result.by_task[problems[i].task].add(score);
        result.first_token_ms += run->generation.first_token_ms / count;
        result.tokens_per_second += run->generation.tokens_per_second / count;
        result.seconds_per_answer += run->generation.seconds / count;
        if (progress) {
            const double fraction = static_cast<double>(i + 1) / count;
            const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started;
            progress({fraction, taken.count() * (1.0 - fraction) / fraction,
                      fmt::format("{} of {}, {:.3f} right", i + 1, problems.size(), result.all.logical_accuracy())});
        }
    }
    return result;
}

}  // namespace reasonscope
