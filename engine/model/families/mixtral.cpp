// Mixtral.

#include "model/family.h"

namespace reasonscope::families {
namespace {

/// The weights of the chosen experts always sum to one.
void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c, 8);
    const int window = top.size({"sliding_window"}, 0, 1);
    if (window > 0) c.windows.assign(static_cast<std::size_t>(c.layers), window);
    c.moe.experts = top.size({"num_local_experts", "num_experts", "n_routed_experts"}, 8);
    c.moe.experts_per_token = top.size({"num_experts_per_tok"}, 2);
    c.moe.intermediate_size = top.size({"intermediate_size"});
    c.moe.scores = RouterScores::Softmax;
    c.moe.norm_topk_prob = true;
    c.moe.block = "block_sparse_moe";
    c.moe.gate = "w1";
    c.moe.up = "w3";
    c.moe.down = "w2";
}

}  // namespace

extern const Family mixtral;
const Family mixtral{"mixtral", read};

}  // namespace reasonscope::families
