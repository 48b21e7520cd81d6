#pragma once
// A mixture-of-experts block: the router's choice and the experts' weighted sum.

#include <vector>

#include "model/config.h"
#include "model/detail/layers.h"

namespace reasonscope::detail {

struct MoeBlock {
    Linear router;              // [experts, hidden]
    at::Tensor selection_bias;  // [experts] f32, added to the scores for the choice only; may be undefined
    std::vector<Mlp> experts;
    Mlp shared;
    bool has_shared = false;
};

/// Routing of N = batch * T tokens in one MoE layer.
struct RouterOutput {
    at::Tensor scores;        // [N, experts] f32, softmax or sigmoid scores before the bias
    at::Tensor experts;       // [N, k] int64, decreasing weight
    at::Tensor weights;       // [N, k] f32, as applied
    at::Tensor shared_share;  // [N] f32; only when a router hook is set
};

/// Experts of one layer that are out, and what stands in for them.
struct ExpertKnockout {
    at::Tensor out;        // [experts] bool
    bool reroute = false;  // the router chooses among the others; else it chooses as ever and the chosen one gives `stand_in`
    at::Tensor stand_in;   // [experts, hidden], weighted as the expert's output would be; undefined: nothing
};

/// `prefix` is "model.layers.3.".
MoeBlock read_moe(const MoeConfig& moe, const WeightReader& weights, const std::string& prefix);

/// x [N, hidden]. Scores and weights in f32 whatever the model's dtype.
/// With a knockout that reroutes, the experts that are out are never chosen while others are left, and weigh nothing when chosen all the same.
RouterOutput route(const MoeBlock& block, const MoeConfig& moe, const at::Tensor& x, const ExpertKnockout* knockout = nullptr);

/// Takes the experts that are out from `routing`: their weights become 0. Returns what stands in for them [N, hidden], undefined for nothing.
at::Tensor take_out(RouterOutput& routing, const ExpertKnockout& knockout, at::ScalarType type);

/// Sum over the chosen experts of weight * expert(x); tokens are grouped by expert. x [N, hidden].
at::Tensor run_experts(const MoeBlock& block, const RouterOutput& routing, const at::Tensor& x);

}  // namespace reasonscope::detail
