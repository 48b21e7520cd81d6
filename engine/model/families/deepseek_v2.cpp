// DeepSeek-V2 and V2-Lite.

#include "model/family.h"

namespace reasonscope::families {
namespace {

/// Softmax scores; groups by their best member; the weights are scaled and never normalised, whatever norm_topk_prob says: the reference
/// does not read it.
void read(ConfigReader& top, ModelConfig& c) {
    read_deepseek(top, c);
    c.mla.rope_interleave = true;
    auto& moe = c.moe;
    if (moe.experts == 0 || !top.problem().empty()) return;
    moe.scores = RouterScores::Softmax;
    moe.group_score = GroupScore::Max;
    moe.experts_per_token = top.size({"num_experts_per_tok"});
    moe.shared_experts = top.size({"n_shared_experts"}, 2, 0);
    moe.intermediate_size = top.size({"moe_intermediate_size"}, 1407);
    moe.first_dense_layers = top.size({"first_k_dense_replace"}, 0, 0);
    moe.routed_scaling_factor = static_cast<float>(top.number({"routed_scaling_factor"}, 1.0));
    const auto method = top.text({"topk_method"}, "greedy");
    if (method == "group_limited_greedy") {
        moe.n_group = top.size({"n_group"});
        moe.topk_group = top.size({"topk_group"});
    } else if (method != "greedy") {
        top.complain("uses a router whose 'topk_method' is neither greedy nor group_limited_greedy");
    }
    if (top.text({"scoring_func"}, "softmax") != "softmax") top.complain("uses a router that does not score with a softmax");
}

}  // namespace

extern const Family deepseek_v2;
const Family deepseek_v2{"deepseek_v2", read};

}  // namespace reasonscope::families
