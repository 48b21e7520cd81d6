// What DeepSeek-V2 and V3 share: latent attention and where the experts are.

#include "model/family.h"

namespace reasonscope {

void read_deepseek(ConfigReader& top, ModelConfig& c) {
    c.attention = AttentionKind::Latent;
    c.kv_heads = c.heads;
    auto& mla = c.mla;
    mla.q_lora_rank = top.size({"q_lora_rank"}, 0, 0);
    mla.kv_lora_rank = top.size({"kv_lora_rank"});
    mla.qk_nope_head_dim = top.size({"qk_nope_head_dim"});
    mla.qk_rope_head_dim = top.size({"qk_rope_head_dim"});
    mla.v_head_dim = top.size({"v_head_dim"});
    mla.rope_interleave = top.flag({"rope_interleave"}, true);
    if (mla.qk_rope_head_dim % 2 != 0) top.complain("has an odd 'qk_rope_head_dim'; rotary dimensions come in pairs");
    c.bias.qkv = c.bias.output = top.flag({"attention_bias"}, false);
    c.rope = read_rope(top, c.context);
    // Without an expert count the model is dense.
    c.moe.experts = top.size({"n_routed_experts", "num_local_experts", "num_experts"}, 0, 0);
    if (top.size({"moe_layer_freq"}, 1) != 1) top.complain("sets 'moe_layer_freq' to something else than 1, which is not supported");
}

}  // namespace reasonscope
