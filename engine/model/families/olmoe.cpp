// OLMoE.

#include "model/family.h"

namespace reasonscope::families {
namespace {

/// Queries and keys are normalised as a whole before they are split into heads, then clipped where the config says so.
void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c);
    c.bias.qkv = c.bias.output = top.flag({"attention_bias"}, false);
    c.qk_norm = QkNorm::Whole;
    c.clip_qkv = top.number({"clip_qkv"}, 0.0);
    c.moe.experts = top.size({"num_experts", "num_local_experts", "n_routed_experts"}, 64);
    c.moe.experts_per_token = top.size({"num_experts_per_tok"}, 8);
    c.moe.intermediate_size = top.size({"intermediate_size"}, 2048);
    c.moe.scores = RouterScores::Softmax;
    c.moe.norm_topk_prob = top.flag({"norm_topk_prob"}, false);
}

}  // namespace

extern const Family olmoe;
const Family olmoe{"olmoe", read};

}  // namespace reasonscope::families
