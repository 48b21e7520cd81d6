#include <functional>

#include "model/detail/decoder.h"

namespace reasonscope::detail {
namespace {

using Shapes = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;
using AddLinear = std::function<void(const std::string&, std::int64_t rows, std::int64_t columns, bool bias)>;

void add_latent(const ModelConfig& c, const std::string& prefix, Shapes& out, const AddLinear& linear) {
    const auto& mla = c.mla;
    const std::int64_t hidden = c.hidden_size, heads = c.heads, qk = c.head_dim_qk();
    if (mla.q_lora_rank > 0) {
        linear(prefix + "q_a_proj", mla.q_lora_rank, hidden, c.bias.qkv);
        out.push_back({prefix + "q_a_layernorm.weight", {mla.q_lora_rank}});
        linear(prefix + "q_b_proj", heads * qk, mla.q_lora_rank, false);
    } else {
        linear(prefix + "q_proj", heads * qk, hidden, false);
    }
    linear(prefix + "kv_a_proj_with_mqa", mla.kv_lora_rank + mla.qk_rope_head_dim, hidden, c.bias.qkv);
    out.push_back({prefix + "kv_a_layernorm.weight", {mla.kv_lora_rank}});
    linear(prefix + "kv_b_proj", heads * (mla.qk_nope_head_dim + mla.v_head_dim), mla.kv_lora_rank, false);
}

void add_grouped(const ModelConfig& c, const std::string& prefix, Shapes& out, const AddLinear& linear) {
    const std::int64_t q = static_cast<std::int64_t>(c.heads) * c.head_dim, kv = static_cast<std::int64_t>(c.kv_heads) * c.head_dim;
    linear(prefix + "q_proj", q, c.hidden_size, c.bias.qkv);
    linear(prefix + "k_proj", kv, c.hidden_size, c.bias.qkv);
    linear(prefix + "v_proj", kv, c.hidden_size, c.bias.qkv);
    if (c.qk_norm == QkNorm::None) return;
    const bool whole = c.qk_norm == QkNorm::Whole;
    out.push_back({prefix + "q_norm.weight", {whole ? q : c.head_dim}});
    out.push_back({prefix + "k_norm.weight", {whole ? kv : c.head_dim}});
}

}  // namespace

Shapes expected_tensors(const ModelConfig& c) {
    Shapes out;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) { out.emplace_back(name, std::move(shape)); };
    const std::int64_t hidden = c.hidden_size;
    const AddLinear linear = [&](const std::string& name, std::int64_t rows, std::int64_t columns, bool bias) {
        add(name + ".weight", {rows, columns});
        if (bias) add(name + ".bias", {rows});
    };
    const auto add_mlp = [&](const std::string& name, std::int64_t width, bool bias = false) {
        linear(name + ".gate_proj", width, hidden, bias);
        linear(name + ".up_proj", width, hidden, bias);
        linear(name + ".down_proj", hidden, width, bias);
    };
    add("model.embed_tokens.weight", {c.vocab_size, hidden});
    for (int i = 0; i < c.layers; ++i) {
        const auto prefix = "model.layers." + std::to_string(i) + ".";
        const auto attention = prefix + "self_attn.";
        add(prefix + "input_layernorm.weight", {hidden});
        add(prefix + "post_attention_layernorm.weight", {hidden});
        if (c.attention == AttentionKind::Latent) add_latent(c, attention, out, linear);
        else add_grouped(c, attention, out, linear);
        if (c.sinks) add(attention + "sinks", {c.heads});
        linear(attention + "o_proj", hidden, static_cast<std::int64_t>(c.heads) * c.head_dim_v(), c.bias.output);
        if (!c.is_moe_layer(i)) {
            add_mlp(prefix + "mlp", c.intermediate_size, c.bias.mlp);
            continue;
        }
        const auto block = prefix + c.moe.block + ".";
        linear(block + c.moe.router, c.moe.experts, hidden, c.moe.router_bias);
        if (c.moe.selection_bias) add(block + "gate.e_score_correction_bias", {c.moe.experts});
        for (int n = 0; n < c.moe.experts; ++n) {
            const auto expert = block + "experts." + std::to_string(n) + ".";
            linear(expert + c.moe.gate, c.moe.intermediate_size, hidden, c.moe.biases);
            linear(expert + c.moe.up, c.moe.intermediate_size, hidden, c.moe.biases);
            linear(expert + c.moe.down, hidden, c.moe.intermediate_size, c.moe.biases);
        }
        if (c.moe.shared_experts > 0) add_mlp(block + "shared_experts", static_cast<std::int64_t>(c.moe.intermediate_size) * c.moe.shared_experts);
    }
    add("model.norm.weight", {hidden});
    if (!c.tie_word_embeddings) add("lm_head.weight", {c.vocab_size, hidden});
    return out;
}

}  // namespace reasonscope::detail
