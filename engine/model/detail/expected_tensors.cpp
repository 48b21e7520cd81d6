#include "model/detail/decoder.h"

namespace reasonscope::detail {

std::vector<std::pair<std::string, std::vector<std::int64_t>>> expected_tensors(const ModelConfig& c) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> out;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) { out.emplace_back(name, std::move(shape)); };
    const std::int64_t hidden = c.hidden_size, heads = c.heads, qk = c.head_dim_qk();
    const auto& mla = c.mla;
    const auto add_mlp = [&](const std::string& name, std::int64_t width) {
        add(name + ".gate_proj.weight", {width, hidden});
        add(name + ".up_proj.weight", {width, hidden});
        add(name + ".down_proj.weight", {hidden, width});
    };
    add("model.embed_tokens.weight", {c.vocab_size, hidden});
    for (int i = 0; i < c.layers; ++i) {
        const auto prefix = "model.layers." + std::to_string(i) + ".";
        const auto attention = prefix + "self_attn.";
        add(prefix + "input_layernorm.weight", {hidden});
        add(prefix + "post_attention_layernorm.weight", {hidden});
        if (mla.q_lora_rank > 0) {
            add(attention + "q_a_proj.weight", {mla.q_lora_rank, hidden});
            if (c.attention_bias) add(attention + "q_a_proj.bias", {mla.q_lora_rank});
            add(attention + "q_a_layernorm.weight", {mla.q_lora_rank});
            add(attention + "q_b_proj.weight", {heads * qk, mla.q_lora_rank});
        } else {
            add(attention + "q_proj.weight", {heads * qk, hidden});
        }
        const std::int64_t latent = mla.kv_lora_rank + mla.qk_rope_head_dim;
        add(attention + "kv_a_proj_with_mqa.weight", {latent, hidden});
        if (c.attention_bias) add(attention + "kv_a_proj_with_mqa.bias", {latent});
        add(attention + "kv_a_layernorm.weight", {mla.kv_lora_rank});
        add(attention + "kv_b_proj.weight", {heads * (mla.qk_nope_head_dim + mla.v_head_dim), mla.kv_lora_rank});
        add(attention + "o_proj.weight", {hidden, heads * mla.v_head_dim});
        if (c.attention_bias) add(attention + "o_proj.bias", {hidden});
        if (!c.is_moe_layer(i)) {
            add_mlp(prefix + "mlp", c.intermediate_size);
            continue;
        }
        add(prefix + "mlp.gate.weight", {c.moe.experts, hidden});
        add(prefix + "mlp.gate.e_score_correction_bias", {c.moe.experts});
        for (int e = 0; e < c.moe.experts; ++e) add_mlp(prefix + "mlp.experts." + std::to_string(e), c.moe.intermediate_size);
        if (c.moe.shared_experts > 0)
            add_mlp(prefix + "mlp.shared_experts", static_cast<std::int64_t>(c.moe.intermediate_size) * c.moe.shared_experts);
    }
    add("model.norm.weight", {hidden});
    if (!c.tie_word_embeddings) add("lm_head.weight", {c.vocab_size, hidden});
    return out;
}

}  // namespace reasonscope::detail
