#pragma once
// Attention suppression: a source step's tokens are hidden from queries in all layers and heads, the same tokens are fed again, and
// what changes is measured (Thought Anchors, arXiv 2506.19143, without its shortcuts: whole vocabulary, rows shifted by one).
// Weight of source c for step r: mean over r's tokens of KL(p || p without c) at temperature 0.6, in nats. (That paper averages
// logarithms; where the parents are known, plain means find them as often, and better together with calibrated heads.)

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"
#include "reason/step.h"
#include "reason/tree.h"

namespace reasonscope {

/// Which queries no longer see the source.
enum class SuppressedRows {
    AllLater,    // every query from the source on: what the step owes to the source by any road
    TargetOnly,  // only the rows that predict the step: what it reads from the source itself
};

/// Of AllLater.
enum class SuppressionPrecision {
    Chosen,   // Rounded where uses_rounding() says so, else Exact
    Exact,    // every product in the model's own precision
    Rounded,  // what differs from the unchanged chain is multiplied in bf16 and added to the chain's own f32 result: about half the time. Weights
              // that come out at kMeasuredExactly or more are measured once more, exactly; smaller ones are off by about a thousandth of themselves.
              // Exact where rounding is impossible: routed experts (a choice of experts is no small difference), GPUs.
};
inline constexpr double kMeasuredExactly = 0.01;  // nats; rounding errs by 1e-3 of an effect at the shape of Qwen3-0.6B, by up to 1e-2 in models 32 numbers wide

/// Whether suppression() rounds. Chosen does for work of 10^12 multiplications or more in dense models on a CPU that multiplies bf16.
bool uses_rounding(const Model& model, std::span<const Step> steps, std::span<const StepId> targets, SuppressionPrecision precision);

/// Cost: the chain once, then for AllLater each source's suffix, for TargetOnly each target's rows once per source before it. AllLater runs all
/// sources layer by layer and needs no cache for them: up to 1 GiB of suffixes in a group, and the chain once per group. TargetOnly runs
/// batches of at most 1,024 rows on the chain's cache. Checks `stop` in every layer.
/// `ids` [T] prompt + completion; `targets` empty = every thinking and answer step. Other rows stay zero.
Result<StepMatrix> suppression(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps,
                               std::span<const StepId> targets, SuppressedRows rows, const ProgressFn& progress, std::stop_token stop,
                               SuppressionPrecision precision = SuppressionPrecision::Chosen);

/// Rows that suppression() runs through the model beyond the chain's own T, for a cost estimate.
std::int64_t suppression_rows(std::span<const Step> steps, std::span<const StepId> targets, SuppressedRows rows);

/// How likely one step's tokens are when sets of earlier steps are hidden from the rows that predict it: for deletion and insertion
/// curves. Holds the model's cache of the chain.
class StepAblation {
public:
    /// Runs the chain once. `model` must outlive this object. Errors as suppression().
    static Result<StepAblation> prepare(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, std::stop_token stop);
    StepAblation(StepAblation&&) noexcept;
    StepAblation& operator=(StepAblation&&) noexcept;
    ~StepAblation();

    /// Sum of log p over the target's tokens for each set of hidden steps. Steps at or after the target are not hidden.
    Result<std::vector<double>> log_probabilities(StepId target, std::span<const std::vector<StepId>> hidden, std::stop_token stop) const;

private:
    struct Impl;
    explicit StepAblation(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope
