// What a config.json means in each family: Hugging Face's defaults where keys are absent, and windows.

#include <gtest/gtest.h>

#include "model/config.h"

#include <nlohmann/json.hpp>

namespace reasonscope {
namespace {

using nlohmann::json;

ModelConfig read(const std::string& family, const json& keys) {
    json config = {{"model_type", family}, {"vocab_size", 100}, {"hidden_size", 64}, {"intermediate_size", 80}, {"num_hidden_layers", 4},
                   {"num_attention_heads", 32}, {"max_position_embeddings", 512}};
    if (!keys.is_null()) config.update(keys);
    const auto parsed = parse_model_config(config.dump());
    EXPECT_TRUE(parsed) << family << ": " << (parsed ? "" : parsed.error().message);
    return parsed.value_or(ModelConfig{});
}

std::string refusal(const std::string& family, const json& keys) {
    json config = {{"model_type", family}, {"vocab_size", 100}, {"hidden_size", 64}, {"intermediate_size", 80}, {"num_hidden_layers", 4},
                   {"num_attention_heads", 4}, {"max_position_embeddings", 512}};
    if (!keys.is_null()) config.update(keys);
    const auto parsed = parse_model_config(config.dump());
    return parsed ? "" : parsed.error().message;
}

TEST(Family, AbsentHeadKeysMeanWhatTheyMeanToTransformers) {
    EXPECT_EQ(read("llama", {}).kv_heads, 32);
    EXPECT_EQ(read("llama", {}).head_dim, 2);
    EXPECT_EQ(read("llama", {{"head_dim", nullptr}}).head_dim, 2);
    EXPECT_EQ(read("mistral", {}).kv_heads, 8);
    EXPECT_EQ(read("mixtral", {}).kv_heads, 8);
    EXPECT_EQ(read("qwen2", {}).kv_heads, 32);
    EXPECT_EQ(read("qwen3", {}).head_dim, 128);
    EXPECT_EQ(read("qwen3_moe", {}).kv_heads, 4);
    EXPECT_EQ(read("gpt_oss", {}).kv_heads, 8);
    EXPECT_EQ(read("gpt_oss", {}).head_dim, 64);
}

TEST(Family, BiasesAndNorms) {
    EXPECT_FALSE(read("llama", {}).bias.qkv);
    EXPECT_TRUE(read("llama", {{"attention_bias", true}}).bias.output);
    EXPECT_TRUE(read("llama", {{"mlp_bias", true}}).bias.mlp);
    EXPECT_TRUE(read("qwen2", {}).bias.qkv);
    EXPECT_FALSE(read("qwen2", {}).bias.output);
    EXPECT_EQ(read("qwen3", {}).qk_norm, QkNorm::PerHead);
    EXPECT_EQ(read("olmoe", {}).qk_norm, QkNorm::Whole);
    EXPECT_TRUE(read("gpt_oss", {}).bias.output);
    EXPECT_TRUE(read("gpt_oss", {}).sinks);
}

TEST(Family, Windows) {
    EXPECT_EQ(read("mistral", {}).window(0), 4096);
    EXPECT_EQ(read("mistral", {{"sliding_window", nullptr}}).window(0), 0);
    EXPECT_EQ(read("mistral", {{"sliding_window", 7}}).window(3), 7);
    EXPECT_EQ(read("mixtral", {}).window(0), 0);
    EXPECT_EQ(read("qwen2", {{"sliding_window", 7}}).window(3), 0);  // not in use
    const auto from_two = read("qwen2", {{"use_sliding_window", true}, {"sliding_window", 7}, {"max_window_layers", 2}});
    EXPECT_EQ(from_two.window(1), 0);
    EXPECT_EQ(from_two.window(2), 7);
    const auto named = read("qwen3", {{"use_sliding_window", true}, {"sliding_window", 7},
                                      {"layer_types", {"sliding_attention", "full_attention", "full_attention", "sliding_attention"}}});
    EXPECT_EQ(named.window(0), 7);
    EXPECT_EQ(named.window(1), 0);
    EXPECT_EQ(named.window(3), 7);
    EXPECT_EQ(read("gpt_oss", {}).window(0), 128);  // every other one
    EXPECT_EQ(read("gpt_oss", {}).window(1), 0);
    EXPECT_EQ(read("gpt_oss", {{"sliding_window", 9}, {"layer_types", {"full_attention", "full_attention", "full_attention", "sliding_attention"}}}).window(3), 9);
}

TEST(Family, WhichLayersHaveExperts) {
    const auto sparse = read("qwen3_moe", {{"decoder_sparse_step", 2}, {"mlp_only_layers", {3}}, {"num_experts", 8}});
    EXPECT_FALSE(sparse.is_moe_layer(0));
    EXPECT_TRUE(sparse.is_moe_layer(1));
    EXPECT_FALSE(sparse.is_moe_layer(2));
    EXPECT_FALSE(sparse.is_moe_layer(3));
    EXPECT_EQ(read("qwen3_moe", {{"num_local_experts", 16}}).moe.experts, 16);  // what transformers 5 writes
    EXPECT_TRUE(read("mixtral", {}).moe.norm_topk_prob);
    EXPECT_FALSE(read("olmoe", {}).moe.norm_topk_prob);
    EXPECT_EQ(read("olmoe", {}).moe.intermediate_size, 80);
}

TEST(Family, Refusals) {
    EXPECT_NE(refusal("gpt_neox", {}).find("llama"), std::string::npos) << "the message names what is supported";
    EXPECT_NE(refusal("llama", {{"num_key_value_heads", 3}}).find("key-value heads"), std::string::npos);
    EXPECT_NE(refusal("llama", {{"head_dim", 3}}).find("pairs"), std::string::npos);
    EXPECT_NE(refusal("llama", {{"rope_scaling", {{"type", "dynamic"}, {"factor", 2.0}}}}).find("dynamic"), std::string::npos);
    EXPECT_NE(refusal("llama", {{"rope_scaling", {{"rope_type", "llama3"}, {"factor", 8.0}}}}).find("llama3"), std::string::npos);
    EXPECT_NE(refusal("llama", {{"partial_rotary_factor", 0.5}}).find("partial_rotary_factor"), std::string::npos);
    EXPECT_NE(refusal("qwen2", {{"num_key_value_heads", 2}, {"use_sliding_window", true}, {"layer_types", {"sliding_attention"}}}).find("every layer"), std::string::npos);
    EXPECT_NE(refusal("gpt_oss", {{"num_attention_heads", 8}, {"layer_types", {"full_attention"}}}).find("every layer"), std::string::npos);
    EXPECT_NE(refusal("gpt_oss", {{"num_attention_heads", 8}, {"swiglu_limit", 0}}).find("swiglu_limit"), std::string::npos);
    EXPECT_NE(refusal("qwen3_moe", {{"num_experts", 4}, {"num_experts_per_tok", 5}}).find("more experts per token"), std::string::npos);
    EXPECT_NE(refusal("deepseek_v2", {{"kv_lora_rank", 8}, {"qk_nope_head_dim", 8}, {"qk_rope_head_dim", 8}, {"v_head_dim", 8}, {"n_routed_experts", 8},
                                      {"num_experts_per_tok", 2}, {"topk_method", "noaux_tc"}}).find("topk_method"), std::string::npos);
}

}  // namespace
}  // namespace reasonscope
