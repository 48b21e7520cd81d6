#include "evaluate/calibrate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluate/faithfulness.h"
#include "evaluate/known_chain.h"

namespace reasonscope {
namespace {

constexpr int kReceivers = 20;            // Thought Anchors' default
constexpr int kMaxTokens = 1024;
constexpr std::size_t kEnoughSteps = 50;  // known steps below which the model's own chains teach nothing

/// What calibration gathers over chains.
struct Sums {
    std::vector<KnownRow> rows;
    std::vector<double> kurtosis, chains;  // [layers x heads]: sum, and how many chains counted
    int heads = 0;                         // of a layer
};

/// What place, length and words tell of source c of step r: how far back it is (in classes), its length, how many of its words r shares (in
/// classes) and which part of them, whether it stands in the prompt.
std::vector<float> shallow_features(const TracedChain& chain, int r, int c) {
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    const int back = r - c;
    const Step& source = chain.steps[at(c)];
    const double shared = shared_words(chain.texts[at(r)], chain.texts[at(c)]), own = shared_words(chain.texts[at(c)], chain.texts[at(c)]);
    std::vector<float> features;
    for (const auto& [near, far] : {std::pair{1, 1}, {2, 2}, {3, 4}, {5, 8}, {9, std::numeric_limits<int>::max()}}) features.push_back(back >= near && back <= far ? 1.0F : 0.0F);
    features.push_back(std::log(static_cast<float>(std::max(1, source.last.value - source.first.value))));
    for (const double count : {1.0, 2.0, 3.0, 4.0}) features.push_back(shared == count ? 1.0F : 0.0F);
    features.push_back(shared > 4 ? 1.0F : 0.0F);
    features.push_back(static_cast<float>(shared / std::max(1.0, own)));
    features.push_back(source.source == StepSource::Prompt ? 1.0F : 0.0F);
    return features;
}

/// The known steps of one chain with every head's mass on their candidates; soft parents are no candidates.
void add_rows(const TracedChain& chain, std::span<const KnownStep> known, int problem, std::vector<KnownRow>& rows) {
    if (known.empty()) return;
    std::vector<StepMatrix> heads;
    for (int l = 0; l < chain.attention.layers(); ++l)
        for (int h = 0; h < chain.attention.heads(); ++h) heads.push_back(chain.attention.matrix(chain.steps, LayerId(l), HeadId(h), MassScale::Density));
    for (const KnownStep& step : known) {
        KnownRow row;
        row.problem = problem;
        for (int c = 0; c < step.step; ++c) {
            if (std::ranges::find(step.soft, c) != step.soft.end()) continue;
            auto& mass = row.mass.emplace_back();
            for (const StepMatrix& head : heads) mass.push_back(head.at(step.step, c));
            row.shallow.push_back(shallow_features(chain, step.step, c));
            row.parent.push_back(std::ranges::find(step.parents, c) != step.parents.end());
        }
        if (std::ranges::count(row.parent, false) > 0) rows.push_back(std::move(row));
    }
}

void add_kurtosis(const TracedChain& chain, Sums& sums) {
    const auto kurtosis = head_kurtosis(chain.attention, chain.steps);
    sums.heads = std::max(sums.heads, chain.attention.heads());
    sums.kurtosis.resize(std::max(sums.kurtosis.size(), kurtosis.size()), 0.0);
    sums.chains.resize(sums.kurtosis.size(), 0.0);
    for (std::size_t i = 0; i < kurtosis.size(); ++i) {
        if (std::isnan(kurtosis[i])) continue;
        sums.kurtosis[i] += kurtosis[i];
        ++sums.chains[i];
    }
}

Result<Sums> gather(const LoadedModel& model, std::span<const Problem> problems, ChainText text, const ProgressFn& progress, std::stop_token stop) {
    Sums sums;
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (progress) progress({static_cast<double>(i) / static_cast<double>(problems.size()), -1.0, fmt::format("Calibrating heads: problem {} of {}", i + 1, problems.size())});
        const auto chain = trace_chain(model, problems[i], text, kMaxTokens, stop);
        if (!chain) return tl::unexpected(chain.error());
        add_rows(*chain, known_steps(problems[i], chain->steps, chain->texts), static_cast<int>(i), sums.rows);
        add_kurtosis(*chain, sums);
    }
    return sums;
}

}  // namespace

Result<HeadCalibration> calibrate_heads(const LoadedModel& model, std::span<const Problem> problems, std::uint64_t seed, const ProgressFn& progress,
                                        std::stop_token stop, ChainText text) {
    if (problems.empty()) return bad_input("There are no problems to calibrate heads on.");
    auto sums = gather(model, problems, text, progress, stop);
    if (text == ChainText::Model && sums && sums->rows.size() < std::min(kEnoughSteps, problems.size())) sums = gather(model, problems, ChainText::Solution, progress, stop);
    if (!sums) return tl::unexpected(sums.error());
    HeadCalibration found;
    found.fingerprint = model.model->fingerprint();
    found.problems = static_cast<int>(problems.size());
    found.steps = static_cast<int>(sums->rows.size());
    found.seed = seed;
    for (std::size_t i = 0; i < sums->kurtosis.size(); ++i)
        sums->kurtosis[i] = sums->chains[i] > 0 ? sums->kurtosis[i] / sums->chains[i] : std::numeric_limits<double>::quiet_NaN();
    // A small model has few heads: a fifth of them at most, or nothing would have been chosen.
    found.receivers = top_heads(sums->kurtosis, sums->heads, std::clamp(static_cast<int>(sums->kurtosis.size()) / 5, 1, kReceivers));
    found.tested = static_cast<int>(sums->kurtosis.size());
    std::vector<double> weights = fit_heads(sums->rows, telling_heads(head_evidence(sums->rows, sums->kurtosis.size())));
    double total = 0;
    for (const double w : weights) total += w;
    for (double& w : weights) w /= total > 0 ? total : 1.0;
    found.parents = top_heads(weights, sums->heads, static_cast<int>(weights.size()));
    std::erase_if(found.parents, [](const HeadWeight& h) { return h.weight < 1e-4F; });
    return found;
}

}  // namespace reasonscope
