#include "explain/forks.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <nlohmann/json.hpp>

#include "generate/shared_prefix.h"
#include "generate/distribution.h"
#include "reason/answer.h"

namespace reasonscope {
namespace {

constexpr double kLeastProbability = 0.01;  // below this the model did not nearly go there

/// One token of the run with the distribution it was drawn from.
struct Seen {
    TokenUncertainty token;
    StepId step;
    TokenSpread spread;
    std::vector<Alternative> alternatives;  // decreasing; the token taken is not among them
    [[nodiscard]] double score() const { return spread.entropy * (1 - static_cast<double>(token.probability)); }
};

Result<Seen> look(const WrittenRun& run, const SharedPrefix& chain, const Step& step, int position, int alternatives) {
    const auto logits = chain.next_logits(position);
    if (!logits) return tl::unexpected(logits.error());
    const auto usable = static_cast<std::size_t>(run.settings(1).vocabulary);
    const auto distribution = Distribution::of(std::span(*logits).first(usable));
    if (!distribution) return failure("The model computed values that are not numbers at token {}; try another dtype.", position);
    Seen seen;
    seen.step = step.id;
    const std::int32_t id = run.ids[static_cast<std::size_t>(position)];
    std::vector<double> all;
    for (std::size_t i = 0; i < usable; ++i) all.push_back(distribution->probability(static_cast<std::int32_t>(i)));
    seen.spread = spread_of(all);
    seen.token.position = TokenPos(position);
    seen.token.entropy = static_cast<float>(seen.spread.entropy);
    seen.token.probability = id < static_cast<std::int32_t>(usable) ? static_cast<float>(distribution->probability(id)) : 0.0F;
    for (const Alternative& other : distribution->alternatives(alternatives + 1))
        if (other.id != id && static_cast<double>(other.probability) >= kLeastProbability && seen.alternatives.size() < static_cast<std::size_t>(alternatives))
            seen.alternatives.push_back(other);
    return seen;
}

ForkBranch branch_of(const WrittenRun& run, std::span<const std::int32_t> ids, int position, const std::string& answer) {
    const ReadBack read = read_back(run, ids);
    ForkBranch branch;
    branch.id = ids[static_cast<std::size_t>(position)];
    branch.token = run.tokenizer->decode({&branch.id, 1});
    for (std::size_t i = 0; i < read.steps.size(); ++i)
        if (read.steps[i].first.value <= position && position < read.steps[i].last.value) branch.sentence = read.texts[i];
    branch.answer = read.answered ? answer_key(read.answer) : "";
    branch.same_answer = read.answered && branch.answer == answer;
    branch.tokens = static_cast<int>(ids.size()) - position;
    return branch;
}

Result<Fork> follow(const WrittenRun& run, const SharedPrefix& chain, const Seen& seen, const std::string& answer, int max_tokens, const std::stop_token& stop) {
    const int position = seen.token.position.value;
    Fork fork{seen.token.position, seen.step, seen.spread, static_cast<double>(seen.token.probability), {}};
    ForkBranch own = branch_of(run, run.ids, position, answer);
    own.probability = fork.probability;
    own.taken = true;
    fork.branches.push_back(std::move(own));
    std::vector<std::vector<std::int32_t>> starts;
    for (const Alternative& other : seen.alternatives) starts.push_back({other.id});
    const auto written = chain.continue_from(position, starts, run.settings(max_tokens), stop);
    if (!written) return tl::unexpected(written.error());
    for (std::size_t i = 0; i < written->size(); ++i) {
        std::vector<std::int32_t> ids(run.ids.begin(), run.ids.begin() + position);
        ids.insert(ids.end(), (*written)[i].ids.begin(), (*written)[i].ids.end());
        ForkBranch branch = branch_of(run, ids, position, answer);
        branch.probability = static_cast<double>(seen.alternatives[i].probability);
        fork.branches.push_back(std::move(branch));
    }
    std::ranges::stable_sort(fork.branches, std::greater<>{}, &ForkBranch::probability);
    return fork;
}

/// The candidates, the least decided first; fills in how sure the model was of every step.
Result<std::vector<Seen>> look_through(const WrittenRun& run, const SharedPrefix& chain, const ForkSettings& settings, Forks& out, const std::stop_token& stop) {
    std::vector<TokenUncertainty> tokens;
    std::vector<Seen> candidates;
    for (const Step& step : run.steps) {
        if (step.source == StepSource::Prompt) continue;
        for (int position = step.first.value; position < step.last.value; ++position) {
            if (stop.stop_requested()) return cancelled();
            auto seen = look(run, chain, step, position, settings.alternatives);
            if (!seen) return tl::unexpected(seen.error());
            tokens.push_back(seen->token);
            const bool wanted = settings.position ? settings.position->value == position : !settings.step || *settings.step == step.id;
            if (wanted && !seen->alternatives.empty()) candidates.push_back(std::move(*seen));
        }
    }
    out.confidence = step_confidence(tokens, run.steps);
    std::ranges::stable_sort(candidates, std::greater<>{}, &Seen::score);
    candidates.resize(std::min(candidates.size(), static_cast<std::size_t>(settings.positions)));
    return candidates;
}

Status check(const WrittenRun& run, const ForkSettings& settings) {
    if (settings.step)
        if (const Status good = check_step(run, *settings.step); !good) return good;
    if (settings.position && (settings.position->value < run.prompt_tokens || settings.position->value >= static_cast<int>(run.ids.size())))
        return bad_input("Token {} was not written by the model; its tokens are {} to {}.", settings.position->value, run.prompt_tokens, run.ids.size() - 1);
    if (settings.alternatives < 1 || settings.positions < 1) return bad_input("At least one position and one alternative must be asked for.");
    return check_answered(run);
}

}  // namespace

double Fork::change() const {
    double sum = 0;
    for (const ForkBranch& branch : branches) sum += branch.answer.empty() || branch.same_answer ? 0 : branch.probability;
    return sum;
}

bool matters_more(const Fork& a, const Fork& b) {
    const auto rank = [](const Fork& fork) { return std::tuple(-fork.change(), -fork.score(), fork.position); };
    return rank(a) < rank(b);
}

Result<Forks> follow_forks(const WrittenRun& run, const ForkSettings& settings, const ForksFn& partial, const ProgressFn& progress, std::stop_token stop) {
    if (const Status good = check(run, settings); !good) return tl::unexpected(good.error());
    if (progress) progress({0.0, -1.0, "Reading the chain"});
    const auto chain = SharedPrefix::read(*run.model, run.ids, stop);
    if (!chain) return tl::unexpected(chain.error());
    Forks out;
    out.answer = answer_key(read_back(run, run.ids).answer);
    auto candidates = look_through(run, *chain, settings, out, stop);
    if (!candidates) return tl::unexpected(candidates.error());
    out.candidates = static_cast<int>(candidates->size());
    if (partial) partial(out);
    const Pace pace;
    for (int done = 0; done < out.candidates; ++done) {
        const double fraction = static_cast<double>(done) / out.candidates;
        if (progress) progress({fraction, pace.seconds_left(fraction), fmt::format("Fork {} of {}", done + 1, out.candidates)});
        auto fork = follow(run, *chain, (*candidates)[static_cast<std::size_t>(done)], out.answer, settings.max_tokens, stop);
        if (!fork && settings.keep && done > 0 && fork.error().kind == ErrorKind::Cancelled) {
            out.stopped = true;
            return out;
        }
        if (!fork) return tl::unexpected(fork.error());
        out.forks.insert(std::ranges::upper_bound(out.forks, fork->position, {}, &Fork::position), std::move(*fork));
        if (partial) partial(out);
    }
    return out;
}

double forks_cost(int prompt_tokens, int tokens, const ForkSettings& settings) {
    const double length = std::max(1, tokens), positions = settings.position ? 1 : settings.positions;
    return 1 + positions * settings.alternatives * (length - prompt_tokens) / 2 / length;
}

std::string to_json(const Forks& found) {
    using Json = nlohmann::ordered_json;
    Json forks = Json::array(), confidence = Json::array();
    for (const Fork& f : found.forks) {
        Json branches = Json::array();
        for (const ForkBranch& b : f.branches)
            branches.push_back({{"id", b.id}, {"token", b.token}, {"probability", b.probability}, {"taken", b.taken}, {"sentence", b.sentence},
                                {"answer", b.answer}, {"same_answer", b.same_answer}, {"tokens", b.tokens}});
        forks.push_back({{"position", f.position.value}, {"step", f.step.value}, {"entropy", f.spread.entropy}, {"varentropy", f.spread.varentropy},
                         {"margin", f.spread.margin}, {"probability", f.probability}, {"change", f.change()}, {"branches", branches}});
    }
    for (const StepConfidence& c : found.confidence)
        confidence.push_back({{"step", c.step.value}, {"tokens", c.tokens}, {"mean_log_p", c.mean_log_p}, {"least_probability", c.least_probability},
                              {"mean_entropy", c.mean_entropy}, {"max_entropy", c.max_entropy}, {"fork_score", c.fork_score}});
    return Json{{"answer", found.answer}, {"candidates", found.candidates}, {"stopped", found.stopped}, {"forks", forks}, {"confidence", confidence}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Forks> parse_forks(std::string_view text) {
    try {
        const auto json = nlohmann::json::parse(text);
        Forks found;
        json.at("answer").get_to(found.answer);
        for (const auto& f : json.at("forks")) {
            Fork fork;
            fork.position = TokenPos(f.at("position").get<int>());
            fork.step = StepId(f.at("step").get<int>());
            fork.spread = {f.at("entropy").get<double>(), f.at("varentropy").get<double>(), f.at("margin").get<double>()};
            f.at("probability").get_to(fork.probability);
            for (const auto& b : f.at("branches"))
                fork.branches.push_back({b.at("id").get<std::int32_t>(), b.at("token"), b.at("probability").get<double>(), b.at("taken").get<bool>(), b.at("sentence"),
                                         b.at("answer"), b.at("same_answer").get<bool>(), b.at("tokens").get<int>()});
            found.forks.push_back(std::move(fork));
        }
        for (const auto& c : json.at("confidence"))
            found.confidence.push_back({StepId(c.at("step").get<int>()), c.at("tokens").get<int>(), c.at("mean_log_p").get<double>(),
                                        c.at("least_probability").get<double>(), c.at("mean_entropy").get<double>(), c.at("max_entropy").get<double>(),
                                        c.at("fork_score").get<double>()});
        found.candidates = json.value("candidates", static_cast<int>(found.forks.size()));  // early sessions do not say
        found.stopped = json.value("stopped", false);
        return found;
    } catch (const nlohmann::json::exception&) {
        return bad_input("The stored forks are damaged; find them again.");
    }
}

}  // namespace reasonscope
