#include "evaluate/faithfulness.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include <fmt/chrono.h>

#include "evaluate/calibrate.h"
#include "explain/method.h"
#include "explain/suppression.h"
#include "reason/evidence.h"

namespace reasonscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kDraws = 16;        // orders of a tie
constexpr int kResamples = 2000;  // of the bootstrap
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

StepMatrix baseline(const TracedChain& chain, const std::function<double(int r, int c)>& score) {
    StepMatrix matrix(static_cast<int>(chain.steps.size()));
    for (int r = 0; r < matrix.n; ++r)
        for (int c = 0; c < r; ++c) matrix.at(r, c) = static_cast<float>(score(r, c));
    return matrix;
}

StepMatrix random_order(const TracedChain& chain, std::mt19937_64& random) {
    return baseline(chain, [&](int, int) { return static_cast<double>(random() >> 11) * 0x1.0p-53; });
}

double tokens_of(const Step& step) { return std::max(1, step.last.value - step.first.value); }

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

struct Curves {
    double deletion = 0, insertion = 0;
};

/// Hides the step's sources strongest first, then brings them back strongest first: both areas, per token of the step.
Result<Curves> curves_of(const StepAblation& ablation, const TracedChain& chain, const StepMatrix& matrix, int r, const std::stop_token& stop) {
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
    const double tokens = tokens_of(chain.steps[static_cast<std::size_t>(r)]);
    return Curves{area(std::span(*log_p).first(cuts + 1)) / tokens, area(std::span(*log_p).subspan(cuts + 1)) / tokens};
}

}  // namespace

/// A way to rank sources: one number per candidate of a step.
struct FaithfulnessMeasurement::Ranking {
    std::string name, grade;
    StepMatrix matrix;
    double seconds = 0;
    bool chance = false;  // figures are what a random order is expected to reach; the matrix only orders the curves
};

/// The known steps of a chain that get curves.
struct FaithfulnessMeasurement::CurveSteps {
    std::optional<StepAblation> ablation;
    std::vector<bool> wanted, far;  // by known step
};

std::vector<FaithfulnessMeasurement::Ranking> FaithfulnessMeasurement::baselines_of(const TracedChain& chain, std::mt19937_64& random) {
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    std::vector<Ranking> all;
    all.push_back({"random", "", random_order(chain, random), 0, true});
    all.push_back({"recency", "", baseline(chain, [](int, int c) { return c + 1.0; })});
    all.push_back({"length", "", baseline(chain, [&](int, int c) { return tokens_of(chain.steps[at(c)]); })});
    all.push_back({"shared-words", "", baseline(chain, [&](int r, int c) { return shared_words(chain.texts[at(r)], chain.texts[at(c)]); })});
    return all;
}

Result<std::vector<FaithfulnessMeasurement::Ranking>> FaithfulnessMeasurement::methods_of(const LoadedModel& model, const TracedChain& chain,
                                                                                          const HeadCalibration* heads, std::stop_token stop) {
    const MethodInput input{model.model.get(), chain.ids, chain.steps, &chain.attention, heads, model.tokenizer.get()};
    std::vector<Ranking> all;
    std::vector<Channel> channels;
    double seconds = 0;
    for (const Method& method : methods()) {
        if (method.needs_heads && !heads) continue;
        if (method.name == kDefaultFastMethod && heads->parents.empty()) {
            ++result_.headless;
            all.push_back({std::string(method.name), std::string(name(method.grade)), random_order(chain, random_), 0, true});
            continue;
        }
        const auto began = Clock::now();
        auto matrix = run_method(method, input, {}, {}, stop);
        if (!matrix) return tl::unexpected(matrix.error());
        channels.push_back({std::string(method.name), method.grade, *matrix});
        all.push_back({std::string(method.name), std::string(name(method.grade)), std::move(*matrix), std::chrono::duration<double>(Clock::now() - began).count()});
        seconds += all.back().seconds;
    }
    all.push_back({std::string(kEvidenceMethod), "mixed", combine_channels(channels, chain.steps), seconds});
    return all;
}

Status FaithfulnessMeasurement::add(const LoadedModel& model, const HeadCalibration* heads, const Problem& problem, std::stop_token stop) {
    ++result_.problems;
    const auto chain = trace_chain(model, problem, settings_.text, settings_.max_tokens, stop);
    if (!chain) return tl::unexpected(chain.error());
    std::vector<KnownStep> known = known_steps(problem, chain->steps, chain->texts);
    const auto told = std::erase_if(known, [](const KnownStep& k) { return std::ranges::count(candidates_of(k, false).parent, false) == 0; });
    result_.skipped += static_cast<int>(told);
    if (known.empty()) return {};
    auto rankings = methods_of(model, *chain, heads, stop);
    if (!rankings) return tl::unexpected(rankings.error());
    ++result_.chains;
    result_.n += static_cast<int>(known.size());
    CurveSteps curves;
    curves.wanted.resize(known.size());
    for (const KnownStep& step : known) curves.far.push_back(!candidates_of(step, false).parent.back());
    if (settings_.curve_steps_per_chain > 0) {
        auto prepared = StepAblation::prepare(*model.model, chain->ids, chain->steps, stop);
        if (!prepared) return tl::unexpected(prepared.error());
        curves.ablation.emplace(std::move(*prepared));
        std::fill_n(curves.wanted.begin(), std::min(known.size(), static_cast<std::size_t>(settings_.curve_steps_per_chain)), true);
        for (std::size_t i = known.size(); i > 1; --i) {
            const std::size_t other = random_() % i;
            const bool kept = curves.wanted[other];
            curves.wanted[other] = curves.wanted[i - 1];
            curves.wanted[i - 1] = kept;
        }
        for (std::size_t i = 0; i < known.size(); ++i) {
            result_.curves += curves.wanted[i] ? 1 : 0;
            result_.far_curves += curves.wanted[i] && curves.far[i] ? 1 : 0;
        }
    }
    if (const Status done = tally(*rankings, methods_, *chain, known, curves, stop); !done) return done;
    return tally(baselines_of(*chain, random_), baselines_, *chain, known, curves, stop);
}

Status FaithfulnessMeasurement::tally(const std::vector<Ranking>& rankings, std::vector<Tally>& tallies, const TracedChain& chain,
                                      const std::vector<KnownStep>& known, const CurveSteps& curves, const std::stop_token& stop) {
    for (const Ranking& ranking : rankings) {
        auto found = std::ranges::find(tallies, ranking.name, &Tally::name);
        if (found == tallies.end()) found = tallies.insert(tallies.end(), {ranking.name, ranking.grade, {}, {}, {}, {}});
        RankingScore& sum = found->sum;
        sum.seconds += ranking.seconds;
        const StepMatrix mass = baseline(chain, [&](int r, int c) { return ranking.matrix.at(r, c) * tokens_of(chain.steps[static_cast<std::size_t>(c)]); });
        ProblemSum top1, ap, over_chance;
        top1.model = ap.model = over_chance.model = result_.models;
        const auto count = [](ProblemSum& one, double value) {
            one.value += value;
            ++one.steps;
        };
        for (std::size_t i = 0; i < known.size(); ++i) {
            const int r = known[i].step;
            const auto judge = [&](const StepMatrix& matrix, bool with_soft) {
                const Candidates candidates = candidates_of(known[i], with_soft);
                return ranking.chance ? chance_quality(candidates.parent) : quality(matrix, r, candidates);
            };
            const RankQuality loose = judge(ranking.matrix, false), strict = judge(ranking.matrix, true), by_mass = judge(mass, false);
            const double over = loose.top1 - chance_quality(candidates_of(known[i], false).parent).top1;
            count(top1, loose.top1);
            count(ap, loose.ap);
            count(over_chance, over);
            sum.top1 += loose.top1;
            sum.ap += loose.ap;
            sum.over_chance += over;
            sum.strict_top1 += strict.top1;
            sum.strict_ap += strict.ap;
            sum.mass_top1 += by_mass.top1;
            sum.mass_ap += by_mass.ap;
            if (!curves.ablation || !curves.wanted[i]) continue;
            const auto areas = curves_of(*curves.ablation, chain, ranking.matrix, r, stop);
            if (!areas) return tl::unexpected(areas.error());
            sum.deletion_auc += areas->deletion;
            sum.insertion_auc += areas->insertion;
            sum.far_deletion_auc += curves.far[i] ? areas->deletion : 0;
            sum.far_insertion_auc += curves.far[i] ? areas->insertion : 0;
        }
        found->top1.push_back(top1);
        found->ap.push_back(ap);
        found->over_chance.push_back(over_chance);
    }
    return {};
}

std::vector<NamedScore> FaithfulnessMeasurement::means(const std::vector<Tally>& tallies) const {
    std::vector<NamedScore> scores;
    for (const Tally& tally : tallies) {
        RankingScore mean = tally.sum;
        for (double* value : {&mean.top1, &mean.ap, &mean.over_chance, &mean.strict_top1, &mean.strict_ap, &mean.mass_top1, &mean.mass_ap}) *value /= std::max(1, result_.n);
        for (double* value : {&mean.deletion_auc, &mean.insertion_auc}) *value /= std::max(1, result_.curves);
        for (double* value : {&mean.far_deletion_auc, &mean.far_insertion_auc}) *value /= std::max(1, result_.far_curves);
        mean.seconds /= std::max(1, result_.chains);
        mean.top1_range = bootstrap_interval(tally.top1);
        mean.ap_range = bootstrap_interval(tally.ap);
        mean.over_chance_range = bootstrap_interval(tally.over_chance);
        scores.push_back({tally.name, tally.grade, mean});
    }
    return scores;
}

Result<FaithfulnessResult> FaithfulnessMeasurement::finish() const {
    if (result_.n == 0)
        return bad_input("None of the model's {} chains holds a step whose parents are known; measure it with --untrained or on another model.", result_.problems);
    FaithfulnessResult result = result_;
    result.methods = means(methods_);
    result.baselines = means(baselines_);
    result.default_fast = kDefaultFastMethod;
    result.default_tested = kDefaultTestedMethod;
    result.measured = fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    return result;
}

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

RankQuality chance_quality(const std::vector<bool>& is_parent) {
    const double n = static_cast<double>(is_parent.size()), parents = static_cast<double>(std::ranges::count(is_parent, true));
    if (parents == 0) return {};
    RankQuality expected{parents / n, 0};
    // At rank k a parent stands with probability parents / n; then each rank before it holds one with probability (parents - 1) / (n - 1).
    for (double k = 1; k <= n; ++k) expected.ap += (1.0 + (n > 1 ? (k - 1) * (parents - 1) / (n - 1) : 0.0)) / k / n;
    return expected;
}

Interval bootstrap_interval(std::span<const ProblemSum> problems) {
    if (problems.empty()) return {};
    std::map<int, std::vector<const ProblemSum*>> by_model;
    for (const ProblemSum& one : problems) by_model[one.model].push_back(&one);
    std::vector<std::vector<const ProblemSum*>> models;
    for (auto& [model, all] : by_model) models.push_back(std::move(all));
    std::mt19937_64 random(13);
    std::vector<double> means;
    for (int sample = 0; sample < kResamples; ++sample) {
        double value = 0;
        int steps = 0;
        for (std::size_t m = 0; m < models.size(); ++m) {
            const auto& drawn = models[models.size() == 1 ? 0 : random() % models.size()];
            for (std::size_t i = 0; i < drawn.size(); ++i) {
                const ProblemSum& one = *drawn[random() % drawn.size()];
                value += one.value;
                steps += one.steps;
            }
        }
        means.push_back(steps > 0 ? value / steps : 0);
    }
    std::ranges::sort(means);
    return {means[kResamples / 40], means[kResamples - 1 - kResamples / 40]};
}

double shared_words(std::string_view a, std::string_view b) {
    const auto left = words_of(a), right = words_of(b);
    return static_cast<double>(std::ranges::count_if(left, [&](const std::string& word) { return right.contains(word); }));
}

}  // namespace reasonscope
