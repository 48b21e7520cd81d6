#include "model/gguf_model.h"

#include <array>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

using nlohmann::json;
using test::GgufBytes;

std::uint32_t crc32(std::string_view text) {
    std::uint32_t crc = ~0U;
    for (const char c : text) {
        crc ^= static_cast<std::uint8_t>(c);
        for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1U ? 0xedb88320U : 0U);
    }
    return ~crc;
}

/// What tests/data/gguf/make_models.py put into the Hugging Face tensor of this name.
float formula(std::string_view name, std::int64_t index) { return static_cast<float>((crc32(name) + 37 * index) % 251 - 125) / 64; }

std::filesystem::path folder() { return std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "tests/data/gguf"; }

class GgufFamily : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        auto opened = GgufModel::open(folder() / (std::string(GetParam()) + ".gguf"));
        ASSERT_TRUE(opened) << opened.error().message;
        model_.emplace(std::move(*opened));
        said_ = json::parse(*read_file(folder() / (std::string(GetParam()) + ".json")));
    }
    std::optional<GgufModel> model_;
    json said_;
};

TEST_P(GgufFamily, EveryTensorOfTheFolderComesBack) {
    std::set<std::string> names;
    for (const auto& [name, shape] : said_["tensors"].items()) {
        const auto found = model_->weights().find(name);
        ASSERT_NE(found, model_->weights().end()) << name;
        const auto& weight = found->second;
        EXPECT_EQ(json(weight.shape), shape) << name;
        std::vector<float> values(weight.values());
        const auto done = GgufModel::read(weight, values);
        ASSERT_TRUE(done) << name << ": " << done.error().message;
        for (std::size_t i = 0; i < values.size(); ++i)
            ASSERT_EQ(values[i], formula(name, static_cast<std::int64_t>(i))) << name << " [" << i << "]";
        names.insert(name);
    }
    for (const auto& [name, weight] : model_->weights()) EXPECT_TRUE(names.contains(name)) << name << " is not in the folder";
}

TEST_P(GgufFamily, RowsCanBeReadInParts) {
    for (const auto& [name, weight] : model_->weights()) {
        const auto columns = static_cast<std::size_t>(weight.columns());
        std::vector<float> whole(weight.values()), part;
        ASSERT_TRUE(GgufModel::read(weight, whole));
        for (std::int64_t first = 0; first < weight.rows(); first += 7) {
            const auto count = std::min<std::int64_t>(7, weight.rows() - first);
            part.assign(static_cast<std::size_t>(count) * columns, -1);
            ASSERT_TRUE(GgufModel::read_rows(weight, first, count, part)) << name;
            for (std::size_t i = 0; i < part.size(); ++i) ASSERT_EQ(part[i], whole[static_cast<std::size_t>(first) * columns + i]) << name;
        }
        EXPECT_FALSE(GgufModel::read_rows(weight, weight.rows(), 1, part)) << name;
        EXPECT_FALSE(GgufModel::read_rows(weight, -1, 1, part)) << name;
        EXPECT_FALSE(GgufModel::read_rows(weight, 0, 1, {})) << name;
    }
}

/// Keys of Hugging Face's own that describe training, other runtimes, or are compared below.
const std::set<std::string> kElsewhere = {
    "architectures", "attention_dropout", "initializer_range", "pad_token_id", "pretraining_tp", "transformers_version", "use_cache", "mlp_bias",
    "rope_interleave", "qk_head_dim", "bos_token_id", "eos_token_id", "rope_parameters", "layer_types", "max_window_layers", "output_router_logits",
    "router_aux_loss_coef", "router_jitter_noise", "clip_qkv", "aux_loss_alpha", "seq_aux", "ep_size", "sliding_window"};

TEST_P(GgufFamily, TheConfigurationSaysTheSame) {
    const auto ours = json::parse(model_->description().config_json);
    for (const auto& [key, value] : said_["config"].items()) {
        if (kElsewhere.contains(key)) continue;
        if (key == "attention_bias" && !value.get<bool>() && !ours.contains(key)) continue;
        // Re-saved configurations call it num_local_experts where published ones say num_experts.
        const auto* name = key == "num_local_experts" && !ours.contains(key) ? "num_experts" : key.c_str();
        // Latent attention: this head_dim is the rotary part and nobody reads it.
        if (key == "head_dim" && ours.contains("kv_lora_rank")) continue;
        ASSERT_TRUE(ours.contains(name)) << name;
        EXPECT_EQ(ours[name], value) << name;
    }
    const auto& rope = said_["config"]["rope_parameters"];
    EXPECT_EQ(ours["rope_theta"], rope["rope_theta"]);
    if (rope["rope_type"] == "default") {
        EXPECT_TRUE(ours["rope_scaling"].is_null());
        return;
    }
    for (const auto& [key, value] : rope.items()) {
        if (key != "rope_theta") {
            EXPECT_EQ(ours["rope_scaling"][key], value) << key;
        }
    }
}

TEST_P(GgufFamily, SaysWhichTokensEndATurn) {
    const auto ours = json::parse(model_->description().generation_config_json);
    EXPECT_EQ(ours["eos_token_id"], json::array({*model_->file().integer("tokenizer.ggml.eos_token_id")}));
    EXPECT_FALSE(ours.contains("do_sample"));
}

INSTANTIATE_TEST_SUITE_P(AsConverted, GgufFamily,
                         testing::Values("llama", "llama3", "mixtral", "qwen2", "qwen3", "qwen3moe", "olmoe", "deepseek2", "deepseek3"),
                         [](const auto& info) { return std::string(info.param); });

class HandMade : public testing::Test {
protected:
    static GgufBytes llama() {
        GgufBytes file;
        file.text("general.architecture", "llama").number("llama.block_count", 1).number("llama.context_length", 64);
        file.number("llama.embedding_length", 8).number("llama.feed_forward_length", 4).number("llama.attention.head_count", 2);
        file.number("llama.attention.head_count_kv", 1).real("llama.attention.layer_norm_rms_epsilon", 1e-5F);
        return file;
    }
    static GgufBytes deepseek() {
        GgufBytes file;
        const std::string d = "deepseek2.";
        file.text("general.architecture", "deepseek2").number(d + "block_count", 1).number(d + "context_length", 64);
        file.number(d + "embedding_length", 8).number(d + "feed_forward_length", 4).number(d + "attention.head_count", 2);
        file.number(d + "rope.dimension_count", 2).number(d + "attention.key_length", 5).number(d + "attention.value_length", 4);
        file.number(d + "attention.kv_lora_rank", 6);
        return file.floats("token_embd.weight", {3, 8}, counting(24));
    }
    static std::vector<float> counting(std::size_t count, float from = 0) {
        std::vector<float> out(count);
        for (std::size_t i = 0; i < count; ++i) out[i] = from + static_cast<float>(i);
        return out;
    }
    Result<GgufModel> open(const GgufBytes& file) { return GgufModel::open(folder_.write("t.gguf", file.bytes())); }
    std::vector<float> read(const GgufModel& model, const std::string& name) {
        const auto& weight = model.weights().at(name);
        std::vector<float> out(weight.values());
        EXPECT_TRUE(GgufModel::read(weight, out)) << name;
        return out;
    }
    void expect_refused(const GgufBytes& file, std::string_view words) {
        const auto model = open(file);
        ASSERT_FALSE(model) << "accepted: " << words;
        EXPECT_EQ(model.error().kind, ErrorKind::BadInput);
        EXPECT_NE(model.error().message.find(words), std::string::npos) << model.error().message;
        EXPECT_EQ(model.error().message.back(), '.');
    }
    test::TempFolder folder_;
};

TEST_F(HandMade, RotaryRowsReturnToHalves) {
    // Heads of four rows: a0 a1 | b0 b1 is stored as a0 b0 a1 b1.
    auto file = llama().floats("token_embd.weight", {3, 8}, counting(24));
    file.floats("blk.0.attn_q.bias", {8}, {0, 2, 1, 3, 10, 12, 11, 13});
    const auto model = open(file);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(read(*model, "model.layers.0.self_attn.q_proj.bias"), (std::vector<float>{0, 1, 2, 3, 10, 11, 12, 13}));
}

TEST_F(HandMade, FusedMatricesComeApart) {
    auto file = llama().number("llama.expert_count", 2).number("llama.expert_used_count", 1).floats("token_embd.weight", {3, 8}, counting(24));
    file.floats("blk.0.attn_qkv.bias", {16}, {0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 13, 14, 15});
    file.floats("blk.0.ffn_gate_up_exps.weight", {2, 4, 8}, counting(64));
    const auto model = open(file);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(read(*model, "model.layers.0.self_attn.q_proj.bias"), counting(8));
    EXPECT_EQ(read(*model, "model.layers.0.self_attn.k_proj.bias"), counting(4, 8));
    EXPECT_EQ(read(*model, "model.layers.0.self_attn.v_proj.bias"), counting(4, 12));
    EXPECT_EQ(read(*model, "model.layers.0.block_sparse_moe.experts.0.w1.weight"), counting(16));
    EXPECT_EQ(read(*model, "model.layers.0.block_sparse_moe.experts.0.w3.weight"), counting(16, 16));
    EXPECT_EQ(read(*model, "model.layers.0.block_sparse_moe.experts.1.w1.weight"), counting(16, 32));
}

TEST_F(HandMade, OlderDeepseekFilesKeepKvWhole) {
    const auto model = open(deepseek().floats("blk.0.attn_kv_b.weight", {14, 6}, counting(84)));
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(read(*model, "model.layers.0.self_attn.kv_b_proj.weight"), counting(84));
    const auto config = json::parse(model->description().config_json);
    EXPECT_EQ(config["qk_nope_head_dim"], 3);
    EXPECT_EQ(config["v_head_dim"], 4);
    EXPECT_EQ(config["model_type"], "deepseek_v2");
    expect_refused(deepseek().floats("blk.0.attn_k_b.weight", {2, 6, 3}, counting(36)), "only one of attn_k_b and attn_v_b");
    expect_refused(deepseek().floats("blk.0.attn_k_b.weight", {2, 3, 6}, counting(36)).floats("blk.0.attn_v_b.weight", {2, 4, 6}, counting(48)),
                   "do not fit its metadata");
}

TEST_F(HandMade, SamplingAdviceAndEveryStopTokenAreKept) {
    auto file = llama().floats("token_embd.weight", {3, 8}, counting(24));
    file.number("tokenizer.ggml.eos_token_id", 7).number("tokenizer.ggml.eot_token_id", 9).number("tokenizer.ggml.eom_token_id", 7);
    file.real("general.sampling.temp", 0.6F).real("general.sampling.top_p", 0.95F).number("general.sampling.top_k", 20);
    const auto model = open(file);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(json::parse(model->description().generation_config_json),
              (json{{"eos_token_id", {7, 9}}, {"do_sample", true}, {"temperature", 0.6}, {"top_p", 0.95}, {"top_k", 20}}));
}

TEST_F(HandMade, UnusualLlama3ScalingIsFound) {
    // factor 16, low 2, high 8, original 4096: the factors that such a folder's converter would store.
    std::vector<float> stored;
    for (int i = 0; i < 64; ++i) {
        const double wavelength = 2 * M_PI * std::pow(10000.0, 2.0 * i / 128);
        const double blend = std::clamp((4096 / wavelength - 2) / 6, 0.0, 1.0);
        stored.push_back(static_cast<float>(1 / ((1 - blend) / 16 + blend)));
    }
    auto file = llama().number("llama.rope.dimension_count", 128).floats("token_embd.weight", {3, 8}, counting(24));
    const auto model = open(file.floats("rope_freqs.weight", {64}, stored));
    ASSERT_TRUE(model) << model.error().message;
    const auto rope = json::parse(model->description().config_json)["rope_scaling"];
    EXPECT_EQ(rope["rope_type"], "llama3");
    EXPECT_EQ(rope["factor"], 16.0);
    const double low = rope["low_freq_factor"], high = rope["high_freq_factor"], original = rope["original_max_position_embeddings"];
    EXPECT_NEAR(original / low, 2048, 1) << "only the two wavelengths where the blend ends matter";
    EXPECT_NEAR(original / high, 512, 0.5);
    stored[40] *= 1.5F;
    expect_refused(llama().number("llama.rope.dimension_count", 128).floats("token_embd.weight", {3, 8}, counting(24)).floats("rope_freqs.weight", {64}, stored),
                   "not Llama 3's");
    expect_refused(llama().floats("token_embd.weight", {3, 8}, counting(24)).floats("rope_freqs.weight", {64}, stored), "does not fit its heads");
}

TEST_F(HandMade, RefusesMetadataWithOneSentence) {
    const auto with_embeddings = [](GgufBytes file) { return file.floats("token_embd.weight", {3, 8}, counting(24)); };
    expect_refused(GgufBytes(), "lacks the key 'general.architecture'");
    expect_refused(GgufBytes().text("general.architecture", "mamba"), "'mamba' is not supported");
    expect_refused(llama(), "lacks the matrix 'token_embd.weight'");
    expect_refused(with_embeddings(GgufBytes().text("general.architecture", "llama")), "lacks the key 'llama.block_count'");
    expect_refused(with_embeddings(llama().number("split.count", 3)), "one of 3 parts");
    expect_refused(with_embeddings(llama().text("llama.rope.freq_base", "x")), "'llama.rope.freq_base' that is not a number");
    expect_refused(with_embeddings(llama().number("llama.rope.dimension_count", 2).number("llama.attention.key_length", 4)), "rotates only a part");
    expect_refused(with_embeddings(llama().number("llama.attention.key_length", 5)), "odd length");
    expect_refused(with_embeddings(llama().text("llama.rope.scaling.type", "longrope")), "'longrope', which is not supported");
    expect_refused(with_embeddings(llama().number("llama.attention.value_length", 6)), "different lengths");
    expect_refused(with_embeddings(llama().number("llama.nextn_predict_layers", 1)), "no layers but those");
    GgufBytes lists = llama();
    lists.numbers<std::uint32_t>("llama.attention.value_length", GgufType::U32, {4, 5});
    expect_refused(with_embeddings(lists), "not one number");
    expect_refused(deepseek().number("deepseek2.attention.key_length_mla", 2), "not longer than their rotary part");
}

TEST_F(HandMade, RefusesTensorsThatDoNotBelong) {
    const auto base = llama().floats("token_embd.weight", {3, 8}, counting(24));
    const auto with = [&](std::string_view name, const std::vector<std::uint64_t>& shape) {
        std::size_t count = 1;
        for (const auto d : shape) count *= d;
        auto file = base;
        return file.floats(name, shape, counting(count));
    };
    expect_refused(with("blk.0.attn_sinks.weight", {2}), "'blk.0.attn_sinks.weight', which the architecture 'llama' does not have");
    expect_refused(with("blk.0x.attn_q.weight", {8, 8}), "does not have");
    expect_refused(with("blk.0.attn_q", {8, 8}), "does not have");
    expect_refused(with("blk.0.attn_q.weight", {6, 8}), "6 rows for 2 heads of 4");
    expect_refused(with("blk.0.ffn_gate_exps.weight", {2, 4, 8}), "for 0 experts");
    expect_refused(with("blk.0.attn_qkv.weight", {4, 8}), "for 8 + 2 x 4 rows");
    auto twice = base;
    twice.floats("blk.0.attn_qkv.bias", {16}, counting(16)).floats("blk.0.attn_v.bias", {4}, counting(4));
    expect_refused(twice, "twice under different names");
    const auto stored = llama().tensor("token_embd.weight", {256, 1}, static_cast<std::uint32_t>(GgmlType::Q2_K), 0).bytes(84);
    const auto packed = GgufModel::open(folder_.write("t.gguf", stored));
    ASSERT_FALSE(packed);
    EXPECT_NE(packed.error().message.find("stored as Q2_K are not supported"), std::string::npos) << packed.error().message;
    auto ignored = base;
    ignored.floats("blk.1.whatever.weight", {2}, counting(2)).floats("blk.0.attn_rot_embd.weight", {2}, counting(2));
    EXPECT_TRUE(open(ignored)) << "layers past the last and rotary tables are left alone";
}

}  // namespace
}  // namespace reasonscope
