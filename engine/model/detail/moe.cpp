#include "model/detail/moe.h"

#include <limits>

namespace reasonscope::detail {

MoeBlock read_moe(const MoeConfig& moe, const WeightReader& weights, const std::string& prefix) {
    const auto block = prefix + moe.block + ".";
    MoeBlock m;
    m.router = weights.linear(block + moe.router);
    if (moe.selection_bias) m.selection_bias = weights.tensor(block + "gate.e_score_correction_bias").to(at::kFloat);
    for (int e = 0; e < moe.experts; ++e) {
        m.experts.push_back(weights.mlp(block + "experts." + std::to_string(e), moe.gate, moe.up, moe.down));
        m.experts.back().clamp = moe.clamp;
    }
    m.has_shared = moe.shared_experts > 0;
    if (m.has_shared) m.shared = weights.mlp(block + "shared_experts");
    return m;
}

RouterOutput route(const MoeBlock& block, const MoeConfig& moe, const at::Tensor& x, const ExpertKnockout* knockout) {
    RouterOutput out;
    auto logits = at::linear(x.to(at::kFloat), block.router.weight.to(at::kFloat));
    if (block.router.bias.defined()) logits = logits + block.router.bias.to(at::kFloat);
    out.scores = moe.scores == RouterScores::Sigmoid ? at::sigmoid(logits) : at::softmax(logits, -1);
    auto choice = out.scores.detach();
    if (block.selection_bias.defined()) choice = choice + block.selection_bias;
    const bool reroute = knockout && knockout->reroute;
    if (reroute) choice = choice.masked_fill(knockout->out, -std::numeric_limits<float>::infinity());
    if (moe.n_group > 1) {  // only the best groups' experts can be chosen
        const auto groups = choice.view({choice.size(0), moe.n_group, -1});
        const auto group_score = moe.group_score == GroupScore::Max ? groups.amax(-1) : std::get<0>(groups.topk(2, -1)).sum(-1);
        const auto kept = std::get<1>(group_score.topk(moe.topk_group, -1));
        const auto mask = at::zeros_like(group_score).scatter_(1, kept, 1).unsqueeze(-1).expand_as(groups).reshape(choice.sizes());
        choice = choice.masked_fill(mask == 0, -std::numeric_limits<float>::infinity());
    }
    auto chosen = std::get<1>(choice.topk(moe.experts_per_token, -1));
    auto weights = out.scores.gather(1, chosen);
    if (reroute) weights = weights.masked_fill(knockout->out.index({chosen}), 0.0);
    const auto order = std::get<1>(weights.detach().sort(/*stable=*/true, 1, /*descending=*/true));
    chosen = chosen.gather(1, order);
    weights = weights.gather(1, order);
    if (moe.norm_topk_prob) weights = weights / (weights.sum(-1, true) + 1e-20);
    out.experts = chosen;
    out.weights = weights * static_cast<double>(moe.routed_scaling_factor);
    return out;
}

at::Tensor take_out(RouterOutput& routing, const ExpertKnockout& knockout, at::ScalarType type) {
    const auto out = knockout.out.index({routing.experts});  // [N, k]
    at::Tensor instead;
    if (knockout.stand_in.defined()) {
        const auto lost = at::zeros({routing.experts.size(0), knockout.out.size(0)}, routing.weights.options())
                              .scatter(1, routing.experts, routing.weights.masked_fill(out.logical_not(), 0.0));
        instead = at::matmul(lost, knockout.stand_in.to(lost.scalar_type())).to(type);
    }
    routing.weights = routing.weights.masked_fill(out, 0.0);
    return instead;
}

at::Tensor run_experts(const MoeBlock& block, const RouterOutput& routing, const at::Tensor& x) {
    const auto k = routing.experts.size(1);
    if (x.size(0) == 1) {
        const auto ids = routing.experts.cpu();
        at::Tensor sum;
        for (std::int64_t slot = 0; slot < k; ++slot) {
            const auto y = block.experts[static_cast<std::size_t>(ids.data_ptr<std::int64_t>()[slot])](x) *
                           routing.weights.narrow(1, slot, 1).to(x.scalar_type());
            sum = sum.defined() ? sum + y : y;
        }
        return sum;
    }
    const auto flat = routing.experts.reshape({-1});
    const auto order = std::get<1>(flat.sort(/*stable=*/true, 0, false));  // assignments grouped by expert
    const auto counts = at::bincount(flat, {}, static_cast<std::int64_t>(block.experts.size())).cpu();
    const auto rows = order.floor_divide(k);
    const auto gathered = x.index_select(0, rows);
    std::vector<at::Tensor> parts;
    std::int64_t begin = 0;
    for (std::size_t e = 0; e < block.experts.size(); ++e) {
        const auto n = counts.data_ptr<std::int64_t>()[e];
        if (n == 0) continue;
        parts.push_back(block.experts[e](gathered.narrow(0, begin, n)));
        begin += n;
    }
    const auto weighted = at::cat(parts) * routing.weights.reshape({-1}).index_select(0, order).unsqueeze(1).to(x.scalar_type());
    return at::zeros_like(x).index_add(0, rows, weighted);
}

}  // namespace reasonscope::detail
