#include "model/config.h"

#include <gtest/gtest.h>

#include "tests/support/small_model.h"

namespace reasonscope {
namespace {

using nlohmann::json;

json plain() { return json::parse(*read_file(test::small_model() / "config.json")); }

void expect_refused(const json& config, std::string_view words) {
    const auto parsed = parse_model_config(config.dump());
    ASSERT_FALSE(parsed) << "accepted: " << words;
    EXPECT_EQ(parsed.error().kind, ErrorKind::BadInput);
    EXPECT_NE(parsed.error().message.find(words), std::string::npos) << parsed.error().message;
}

TEST(ModelConfig, ReadsNewKeys) {
    const auto c = parse_model_config(*read_file(test::small_model("groups-yarn-tied") / "config.json"));
    ASSERT_TRUE(c) << c.error().message;
    EXPECT_EQ(c->layers, 3);
    EXPECT_EQ(c->heads, 3);
    EXPECT_EQ(c->mla.q_lora_rank, 14);
    EXPECT_EQ(c->moe.n_group, 4);
    EXPECT_EQ(c->moe.experts_per_token, 3);
    EXPECT_FALSE(c->moe.norm_topk_prob);
    EXPECT_FLOAT_EQ(c->moe.routed_scaling_factor, 2.5F);
    EXPECT_TRUE(c->tie_word_embeddings);
    EXPECT_EQ(c->rope.scaling, RopeScaling::Yarn);
    EXPECT_EQ(c->rope.factor, 4.0);
    EXPECT_EQ(c->rope.original_context, 64.0);
    EXPECT_EQ(c->rope.mscale_all_dim, 1.0);
    EXPECT_EQ(c->stored_dtype, "bfloat16");
    EXPECT_FALSE(c->is_moe_layer(0));
    EXPECT_TRUE(c->is_moe_layer(1));
}

TEST(ModelConfig, OldKeysMeanTheSame) {
    auto config = json::parse(*read_file(test::small_model("groups-yarn-tied") / "config.json"));
    const auto modern = parse_model_config(config.dump());
    auto rope = config["rope_parameters"];
    config.erase("rope_parameters");
    config["rope_theta"] = rope["rope_theta"];
    rope.erase("rope_theta");
    rope["type"] = rope["rope_type"];
    rope.erase("rope_type");
    config["rope_scaling"] = rope;
    config["torch_dtype"] = config["dtype"];
    config.erase("dtype");
    config["num_experts"] = config["n_routed_experts"];
    config.erase("n_routed_experts");
    const auto old = parse_model_config(config.dump());
    ASSERT_TRUE(modern && old);
    EXPECT_EQ(old->rope.theta, modern->rope.theta);
    EXPECT_EQ(old->rope.scaling, modern->rope.scaling);
    EXPECT_EQ(old->rope.factor, modern->rope.factor);
    EXPECT_EQ(old->stored_dtype, modern->stored_dtype);
    EXPECT_EQ(old->moe.experts, modern->moe.experts);
}

TEST(ModelConfig, AbsentKeysMeanWhatTheyMeanToTransformers) {
    auto config = plain();
    config["n_routed_experts"] = 16;
    for (const auto* key : {"n_group", "topk_group", "routed_scaling_factor", "norm_topk_prob", "rope_parameters", "q_lora_rank", "rope_interleave"})
        config.erase(key);
    const auto c = parse_model_config(config.dump());
    ASSERT_TRUE(c) << c.error().message;
    EXPECT_EQ(c->moe.n_group, 8);
    EXPECT_EQ(c->moe.topk_group, 4);
    EXPECT_TRUE(c->moe.norm_topk_prob);
    EXPECT_FLOAT_EQ(c->moe.routed_scaling_factor, 2.5F);
    EXPECT_EQ(c->rope.theta, 10000.0);
    EXPECT_EQ(c->rope.scaling, RopeScaling::None);
    EXPECT_TRUE(c->mla.rope_interleave);
}

TEST(ModelConfig, CountsParameters) {
    const auto c = *parse_model_config(plain().dump());
    std::int64_t stored = 0;
    const auto file = SafetensorsFile::open(test::small_model() / "model.safetensors");
    for (const auto& tensor : file->tensors()) stored += static_cast<std::int64_t>(tensor.bytes.size() / bytes_of(tensor.type));
    EXPECT_EQ(c.parameters(), stored);
    // Two MoE layers; six of eight experts of 3 x 12 x 32 weights rest.
    EXPECT_EQ(c.active_parameters(), stored - 2 * 6 * 3 * 12 * 32);
}

TEST(ModelConfig, RefusesWithOneSentence) {
    EXPECT_FALSE(parse_model_config("{"));
    EXPECT_FALSE(parse_model_config("[]"));
    expect_refused({{"model_type", nullptr}}, "lacks 'model_type'");
    expect_refused({{"model_type", "bert"}}, "'bert' is not supported");
    const auto with = [](const char* key, const json& value) {
        auto config = plain();
        config[key] = value;
        return config;
    };
    auto lacking = plain();
    lacking.erase("hidden_size");
    expect_refused(lacking, "lacks 'hidden_size'");
    expect_refused(with("hidden_size", 0), "'hidden_size': 0");
    expect_refused(with("hidden_size", "32"), "'hidden_size'");
    expect_refused(with("num_hidden_layers", 1e12), "'num_hidden_layers'");
    expect_refused(with("num_hidden_layers", 2.5), "'num_hidden_layers'");
    expect_refused(with("qk_rope_head_dim", 7), "pairs");
    expect_refused(with("n_group", 3), "'n_group'");
    expect_refused(with("topk_group", 2), "'topk_group'");
    expect_refused(with("num_experts_per_tok", 9), "more experts per token");
    expect_refused(with("hidden_act", "gelu"), "gelu");
    expect_refused(with("scoring_func", "softmax"), "sigmoid");
    expect_refused(with("rope_parameters", {{"rope_type", "llama3"}}), "llama3");
    expect_refused(with("rope_parameters", {{"rope_type", "yarn"}, {"factor", -1.0}}), "yarn");
    expect_refused(with("rope_parameters", 3), "not an object");
    expect_refused(with("quantization_config", {{"quant_method", "fp8"}}), "fp8");
}

TEST(GenerationDefaults, ReadsAndRefuses) {
    const test::TempFolder folder;
    EXPECT_TRUE(load_generation_defaults(folder.path())->stop_ids.empty());
    folder.write("generation_config.json", R"({"eos_token_id": 7, "do_sample": true, "temperature": 0.6, "top_p": 0.95, "top_k": 20})");
    const auto one = load_generation_defaults(folder.path());
    ASSERT_TRUE(one);
    EXPECT_EQ(one->stop_ids, std::vector<std::int32_t>{7});
    EXPECT_TRUE(one->sample);
    EXPECT_FLOAT_EQ(one->temperature, 0.6F);
    EXPECT_FLOAT_EQ(one->top_p, 0.95F);
    EXPECT_EQ(one->top_k, 20);
    folder.write("generation_config.json", R"({"eos_token_id": [7, 9]})");
    EXPECT_EQ(load_generation_defaults(folder.path())->stop_ids, (std::vector<std::int32_t>{7, 9}));
    for (const auto* bad : {"{", "[]", R"({"eos_token_id": "x"})", R"({"eos_token_id": [-1]})", R"({"top_p": 2})", R"({"temperature": -1})"}) {
        folder.write("generation_config.json", bad);
        EXPECT_FALSE(load_generation_defaults(folder.path())) << bad;
    }
}

}  // namespace
}  // namespace reasonscope
