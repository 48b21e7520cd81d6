// DeepSeek-V3 and R1.

#include "model/family.h"

namespace reasonscope::families {
namespace {

void read(ConfigReader& top, ModelConfig& c) {
    read_deepseek(top, c);
    auto& moe = c.moe;
    if (moe.experts == 0 || !top.problem().empty()) return;
    moe.scores = RouterScores::Sigmoid;
    moe.selection_bias = true;
    moe.group_score = GroupScore::TopTwo;
    moe.experts_per_token = top.size({"num_experts_per_tok"});
    moe.shared_experts = top.size({"n_shared_experts"}, 1, 0);
    moe.intermediate_size = top.size({"moe_intermediate_size"});
    moe.first_dense_layers = top.size({"first_k_dense_replace"}, 3, 0);
    moe.n_group = top.size({"n_group"}, 8);
    moe.topk_group = top.size({"topk_group"}, 4);
    moe.norm_topk_prob = top.flag({"norm_topk_prob"}, true);
    moe.routed_scaling_factor = static_cast<float>(top.number({"routed_scaling_factor"}, 2.5));
    if (!top.problem().empty()) return;
    if (top.text({"scoring_func"}, "sigmoid") != "sigmoid") top.complain("uses a router that does not score with a sigmoid");
    if (top.text({"topk_method"}, "noaux_tc") != "noaux_tc") top.complain("uses a router whose 'topk_method' is not noaux_tc");
}

}  // namespace

extern const Family deepseek_v3;
const Family deepseek_v3{"deepseek_v3", read};

}  // namespace reasonscope::families
