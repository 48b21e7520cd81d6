#include "evaluate/faithfulness.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "explain/method.h"
#include "explain/suppression.h"

namespace reasonscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kDraws = 16;        // orders of a tie, or of the random baseline
constexpr std::size_t kCuts = 8;  // points of a deletion or insertion curve at most

std::set<std::string> words_of(std::string_view text) {
    std::set<std::string> words;
    std::string word;
    for (const char c : std::string(text) + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80U) != 0) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (!word.empty()) {
            words.insert(std::exchange(word, {}));
        }
    }
    return words;
}

/// A way to rank sources: one number per candidate of a step.
struct Ranking {
    std::string name;
    StepMatrix matrix;
    double seconds = 0;
};

/// What is added up for one ranking.
struct Tally {
    RankingScore sum;
    void add(const RankQuality& loose, const RankQuality& strict) {
        sum.top1 += loose.top1;
        sum.ap += loose.ap;
        sum.strict_top1 += strict.top1;
        sum.strict_ap += strict.ap;
    }
};

StepMatrix baseline(const TracedChain& chain, const std::function<double(int r, int c)>& score) {
    StepMatrix matrix(static_cast<int>(chain.steps.size()));
    for (int r = 0; r < matrix.n; ++r)
        for (int c = 0; c < r; ++c) matrix.at(r, c) = static_cast<float>(score(r, c));
    return matrix;
}

std::vector<Ranking> baselines_of(const TracedChain& chain, std::mt19937_64& random) {
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    std::vector<Ranking> all;
    all.push_back({"random", baseline(chain, [&](int, int) { return static_cast<double>(random() >> 11) * 0x1.0p-53; })});
    all.push_back({"recency", baseline(chain, [](int, int c) { return c + 1.0; })});
    all.push_back({"length", baseline(chain, [&](int, int c) { return static_cast<double>(chain.steps[at(c)].last.value - chain.steps[at(c)].first.value); })});
    all.push_back({"shared-words", baseline(chain, [&](int r, int c) { return shared_words(chain.texts[at(r)], chain.texts[at(c)]); })});
    return all;
}

Result<std::vector<Ranking>> methods_of(const LoadedModel& model, const TracedChain& chain, const HeadCalibration* heads, std::stop_token stop) {
    const MethodInput input{model.model.get(), chain.ids, chain.steps, &chain.attention, heads, model.tokenizer.get()};
    std::vector<Ranking> all;
    for (const Method& method : methods()) {
        if (method.needs_heads && !heads) continue;
        const auto began = Clock::now();
        auto matrix = run_method(method, input, {}, {}, stop);
        if (!matrix) return tl::unexpected(matrix.error());
        all.push_back({std::string(method.name), std::move(*matrix), std::chrono::duration<double>(Clock::now() - began).count()});
    }
    return all;
}

struct Candidates {
    std::vector<int> steps;
    std::vector<bool> parent;
};

Candidates candidates_of(const KnownStep& known, bool with_soft) {
    Candidates found;
    for (int c = 0; c < known.step; ++c) {
        if (!with_soft && std::ranges::find(known.soft, c) != known.soft.end()) continue;
        found.steps.push_back(c);
        found.parent.push_back(std::ranges::find(known.parents, c) != known.parents.end());
    }
    return found;
}

RankQuality quality(const StepMatrix& matrix, int r, const Candidates& candidates) {
    std::vector<double> scores;
    for (const int c : candidates.steps) scores.push_back(matrix.at(r, c));
    return rank_quality(scores, candidates.parent);
}

/// Area under the mean of `values` over an even grid.
double area(std::span<const double> values) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) sum += (values[i] + values[i + 1]) / 2;
    return values.size() > 1 ? sum / static_cast<double>(values.size() - 1) : 0;
}

/// Hides the step's sources strongest first, then brings them back strongest first; adds both areas, per token of the step.
Status add_curves(const StepAblation& ablation, const TracedChain& chain, const StepMatrix& matrix, int r, RankingScore& sum, std::stop_token stop) {
    std::vector<int> order;
    for (int c = 0; c < r; ++c) order.push_back(c);
    std::ranges::stable_sort(order, [&](int a, int b) { return matrix.at(r, a) > matrix.at(r, b); });
    const std::size_t cuts = std::min(kCuts, order.size());
    std::vector<std::vector<StepId>> hidden;
    for (const bool inserting : {false, true}) {
        for (std::size_t k = 0; k <= cuts; ++k) {
            const auto strongest = order.begin() + static_cast<std::ptrdiff_t>(k * order.size() / cuts);
            auto& set = hidden.emplace_back();
            for (auto c = inserting ? strongest : order.begin(); c != (inserting ? order.end() : strongest); ++c) set.emplace_back(*c);
        }
    }
    const auto log_p = ablation.log_probabilities(StepId(r), hidden, stop);
    if (!log_p) return tl::unexpected(log_p.error());
    const Step& step = chain.steps[static_cast<std::size_t>(r)];
    const double tokens = std::max(1, step.last.value - step.first.value);
    sum.deletion_auc += area(std::span(*log_p).first(cuts + 1)) / tokens;
    sum.insertion_auc += area(std::span(*log_p).subspan(cuts + 1)) / tokens;
    return {};
}

class Measurement {
public:
    Measurement(const LoadedModel& model, const HeadCalibration* heads, const FaithfulnessSettings& settings, std::stop_token stop)
        : model_(model), heads_(heads), settings_(settings), stop_(stop) {}

    Status add(const Problem& problem) {
        ++result_.problems;
        const auto chain = trace_chain(model_, problem, settings_.text, settings_.max_tokens, stop_);
        if (!chain) return tl::unexpected(chain.error());
        std::vector<KnownStep> known = known_steps(problem, chain->steps, chain->texts);
        const auto told = std::erase_if(known, [](const KnownStep& k) { return std::ranges::count(candidates_of(k, false).parent, false) == 0; });
        result_.skipped += static_cast<int>(told);
        if (known.empty()) return {};
        auto methods = methods_of(model_, *chain, heads_, stop_);
        if (!methods) return tl::unexpected(methods.error());
        ++result_.chains;
        result_.n += static_cast<int>(known.size());
        std::optional<StepAblation> ablation;
        if (settings_.curve_steps_per_chain > 0) {
            auto prepared = StepAblation::prepare(*model_.model, chain->ids, chain->steps, stop_);
            if (!prepared) return tl::unexpected(prepared.error());
            ablation.emplace(std::move(*prepared));
        }
        const auto curves = std::min(known.size(), static_cast<std::size_t>(std::max(0, settings_.curve_steps_per_chain)));
        result_.curves += static_cast<int>(curves);
        if (const Status done = tally(*methods, method_tallies_, *chain, known, ablation, curves); !done) return done;
        return tally(baselines_of(*chain, random_), baseline_tallies_, *chain, known, ablation, curves);
    }

    Result<FaithfulnessResult> finish() {
        if (result_.n == 0)
            return bad_input("None of the model's {} chains holds a step whose parents are known; measure it with --untrained or on another model.", result_.problems);
        result_.methods = means(method_tallies_);
        result_.baselines = means(baseline_tallies_);
        result_.default_fast = kDefaultFastMethod;
        result_.default_tested = kDefaultTestedMethod;
        return result_;
    }

    [[nodiscard]] int steps() const { return result_.n; }

private:
    using Tallies = std::vector<std::pair<std::string, Tally>>;

    Status tally(const std::vector<Ranking>& rankings, Tallies& tallies, const TracedChain& chain, const std::vector<KnownStep>& known,
                 const std::optional<StepAblation>& ablation, std::size_t curves) {
        for (const Ranking& ranking : rankings) {
            auto found = std::ranges::find(tallies, ranking.name, &Tallies::value_type::first);
            if (found == tallies.end()) found = tallies.insert(tallies.end(), {ranking.name, {}});
            Tally& sum = found->second;
            sum.sum.seconds += ranking.seconds;
            for (std::size_t i = 0; i < known.size(); ++i) {
                const int r = known[i].step;
                sum.add(quality(ranking.matrix, r, candidates_of(known[i], false)), quality(ranking.matrix, r, candidates_of(known[i], true)));
                if (!ablation || i + curves < known.size()) continue;
                if (const Status done = add_curves(*ablation, chain, ranking.matrix, r, sum.sum, stop_); !done) return done;
            }
        }
        return {};
    }

    [[nodiscard]] std::vector<NamedScore> means(const Tallies& tallies) const {
        std::vector<NamedScore> scores;
        for (const auto& [name, tally] : tallies) {
            RankingScore mean = tally.sum;
            for (double* value : {&mean.top1, &mean.ap, &mean.strict_top1, &mean.strict_ap}) *value /= std::max(1, result_.n);
            for (double* value : {&mean.deletion_auc, &mean.insertion_auc}) *value /= std::max(1, result_.curves);
            mean.seconds /= std::max(1, result_.chains);
            scores.push_back({name, mean});
        }
        return scores;
    }

    const LoadedModel& model_;
    const HeadCalibration* heads_;
    const FaithfulnessSettings& settings_;
    std::stop_token stop_;
    std::mt19937_64 random_{7};
    Tallies method_tallies_, baseline_tallies_;
    FaithfulnessResult result_;
};

}  // namespace

RankQuality rank_quality(std::span<const double> scores, const std::vector<bool>& is_parent) {
    std::vector<std::size_t> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const double parents = static_cast<double>(std::ranges::count(is_parent, true));
    if (parents == 0) return {};
    std::mt19937_64 random(11);
    std::vector<double> sorted(scores.begin(), scores.end());
    std::ranges::sort(sorted);
    const bool ties = std::ranges::adjacent_find(sorted) != sorted.end();
    const int draws = ties ? kDraws : 1;
    RankQuality mean;
    for (int draw = 0; draw < draws; ++draw) {
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        double found = 0, precision = 0;
        for (std::size_t k = 0; k < order.size(); ++k) {
            if (!is_parent[order[k]]) continue;
            ++found;
            precision += found / static_cast<double>(k + 1);
        }
        mean.ap += precision / parents / draws;
        mean.top1 += is_parent[order.front()] ? 1.0 / draws : 0.0;
    }
    return mean;
}

double shared_words(std::string_view a, std::string_view b) {
    const auto left = words_of(a), right = words_of(b);
    return static_cast<double>(std::ranges::count_if(left, [&](const std::string& word) { return right.contains(word); }));
}

Result<FaithfulnessResult> measure_faithfulness(const LoadedModel& model, std::span<const Problem> problems, const HeadCalibration* heads,
                                                const FaithfulnessSettings& settings, const ProgressFn& progress, std::stop_token stop) {
    if (problems.empty()) return bad_input("There are no problems to measure on.");
    Measurement measurement(model, heads, settings, stop);
    const auto started = Clock::now();
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (const Status done = measurement.add(problems[i]); !done) return tl::unexpected(done.error());
        if (!progress) continue;
        const double fraction = static_cast<double>(i + 1) / static_cast<double>(problems.size());
        const std::chrono::duration<double> taken = Clock::now() - started;
        progress({fraction, taken.count() * (1.0 - fraction) / fraction, fmt::format("{} of {} problems, {} known steps", i + 1, problems.size(), measurement.steps())});
    }
    return measurement.finish();
}

}  // namespace reasonscope
