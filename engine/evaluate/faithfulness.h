#pragma once
// How true explanations are: every method against the known parents of the steps that a model wrote on generated problems.

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "evaluate/known_chain.h"
#include "explain/heads.h"
#include "pipeline/loaded_model.h"
#include "text/problem.h"

namespace reasonscope {

/// Means over steps, of one way to rank a step's candidate sources.
struct RankingScore {
    double top1 = 0;           // the strongest source is a true parent
    double ap = 0;             // average precision against the true parents
    double strict_top1 = 0, strict_ap = 0;  // soft parents are candidates and wrong
    double deletion_auc = 0;   // mean log p per token of the step while its sources are hidden strongest first: low is good
    double insertion_auc = 0;  // the same while they come back strongest first: high is good
    double seconds = 0;        // per chain
};

struct NamedScore {
    std::string name;
    RankingScore score;
};

struct FaithfulnessSettings {
    ChainText text = ChainText::Model;
    int max_tokens = 1024;
    int curve_steps_per_chain = 2;  // deletion and insertion curves for the last so many known steps of a chain; 0: none
};

struct FaithfulnessResult {
    int problems = 0;  // asked
    int chains = 0;    // with at least one known step
    int n = 0;         // known steps measured
    int skipped = 0;   // known steps without a wrong candidate, which every ranking gets right: not counted
    int curves = 0;    // steps with curves
    std::vector<NamedScore> methods, baselines;  // baselines: random, recency, length, shared-words
    std::string default_fast, default_tested;
};

/// Average precision of the order in which `scores` rank the candidates, ties in the expected order of chance (by a fixed seed).
struct RankQuality {
    double top1 = 0, ap = 0;
};
RankQuality rank_quality(std::span<const double> scores, const std::vector<bool>& is_parent);

/// How many words and numbers two texts share.
double shared_words(std::string_view a, std::string_view b);

/// Runs every method over every chain. `heads` are the model's; without them the methods that need them are left out. Errors: BadInput
/// when no chain holds a known step; Cancelled.
Result<FaithfulnessResult> measure_faithfulness(const LoadedModel& model, std::span<const Problem> problems, const HeadCalibration* heads,
                                                const FaithfulnessSettings& settings, const ProgressFn& progress, std::stop_token stop);

/// {"n","default","methods":{NAME:{"top1","ap","deletion_auc","insertion_auc","seconds",...}},"baselines":{...}}
std::string to_json(const FaithfulnessResult& result);
std::string to_table(const FaithfulnessResult& result);

}  // namespace reasonscope
