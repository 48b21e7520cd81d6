#include "explain/written_run.h"

#include <algorithm>

#include "reason/segment.h"

namespace reasonscope {
namespace {

/// Bytes of the person's words: from the first to the last step of the prompt.
ByteSpan user_bytes(const WrittenRun& run, std::span<const Token> tokens) {
    ByteSpan user;
    bool any = false;
    for (const Step& step : run.steps) {
        if (step.source != StepSource::Prompt) continue;
        if (!any) user.begin = tokens[static_cast<std::size_t>(step.first.value)].bytes.begin;
        user.end = tokens[static_cast<std::size_t>(step.last.value - 1)].bytes.end;
        any = true;
    }
    return user;
}

}  // namespace

GenerateSettings WrittenRun::settings(int max_tokens) const {
    GenerateSettings settings;
    settings.trace = TraceLevel::Off;
    settings.max_tokens = max_tokens;
    settings.stop_ids = stop_ids;
    settings.vocabulary = std::min(tokenizer->size(), model->config().vocab_size);
    return settings;
}

SamplerSettings WrittenRun::sampler() const {
    SamplerSettings sampler;
    sampler.temperature = 0.6F;
    sampler.top_p = 0.95F;
    const GenerationDefaults& defaults = model->defaults();
    if (!defaults.sample || defaults.temperature <= 0) return sampler;
    sampler.temperature = defaults.temperature;
    sampler.top_p = defaults.top_p;
    sampler.top_k = defaults.top_k;
    return sampler;
}

ReadBack read_back(const WrittenRun& run, std::span<const std::int32_t> ids) {
    std::string transcript;
    std::vector<Token> tokens;
    for (const auto id : ids) {
        Token token;
        token.id = id;
        token.bytes.begin = static_cast<std::uint32_t>(transcript.size());
        transcript += run.tokenizer->bytes_of(id);
        token.bytes.end = static_cast<std::uint32_t>(transcript.size());
        tokens.push_back(token);
    }
    const auto prompt = static_cast<std::size_t>(run.prompt_tokens);
    const auto end_of = [&](std::size_t token) { return token < tokens.size() ? tokens[token].bytes.begin : static_cast<std::uint32_t>(transcript.size()); };
    const bool stopped = tokens.size() > prompt && std::ranges::find(run.stop_ids, tokens.back().id) != run.stop_ids.end();
    const std::uint32_t end = stopped ? tokens.back().bytes.begin : static_cast<std::uint32_t>(transcript.size());
    const ByteSpan user = user_bytes(run, tokens);
    const ThinkMarks marks = find_marks(transcript, tokens, think_tokens(*run.tokenizer), user, end_of(prompt), end);
    const Sections sections = find_sections(transcript, user, marks, end);
    ReadBack out;
    out.steps = make_steps(transcript, sections, tokens);
    for (const Step& step : out.steps) out.texts.emplace_back(slice(transcript, step.bytes));
    out.answer = slice(transcript, sections.answer);
    out.answered = !out.answer.empty() && (marks.close || !marks.opened);
    return out;
}

Status check_answered(const WrittenRun& run) {
    if (run.steps.empty()) return bad_input("The run has no steps to explain.");
    if (!read_back(run, run.ids).answered) return bad_input("The run has no answer yet: its thinking was cut off, so there is nothing to compare with.");
    return {};
}

Status check_step(const WrittenRun& run, StepId step) {
    if (step.value < 0 || step.value >= static_cast<int>(run.steps.size()))
        return bad_input("The run has no step {}; its steps are 0 to {}.", step.value, static_cast<int>(run.steps.size()) - 1);
    if (run.steps[static_cast<std::size_t>(step.value)].source == StepSource::Prompt)
        return bad_input("Step {} is part of the prompt, which the model did not write; choose a later step.", step.value);
    return {};
}

}  // namespace reasonscope
