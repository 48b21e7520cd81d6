// Qwen3 with experts.

#include "model/family.h"

namespace reasonscope::families {
namespace {

void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c, 4);
    c.bias.qkv = c.bias.output = top.flag({"attention_bias"}, false);
    c.qk_norm = QkNorm::PerHead;
    if (top.flag({"use_sliding_window"}, false)) {  // here the window holds for all layers
        const int window = top.mentions("sliding_window") ? top.size({"sliding_window"}, 0, 1) : 4096;
        if (window > 0) c.windows.assign(static_cast<std::size_t>(c.layers), window);
    }
    c.moe.experts = top.size({"num_experts", "num_local_experts", "n_routed_experts"}, 128);
    c.moe.experts_per_token = top.size({"num_experts_per_tok"}, 8);
    c.moe.intermediate_size = top.size({"moe_intermediate_size"}, 768);
    c.moe.scores = RouterScores::Softmax;
    c.moe.norm_topk_prob = top.flag({"norm_topk_prob"}, false);
    c.moe.every = top.size({"decoder_sparse_step"}, 1);
    if (const auto* dense = top.find({"mlp_only_layers"})) {
        if (!dense->is_array()) return top.complain("has 'mlp_only_layers' that are no list");
        for (const auto& layer : *dense) {
            if (!layer.is_number_integer()) return top.complain("has 'mlp_only_layers' that are no whole numbers");
            c.moe.dense_layers.push_back(layer.get<int>());
        }
    }
}

}  // namespace

extern const Family qwen3_moe;
const Family qwen3_moe{"qwen3_moe", read};

}  // namespace reasonscope::families
