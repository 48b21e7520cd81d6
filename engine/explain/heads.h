#pragma once
// Attention heads chosen for what they look at: receiver heads by the kurtosis of their vertical scores (Thought Anchors, arXiv
// 2506.19143), and heads whose weights were fitted on problems with known parents. Pure functions over recorded attention.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "reason/attention_mass.h"
#include "reason/step.h"
#include "reason/tree.h"

namespace reasonscope {

struct HeadWeight {
    LayerId layer;
    HeadId head;
    float weight = 0;
};

/// What was found out about a model's heads once; kept in a file by the model's fingerprint.
struct HeadCalibration {
    std::string fingerprint;
    int problems = 0, steps = 0;        // what it was fitted on
    int tested = 0;                     // heads of the model; those of `parents` are among the ones that passed head_evidence()
    std::uint64_t seed = 0;             // of the generated problems
    std::vector<HeadWeight> receivers;  // decreasing kurtosis, the weight is the mean kurtosis
    std::vector<HeadWeight> parents;    // decreasing weight; weights sum to one. Empty: no head passed
};

/// Fisher's excess kurtosis, biased, NaN left out, as scipy.stats.kurtosis(x, nan_policy="omit"). NaN for fewer than two values or no spread.
double excess_kurtosis(std::span<const double> values);

/// How much later steps look at each step: for step c the mean over rows r >= c + 4 of the density matrix, NaN without such a row.
/// `density` is one head's AttentionMass::matrix(.., MassScale::Density).
std::vector<double> vertical_scores(const StepMatrix& density, std::span<const Step> steps);

/// Kurtosis of every head's vertical scores [layers x heads], row-major; layer 0 is left out (NaN). Empty when no head was traced alone.
std::vector<double> head_kurtosis(const AttentionMass& mass, std::span<const Step> steps);

/// The `count` heads of highest score in decreasing order; NaN never counts. `scores` is row-major over `heads` heads a layer.
std::vector<HeadWeight> top_heads(std::span<const double> scores, int heads, int count);

/// Mean of the heads' attention per token of the source, by weight; the weights need not sum to one. Per token, because a long source gets
/// more attention whatever it says: ranked by mass, a model of random weights seems to find half of the parents.
StepMatrix weighted_heads(const AttentionMass& mass, std::span<const Step> steps, std::span<const HeadWeight> heads);

/// One step whose true sources are known, as the heads see it.
struct KnownRow {
    std::vector<std::vector<float>> mass;    // [candidates][layers x heads], attention per token of the source
    std::vector<std::vector<float>> shallow; // [candidates][features]: what place, length and words alone tell of a candidate
    std::vector<bool> parent;                // [candidates]
    int problem = 0;                         // rows of one problem are not independent
};

/// Does a head tell more of the parents than place, length and words do? The null hypothesis is a conditional logit of the parents on the
/// shallow features alone, fitted on the same rows (each parent against all non-parents of its row). Per head: the score test (Rao 1948) of
/// adding the head's attention, relative to the row's mean, to that model; the variance by problem (Liang and Zeger 1986). [heads], about
/// standard normal where the head knows nothing more; large where it looks at parents that the shallow features do not give away. Attention of
/// random weights depends on place, length and tokens alone, so a fit without this test finds "telling" heads in a model that was never trained.
std::vector<double> head_evidence(std::span<const KnownRow> rows, std::size_t heads);
/// Heads of one-sided p < 0.001 after Bonferroni's correction for all heads.
std::vector<bool> telling_heads(std::span<const double> evidence);

/// Non-negative weights [layers x heads] that rank parents above the other candidates: each parent against all non-parents of its row,
/// by logistic loss on the weighted masses. Heads that are not `allowed` [heads] have weight 0. Deterministic.
std::vector<double> fit_heads(std::span<const KnownRow> rows, const std::vector<bool>& allowed);

std::string to_json(const HeadCalibration& calibration);
Result<HeadCalibration> parse_head_calibration(std::string_view json);

}  // namespace reasonscope
