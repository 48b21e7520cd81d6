#include "evaluate/known_chain.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "evaluate/score.h"
#include "generate/generator.h"
#include "pipeline/ask.h"
#include "pipeline/run_tracker.h"

namespace reasonscope {
namespace {

/// Keeps what methods need of a run and stores nothing.
class ChainSink final : public TraceSink {
public:
    ChainSink(const LoadedModel& model, RunTracker tracker, const std::vector<std::int32_t>& stop_ids)
        : model_(model), tracker_(std::move(tracker)), stop_ids_(stop_ids) {}

    std::span<const TokenPos> segment_begins() override { return tracker_.begins(); }
    void on_token(const TokenTrace& token) override {
        mass.add(token, tracker_.begins());
        tracker_.add(token.id, model_.tokenizer->bytes_of(token.id), std::ranges::find(stop_ids_, token.id) != stop_ids_.end());
    }
    [[nodiscard]] const RunTracker& tracker() const { return tracker_; }
    AttentionMass mass;

private:
    const LoadedModel& model_;
    RunTracker tracker_;
    const std::vector<std::int32_t>& stop_ids_;
};

/// Names of the problem's facts and steps ("f0", "s2") -> index of the chain's step with the same text.
std::map<std::string, int> find_places(const Problem& problem, std::span<const Step> steps, std::span<const std::string> texts) {
    std::map<std::string, int> places;
    std::set<int> taken;
    const auto place = [&](const std::string& name, std::string_view text, bool prompt) {
        const std::string wanted = normalised(text);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const bool there = prompt ? steps[i].source == StepSource::Prompt : steps[i].source == StepSource::Thinking;
            if (!there || taken.contains(static_cast<int>(i)) || normalised(texts[i]) != wanted) continue;
            taken.insert(static_cast<int>(i));
            places[name] = static_cast<int>(i);
            return;
        }
    };
    for (std::size_t i = 0; i < problem.facts.size(); ++i) place(fmt::format("f{}", i), problem.facts[i], true);
    for (std::size_t i = 0; i < problem.steps.size(); ++i) place(fmt::format("s{}", i), problem.steps[i].text, false);
    return places;
}

}  // namespace

Result<TracedChain> trace_chain(const LoadedModel& model, const Problem& problem, ChainText text, int max_tokens, std::stop_token stop) {
    const auto rendered = model.chat->render({{"user", problem.prompt}});
    if (!rendered) return tl::unexpected(rendered.error());
    std::vector<Token> tokens = model.tokenizer->encode(rendered->text);
    TracedChain chain;
    for (const Token& token : tokens) chain.ids.push_back(token.id);
    GenerateSettings settings = default_settings(*model.model);
    settings.sampler = SamplerSettings{};  // greedy
    settings.max_tokens = max_tokens;
    settings.vocabulary = std::min(model.tokenizer->size(), model.model->config().vocab_size);
    ChainSink sink(model, RunTracker(*rendered, std::move(tokens), think_tokens(*model.tokenizer)), settings.stop_ids);
    std::vector<std::int32_t> given;
    if (text == ChainText::Solution) {
        for (const Token& token : model.tokenizer->encode(completion_text(problem))) given.push_back(token.id);
        if (!settings.stop_ids.empty()) given.push_back(settings.stop_ids.front());
    }
    const auto run = text == ChainText::Model ? generate(*model.model, chain.ids, settings, &sink, stop)
                                              : replay(*model.model, chain.ids, given, settings, &sink, stop);
    if (!run) return tl::unexpected(run.error());
    if (run->reason == StopReason::Cancelled) return cancelled();
    chain.ids.insert(chain.ids.end(), run->ids.begin(), run->ids.end());
    for (StoredStep& stored : sink.tracker().steps()) {
        chain.steps.push_back(stored.step);
        chain.texts.push_back(std::move(stored.text));
    }
    chain.attention = std::move(sink.mass);
    return chain;
}

std::vector<KnownStep> known_steps(const Problem& problem, std::span<const Step> steps, std::span<const std::string> texts) {
    const auto places = find_places(problem, steps, texts);
    const auto before = [&](const std::string& name, int step) {
        const auto found = places.find(name);
        return found != places.end() && found->second < step ? found->second : -1;
    };
    std::vector<KnownStep> known;
    for (std::size_t i = 0; i < problem.steps.size(); ++i) {
        const ProblemStep& step = problem.steps[i];
        const auto place = places.find(fmt::format("s{}", i));
        if ((step.kind != "compute" && step.kind != "conclude") || place == places.end()) continue;
        KnownStep one;
        one.step = place->second;
        bool certain = !step.parents.empty();
        for (const std::string& parent : step.parents) {
            const int at = before(parent, one.step);
            certain = certain && at >= 0;
            one.parents.push_back(at);
        }
        for (const std::string& soft : step.soft)
            if (const int at = before(soft, one.step); at >= 0) one.soft.push_back(at);
        if (certain) known.push_back(std::move(one));
    }
    std::ranges::sort(known, {}, &KnownStep::step);
    return known;
}

}  // namespace reasonscope
