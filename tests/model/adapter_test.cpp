// LoRA adapters: which are taken, what they change, and one sentence for those that are not. That the adapted model computes what PEFT's does
// is tested by tests/parity on the lora-... references.

#include "model/adapter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "model/detail/model_impl.h"
#include "model/hub_cache.h"
#include "model/model_card.h"
#include "tests/support/run_program.h"
#include "tests/support/small_model.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;
using test::cpu_f32;

constexpr const char* kQuery = "base_model.model.model.layers.0.self_attn.q_proj.";

/// An adapter of the small Qwen3 in a folder of its own, the base beside it; tests change it.
class AdapterTest : public ::testing::Test {
protected:
    void SetUp() override {
        fs::copy(test::small_model("qwen3"), home / "base", fs::copy_options::recursive);
        fs::create_directory(folder());
        settings = {{"peft_type", "LORA"}, {"base_model_name_or_path", "someone/base"}, {"r", 2}, {"lora_alpha", 4}};
        for (int i = 0; i < 2 * kHidden; ++i) a.push_back(0.05F * static_cast<float>(i % 7 - 3));
        for (int i = 0; i < kQueries * 2; ++i) b.push_back(0.04F * static_cast<float>(i % 5 - 2));
        tensors = {tensor_view(kQuery + std::string("lora_A.weight"), StoredType::F32, {2, kHidden}, a),
                   tensor_view(kQuery + std::string("lora_B.weight"), StoredType::F32, {kQueries, 2}, b)};
        write();
    }
    [[nodiscard]] fs::path folder() const { return home / "tuned"; }
    void write() const {
        ASSERT_TRUE(write_file(folder() / "adapter_config.json", settings.dump()));
        ASSERT_TRUE(write_safetensors(folder() / "adapter_model.safetensors", tensors));
    }
    void expect_refused(std::string_view words) const {
        write();
        const auto model = Model::load(folder(), cpu_f32());
        ASSERT_FALSE(model) << "accepted: " << words;
        EXPECT_EQ(model.error().kind, ErrorKind::BadInput);
        EXPECT_NE(model.error().message.find(words), std::string::npos) << model.error().message;
        EXPECT_EQ(model.error().message.find('\n'), std::string::npos) << model.error().message;
        const auto card = read_model_card(folder());
        ASSERT_FALSE(card);
        EXPECT_EQ(card.error().message, model.error().message);
    }
    [[nodiscard]] static std::vector<float> logits(const fs::path& path) {
        const auto model = Model::load(path, cpu_f32());
        if (!model) throw std::runtime_error(model.error().message);
        const at::NoGradGuard no_gradients;
        const auto& decoder = *(*model)->impl().decoder;
        const auto out = decoder.logits(decoder.forward(at::tensor({3, 9, 14, 1, 40}, at::kLong).view({1, -1}), nullptr, nullptr)).contiguous();
        return {out.data_ptr<float>(), out.data_ptr<float>() + out.numel()};
    }

    static constexpr std::int64_t kHidden = 32, kQueries = 72;
    test::TempFolder home;
    nlohmann::ordered_json settings;
    std::vector<float> a, b;
    std::vector<TensorView> tensors;
};

TEST_F(AdapterTest, StandsForTheModelThatItMakesOfItsBase) {
    ASSERT_TRUE(Adapter::is_adapter(folder()));
    ASSERT_FALSE(Adapter::is_adapter(home / "base"));
    const auto model = Model::load(folder(), cpu_f32());
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ((*model)->name(), "tuned on base");
    EXPECT_EQ((*model)->folder(), folder());
    EXPECT_TRUE(fs::equivalent((*model)->base(), home / "base"));
    EXPECT_NE(logits(folder()), logits(home / "base"));
    const auto card = read_model_card(folder());
    ASSERT_TRUE(card) << card.error().message;
    EXPECT_EQ(card->path, folder());
    EXPECT_EQ(card->adapter_rank, 2);
    EXPECT_EQ(memory_need(*card, DType::F32, Device::Cpu, 0).weights, (*model)->weight_bytes());
}

TEST_F(AdapterTest, ThatAddsNothingIsItsBaseInAllButName) {
    std::fill(b.begin(), b.end(), 0.0F);
    write();
    EXPECT_EQ(logits(folder()), logits(home / "base"));
    EXPECT_NE((*Model::load(folder(), cpu_f32()))->fingerprint(), (*Model::load(home / "base", cpu_f32()))->fingerprint());
}

TEST_F(AdapterTest, FingerprintIsTheSha256OfTheBasesAndItsFiles) {
    const auto base = (*Model::load(home / "base", cpu_f32()))->fingerprint();
    const auto sum = test::run_program({"/bin/sh", "-c", "cd '" + folder().string() + "' && (printf " + base + " && cat adapter_config.json adapter_model.safetensors) | sha256sum"});
    EXPECT_EQ((*Model::load(folder(), cpu_f32()))->fingerprint(), sum.out.substr(0, 64));
}

TEST_F(AdapterTest, ScalesAsPeftDoes) {
    const auto scale = [&] {
        write();
        const auto adapter = Adapter::open(folder());
        return adapter ? adapter->changes().at(0).scale : -1.0;
    };
    EXPECT_EQ(scale(), 2.0);  // alpha / r
    settings["use_rslora"] = true;
    EXPECT_DOUBLE_EQ(scale(), 4 / std::sqrt(2.0));
    settings["use_rslora"] = false;
    settings["alpha_pattern"] = nlohmann::ordered_json{{"k_proj", 1}, {"self_attn\\..*", 6}, {"q_proj", 10}};
    EXPECT_EQ(scale(), 3.0) << "the first that matches, in the order of the file";
    settings["alpha_pattern"] = nlohmann::ordered_json{{"_proj", 1}, {"^layers.0.self_attn.q_proj", 1}, {"q_proj", 10}};
    EXPECT_EQ(scale(), 5.0) << "whole names only, from the start where that is asked for";
    settings["alpha_pattern"] = nlohmann::ordered_json{{"^model.layers.0.self_attn.q_proj", 8}};
    EXPECT_EQ(scale(), 4.0);
}

TEST_F(AdapterTest, FindsItsBase) {
    const auto base = [&](const std::string& name) {
        settings["base_model_name_or_path"] = name;
        write();
        const auto adapter = Adapter::open(folder());
        return adapter ? adapter->base() : fs::path(adapter.error().message);
    };
    EXPECT_TRUE(fs::equivalent(base((home / "base").string()), home / "base"));
    EXPECT_TRUE(fs::equivalent(base("../base/"), home / "base"));
    EXPECT_EQ(name_of_model(base("../base/")), "base");
    EXPECT_TRUE(fs::equivalent(base("/gone/base"), home / "base")) << "one of that name lies beside it";
    setenv("HF_HUB_CACHE", (home / "hub").c_str(), 1);
    const auto revision = home / "hub/models--someone--else/snapshots/1a2b";
    fs::create_directories(revision.parent_path());
    fs::copy(home / "base", revision, fs::copy_options::recursive);
    EXPECT_TRUE(fs::equivalent(base("someone/else"), revision));
    EXPECT_EQ((*Model::load(folder(), cpu_f32()))->name(), "tuned on someone/else");
    EXPECT_NE(base("someone/missing").string().find("adapts 'someone/missing', which is not on this machine"), std::string::npos);
    unsetenv("HF_HUB_CACHE");
}

TEST_F(AdapterTest, WithTheWholeModelBesideItIsNoAdapter) {
    fs::copy_file(home / "base/model.safetensors", folder() / "model.safetensors");
    fs::copy_file(home / "base/config.json", folder() / "config.json");
    EXPECT_FALSE(Adapter::is_adapter(folder()));
    EXPECT_EQ(logits(folder()), logits(home / "base"));
}

TEST_F(AdapterTest, RefusesOtherWaysOfAdapting) {
    settings["peft_type"] = "IA3";
    expect_refused("describes 'IA3', but only LORA can be read");
    settings["peft_type"] = "LORA";
    settings["init_lora_weights"] = "pissa_niter_4";
    expect_refused("starts from 'pissa_niter_4', which changes the base");
    settings["init_lora_weights"] = "gaussian";
    settings["layer_replication"] = {{0, 2}, {1, 3}};
    expect_refused("uses 'layer_replication'");
    settings["layer_replication"] = nullptr;
    settings["alpha_pattern"] = {{"q_proj(", 3}};
    expect_refused("unusable 'alpha_pattern': 'q_proj('");
    settings["alpha_pattern"] = {{"q_proj", "three"}};
    expect_refused("unusable 'alpha_pattern'");
    settings["alpha_pattern"] = nullptr;
    settings.erase("base_model_name_or_path");
    expect_refused("names no base model");
}

TEST_F(AdapterTest, RefusesWhatDoesNotFitItsBase) {
    tensors[0].name = std::string(kQuery) + "ia3_l";
    expect_refused("what 'base_model.model.model.layers.0.self_attn.q_proj.ia3_l' changes is not known");
    tensors[0].name = std::string(kQuery) + "lora_B.bias";
    expect_refused("changes is not known");
    tensors[0].name = std::string(kQuery) + "lora_A.weight";
    tensors[0].type = StoredType::I32;
    expect_refused("stored as I32");
    tensors[0].type = StoredType::F32;
    tensors[0].shape = {4, kHidden / 2};
    expect_refused("do not fit each other: [4, 16] and [72, 2]");
    tensors[0].shape = {2, kHidden};
    for (auto& tensor : tensors) tensor.name.replace(tensor.name.find("layers.0"), 8, "layers.9");
    expect_refused("changes 'model.layers.9.self_attn.q_proj.weight', which");
    for (auto& tensor : tensors) tensor.name.replace(tensor.name.find("layers.9"), 8, "layers.0"), tensor.name.replace(tensor.name.find("q_proj"), 6, "k_proj");
    expect_refused("in the shape [72, 32], but");
    tensors.pop_back();
    expect_refused("is incomplete");
    tensors.clear();
    expect_refused("changes nothing");
}

TEST_F(AdapterTest, RefusesATiedHead) {
    fs::remove_all(home / "base");
    fs::copy(test::small_model("llama-tied-linear"), home / "base", fs::copy_options::recursive);
    const std::vector<float> ones(48 * 32, 1.0F);
    tensors = {tensor_view("base_model.model.model.embed_tokens.weight", StoredType::F32, {48, 32}, ones)};
    expect_refused("the head of");
}

TEST_F(AdapterTest, DamagedFilesAreRefused) {
    ASSERT_TRUE(write_file(folder() / "adapter_config.json", "{"));
    EXPECT_NE(Model::load(folder(), cpu_f32()).error().message.find("is no JSON object"), std::string::npos);
    write();
    fs::remove(folder() / "adapter_model.safetensors");
    EXPECT_NE(Model::load(folder(), cpu_f32()).error().message.find("lacks adapter_model.safetensors"), std::string::npos);
    ASSERT_TRUE(write_file(folder() / "adapter_model.safetensors", "short"));
    EXPECT_NE(Model::load(folder(), cpu_f32()).error().message.find("only 5 bytes"), std::string::npos);
}

}  // namespace
}  // namespace reasonscope
