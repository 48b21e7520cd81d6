#pragma once
// Passes that run in differences from an unchanged one: what differs is rounded to bf16 and multiplied, the sum with the unchanged result stays
// f32, so that only the difference carries the rounding (2^-9 of it). On the CPU unless said otherwise. Private to model and explain (.cpp files only).

#include <ATen/ATen.h>

namespace reasonscope::detail {

/// bf16 of changed - known, both [.., rows, d] f32 and contiguous: [rows of all, d].
at::Tensor rounded_difference(const at::Tensor& changed, const at::Tensor& known);

/// known + change, f32 and bf16 of as many numbers: of known's shape.
at::Tensor with_change(const at::Tensor& known, const at::Tensor& change);

/// Attention rows of an unchanged pass whose scores change, and which no longer see the keys [hidden_first, hidden_last).
struct ChangedAttention {
    at::Tensor weights;             // [heads, all rows, keys] f32, of the unchanged pass
    std::int64_t first_row = 0;     // of all rows, the first that changes; the rest to the last do
    std::int64_t hidden_first = 0, hidden_last = 0;
    double scale = 1;               // of the scores
    bool sinks = false;             // what a row of the weights lacks to 1 is a sink's
};

/// by_queries [heads, rows, keys] bf16 is the change of the scores through the queries; by_keys [heads, rows, own keys] bf16 through the last keys.
/// They become the change of the weights and the new weights of the last keys. `scores_changed` false: they are only written.
/// w' = w exp(scale * change) / sum: no score is needed, and what is masked in the unchanged pass (causality, windows) stays so.
void changed_softmax(const ChangedAttention& of, at::Tensor& by_queries, at::Tensor& by_keys, bool scores_changed);

/// Of predictions p whose logits change by c, both over the same part of the vocabulary: sums of p c and of p (exp(c) - 1). KL(p || changed) is
/// log(1 + lifted) - mean.
struct ChangedShares {
    at::Tensor mean, lifted;  // [rows] f64
    ChangedShares(std::int64_t rows, const at::TensorOptions& options)
        : mean(at::zeros({rows}, options.dtype(at::kDouble))), lifted(at::zeros_like(mean)) {}
    /// shares [chain rows, n] f32 with unit stride along n, `which` [rows] int64 of them; c = scale * change [rows, n], f32 or bf16,
    /// contiguous on the CPU.
    void add(const at::Tensor& shares, const at::Tensor& which, const at::Tensor& change, double scale);
    [[nodiscard]] at::Tensor divergence() const { return (lifted.log1p() - mean).clamp_min(0); }
};

}  // namespace reasonscope::detail
