#include "explain/resampling.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "generate/shared_prefix.h"
#include "reason/answer.h"

namespace reasonscope {
namespace {

constexpr std::size_t kExamples = 5;
constexpr std::uint64_t kSecondArm = 1ULL << 32;  // between the seeds of the two kinds of continuation

class Experiment {
public:
    Experiment(const WrittenRun& run, StepId step, const ResampleSettings& settings)
        : run_(run), step_(run.steps[static_cast<std::size_t>(step.value)]), text_(run.texts[static_cast<std::size_t>(step.value)]), similarity_(run.texts) {
        result_.step = step;
        result_.answer = answer_key(read_back(run, run.ids).answer);
        result_.settings = settings;
        result_.interval = difference_interval(0, 0, 0, 0);
    }

    Status batch(const SharedPrefix& chain, int count, const std::stop_token& stop) {
        const std::vector<std::vector<std::int32_t>> starts(static_cast<std::size_t>(count));
        for (const bool behind : {true, false}) {
            const int prefix = behind ? step_.last.value : step_.first.value;
            GenerateSettings settings = run_.settings(result_.settings.max_tokens);
            settings.sampler = result_.settings.sampler;
            settings.sampler.seed += static_cast<std::uint64_t>(behind ? result_.after : result_.before) + (behind ? kSecondArm : 0);
            const auto written = chain.continue_from(prefix, starts, settings, stop);
            if (!written) return tl::unexpected(written.error());
            for (const Rollout& one : *written) add(one, prefix, behind);
        }
        settle();
        return {};
    }

    Resampling& result() { return result_; }

    /// Works the figures out anew from the counts.
    void settle() {
        Resampling& r = result_;
        std::ranges::stable_sort(r.answers, std::greater<>{}, [](const AnswerShare& a) { return a.kept + a.replaced; });
        r.interval = difference_interval(r.kept_right, r.kept, r.replaced_right, r.replaced);
        r.importance = r.replaced == 0 || r.kept == 0 ? 0 : static_cast<double>(r.kept_right) / r.kept - static_cast<double>(r.replaced_right) / r.replaced;
        r.divergence = 0;
        const double kinds = static_cast<double>(r.answers.size());
        for (const AnswerShare& a : r.answers) {
            if (r.replaced == 0) break;
            const double p = (a.replaced + 1) / (r.replaced + kinds), q = (a.kept + 1) / (r.kept + kinds);
            r.divergence += p * std::log(p / q);
        }
        r.tight = r.replaced > 0 && r.interval.half_width() <= r.settings.tight;
    }

private:
    void add(const Rollout& one, int prefix, bool behind) {
        std::vector<std::int32_t> ids(run_.ids.begin(), run_.ids.begin() + prefix);
        ids.insert(ids.end(), one.ids.begin(), one.ids.end());
        const ReadBack read = read_back(run_, ids);
        const std::string answer = read.answered ? answer_key(read.answer) : "";
        ++(behind ? result_.after : result_.before);
        bool replaced = false;
        if (!behind) {
            const std::string said = step_at_place(read);
            const double alike = said.empty() ? 0 : similarity_.cosine(text_, said);
            replaced = said.empty() || !similarity_.same_meaning(text_, said, result_.settings.same_meaning);
            if (replaced && result_.examples.size() < kExamples) result_.examples.push_back({said, answer, alike});
        }
        const bool right = read.answered && answer == result_.answer;
        ++(replaced ? result_.replaced : result_.kept);
        if (right) ++(replaced ? result_.replaced_right : result_.kept_right);
        auto found = std::ranges::find(result_.answers, answer, &AnswerShare::answer);
        if (found == result_.answers.end()) found = result_.answers.insert(result_.answers.end(), AnswerShare{answer, 0, 0});
        ++(replaced ? found->replaced : found->kept);
    }

    /// What stands where the step stood; empty when the model closed its thinking there.
    [[nodiscard]] std::string step_at_place(const ReadBack& read) const {
        for (std::size_t i = 0; i < read.steps.size(); ++i)
            if (read.steps[i].last > step_.first && read.steps[i].source != StepSource::Prompt) return read.steps[i].source == step_.source ? read.texts[i] : "";
        return "";
    }

    const WrittenRun& run_;
    Step step_;
    std::string text_;
    SentenceSimilarity similarity_;
    Resampling result_;
};

Status check_settings(const ResampleSettings& settings) {
    if (settings.samples < 1) return bad_input("The number of samples must be at least 1, not {}.", settings.samples);
    if (settings.at_once < 1) return bad_input("The number of continuations at once must be at least 1, not {}.", settings.at_once);
    if (settings.sampler.temperature <= 0) return bad_input("Resampling needs a temperature above 0: without chance every continuation is the same.");
    return {};
}

}  // namespace

Result<Resampling> resample(const WrittenRun& run, StepId step, const ResampleSettings& settings, const ResamplingFn& partial, const ProgressFn& progress,
                            std::stop_token stop) {
    if (const Status good = check_step(run, step); !good) return tl::unexpected(good.error());
    if (const Status good = check_settings(settings); !good) return tl::unexpected(good.error());
    if (const Status good = check_answered(run); !good) return tl::unexpected(good.error());
    if (progress) progress({0.0, -1.0, "Reading the chain"});
    const auto chain = SharedPrefix::read(*run.model, run.ids, stop);
    if (!chain) return tl::unexpected(chain.error());
    Experiment experiment(run, step, settings);
    const Pace pace;
    for (int done = 0; done < settings.samples && !experiment.result().tight;) {
        const int count = std::min(settings.at_once, settings.samples - done);
        const Status good = experiment.batch(*chain, count, stop);
        if (!good && settings.keep && done > 0 && good.error().kind == ErrorKind::Cancelled) {
            experiment.settle();  // the batch may have counted one of its two kinds
            experiment.result().stopped = true;
            break;
        }
        if (!good) return tl::unexpected(good.error());
        done += count;
        const double fraction = static_cast<double>(done) / settings.samples;
        if (partial) partial(experiment.result());
        if (progress) progress({fraction, pace.seconds_left(fraction), fmt::format("{} of {} continuations", 2 * done, 2 * settings.samples)});
    }
    return std::move(experiment.result());
}

double resampling_cost(int first_of_step, int tokens, int samples) {
    const double length = std::max(1, tokens);
    return 1 + 2.0 * samples * (length - first_of_step) / length;
}

std::string to_json(const Resampling& r) {
    nlohmann::ordered_json answers = nlohmann::ordered_json::array(), examples = nlohmann::ordered_json::array();
    for (const AnswerShare& a : r.answers) answers.push_back({{"answer", a.answer}, {"kept", a.kept}, {"replaced", a.replaced}});
    for (const ResampledStep& e : r.examples) examples.push_back({{"text", e.text}, {"answer", e.answer}, {"similarity", e.similarity}});
    const nlohmann::ordered_json json = {
        {"step", r.step.value}, {"answer", r.answer}, {"importance", r.importance}, {"interval", {r.interval.low, r.interval.high}}, {"n", r.after + r.before},
        {"after", r.after}, {"before", r.before}, {"kept", r.kept}, {"kept_right", r.kept_right}, {"replaced", r.replaced}, {"replaced_right", r.replaced_right},
        {"divergence", r.divergence}, {"tight", r.tight}, {"stopped", r.stopped}, {"answers", answers}, {"examples", examples},
        {"settings", {{"samples", r.settings.samples}, {"temperature", r.settings.sampler.temperature}, {"top_p", r.settings.sampler.top_p},
                      {"top_k", r.settings.sampler.top_k}, {"seed", r.settings.sampler.seed}, {"max_tokens", r.settings.max_tokens},
                      {"same_meaning", r.settings.same_meaning}, {"tight", r.settings.tight}}}};
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<Resampling> parse_resampling(std::string_view text) {
    try {
        const auto json = nlohmann::json::parse(text);
        Resampling r;
        r.step = StepId(json.at("step").get<int>());
        json.at("answer").get_to(r.answer);
        json.at("importance").get_to(r.importance);
        r.interval = {json.at("interval").at(0).get<double>(), json.at("interval").at(1).get<double>()};
        json.at("divergence").get_to(r.divergence);
        json.at("tight").get_to(r.tight);
        r.stopped = json.value("stopped", false);  // early sessions do not say
        for (const auto& [key, count] : {std::pair{"after", &r.after}, std::pair{"before", &r.before}, std::pair{"kept", &r.kept}, std::pair{"kept_right", &r.kept_right},
                                         std::pair{"replaced", &r.replaced}, std::pair{"replaced_right", &r.replaced_right}})
            json.at(key).get_to(*count);
        for (const auto& a : json.at("answers")) r.answers.push_back({a.at("answer"), a.at("kept"), a.at("replaced")});
        for (const auto& e : json.at("examples")) r.examples.push_back({e.at("text"), e.at("answer"), e.at("similarity")});
        const auto& settings = json.at("settings");
        settings.at("samples").get_to(r.settings.samples);
        settings.at("temperature").get_to(r.settings.sampler.temperature);
        settings.at("top_p").get_to(r.settings.sampler.top_p);
        settings.at("top_k").get_to(r.settings.sampler.top_k);
        settings.at("seed").get_to(r.settings.sampler.seed);
        settings.at("max_tokens").get_to(r.settings.max_tokens);
        settings.at("same_meaning").get_to(r.settings.same_meaning);
        settings.at("tight").get_to(r.settings.tight);
        return r;
    } catch (const nlohmann::json::exception&) {
        return bad_input("The stored resampling is damaged; run it again.");
    }
}

}  // namespace reasonscope
