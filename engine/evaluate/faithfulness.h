#pragma once
// How true explanations are: every method against the known parents of the steps that a model wrote on generated problems.

#include <cstdint>
#include <random>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "evaluate/known_chain.h"
#include "explain/heads.h"
#include "pipeline/faithfulness.h"
#include "pipeline/loaded_model.h"
#include "text/problem.h"

namespace reasonscope {

struct FaithfulnessSettings {
    ChainText text = ChainText::Model;
    int max_tokens = 1024;
    int curve_steps_per_chain = 2;  // deletion and insertion curves for so many known steps of a chain, drawn at random; 0: none
};

/// Average precision of the order in which `scores` rank the candidates, ties in the expected order of chance (by a fixed seed).
struct RankQuality {
    double top1 = 0, ap = 0;
};
RankQuality rank_quality(std::span<const double> scores, const std::vector<bool>& is_parent);
/// What a random order is expected to reach, exactly.
RankQuality chance_quality(const std::vector<bool>& is_parent);

/// How many words and numbers two texts share.
double shared_words(std::string_view a, std::string_view b);

/// One problem's share of a mean over steps.
struct ProblemSum {
    double value = 0;
    int steps = 0;
    int model = 0;  // that wrote or read it
};
/// The middle 95 % of the mean over steps when models are drawn again with replacement, and then as many problems of each, 2,000 times by a fixed
/// seed: what one model does on all of its problems, it does once.
Interval bootstrap_interval(std::span<const ProblemSum> problems);

/// `count` problems by this seed, tasks in turn, none of them one that heads are calibrated on.
std::vector<Problem> fresh_problems(std::uint64_t seed, int count);

/// Adds up what every method finds, problem by problem.
class FaithfulnessMeasurement {
public:
    explicit FaithfulnessMeasurement(const FaithfulnessSettings& settings) : settings_(settings) {}

    /// Runs every method over the model's chain, and all of them together. Without `heads` the methods that need them are left out. Errors: as the
    /// methods'; Cancelled.
    Status add(const LoadedModel& model, const HeadCalibration* heads, const Problem& problem, std::stop_token stop);
    /// What is added from now on comes from another model.
    void next_model() { ++result_.models; }
    [[nodiscard]] int steps() const { return result_.n; }
    /// Errors: BadInput when no chain held a known step.
    [[nodiscard]] Result<FaithfulnessResult> finish() const;

private:
    struct Ranking;
    struct Tally {
        std::string name, grade;
        RankingScore sum;
        std::vector<ProblemSum> top1, ap, over_chance;
    };
    struct CurveSteps;
    Status tally(const std::vector<Ranking>& rankings, std::vector<Tally>& tallies, const TracedChain& chain, const std::vector<KnownStep>& known,
                 const CurveSteps& curves, const std::stop_token& stop);
    [[nodiscard]] std::vector<NamedScore> means(const std::vector<Tally>& tallies) const;
    static std::vector<Ranking> baselines_of(const TracedChain& chain, std::mt19937_64& random);
    Result<std::vector<Ranking>> methods_of(const LoadedModel& model, const TracedChain& chain, const HeadCalibration* heads, std::stop_token stop);

    FaithfulnessSettings settings_;
    std::mt19937_64 random_{7};
    std::vector<Tally> methods_, baselines_;
    FaithfulnessResult result_;
};

/// The model over all problems. Errors: BadInput without problems and when no chain holds a known step; Cancelled.
Result<FaithfulnessResult> measure_faithfulness(const LoadedModel& model, std::span<const Problem> problems, const HeadCalibration* heads,
                                                const FaithfulnessSettings& settings, const ProgressFn& progress, std::stop_token stop);

/// What `reasonscope faithfulness` and the window measure: `count` fresh problems by this seed, with the model's stored calibration or a new
/// one, which is then stored. The result carries the model's fingerprint.
Result<FaithfulnessResult> measure_faithfulness(const LoadedModel& model, std::uint64_t seed, int count, int curve_steps_per_chain, const ProgressFn& progress,
                                                std::stop_token stop);

/// The same for models of the shape at `folder` with random weights, several of them, so that no single draw decides; each is calibrated on its
/// own and fed the solutions. What a method finds here comes from the shape of the chains alone.
Result<FaithfulnessResult> measure_untrained(const std::filesystem::path& folder, std::uint64_t seed, int count, int curve_steps_per_chain,
                                             const ProgressFn& progress, std::stop_token stop);

}  // namespace reasonscope
