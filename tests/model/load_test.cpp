// Loading a model folder: what is accepted, and one sentence for everything that is not.

#include <gtest/gtest.h>

#include "tests/support/run_program.h"
#include "tests/support/small_model.h"

namespace reasonscope {
namespace {

using test::cpu_f32;
using test::ModelCopy;

void expect_refused(const std::filesystem::path& folder, std::string_view words) {
    const auto model = Model::load(folder, cpu_f32());
    ASSERT_FALSE(model) << "accepted: " << words;
    EXPECT_EQ(model.error().kind, ErrorKind::BadInput);
    EXPECT_NE(model.error().message.find(words), std::string::npos) << model.error().message;
    EXPECT_EQ(model.error().message.find('\n'), std::string::npos) << model.error().message;
}

TEST(ModelLoad, LoadsAndDescribesItself) {
    double last = 0;
    auto options = cpu_f32();
    options.progress = [&](const Progress& progress) {
        EXPECT_GE(progress.fraction, last);
        EXPECT_LE(progress.fraction, 1.0);
        EXPECT_FALSE(progress.what.empty());
        last = progress.fraction;
    };
    const auto model = Model::load(test::small_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(last, 1.0);
    EXPECT_EQ((*model)->dtype(), DType::F32);
    EXPECT_EQ((*model)->device(), Device::Cpu);
    EXPECT_EQ((*model)->device_name(), "CPU, 1 thread");
    EXPECT_EQ((*model)->weight_bytes(), 4 * (*model)->config().parameters());
    EXPECT_EQ((*model)->defaults().stop_ids, (std::vector<std::int32_t>{1, 2}));
}

TEST(ModelLoad, FingerprintIsTheSha256OfConfigAndWeights) {
    const ModelCopy copy("old-keys-sharded");
    const auto model = Model::load(copy.path(), cpu_f32());
    ASSERT_TRUE(model) << model.error().message;
    const auto sum = test::run_program({"/bin/sh", "-c", "cd '" + copy.path().string() + "' && cat config.json model-*.safetensors | sha256sum"});
    EXPECT_EQ((*model)->fingerprint(), sum.out.substr(0, 64));
    auto config = copy.config();
    config["comment"] = "changed";
    copy.set_config(config);
    EXPECT_NE((*Model::load(copy.path(), cpu_f32()))->fingerprint(), (*model)->fingerprint());
}

TEST(ModelLoad, Bf16HalvesTheWeightsButKeepsTheSelectionBias) {
    auto options = cpu_f32();
    options.dtype = DType::BF16;
    const auto model = Model::load(test::small_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ((*model)->weight_bytes(), 2 * (*model)->config().parameters() + 2 * 2 * 8);
}

TEST(ModelLoad, SmallModelsRunOnOneThread) {
    auto options = cpu_f32();
    options.threads = 0;
    EXPECT_EQ((*Model::load(test::small_model(), options))->device_name(), "CPU, 1 thread");
    options.threads = 2;
    EXPECT_EQ((*Model::load(test::small_model(), options))->device_name(), "CPU, 2 threads");
}

TEST(ModelLoad, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    auto options = cpu_f32();
    options.stop = stop.get_token();
    const auto model = Model::load(test::small_model(), options);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().kind, ErrorKind::Cancelled);
}

TEST(ModelLoad, RefusesFoldersWithoutAModel) {
    expect_refused("/nonexistent/model", "does not exist");
    const test::TempFolder empty;
    expect_refused(empty.path(), "holds no config.json");
    const ModelCopy copy;
    std::filesystem::remove(copy.path() / "model.safetensors");
    expect_refused(copy.path(), "holds no weights");
}

TEST(ModelLoad, RefusesDamagedWeights) {
    const ModelCopy copy;
    const auto whole = *read_file(copy.path() / "model.safetensors");
    copy.folder().write("model.safetensors", std::string_view(whole).substr(0, whole.size() / 2));
    expect_refused(copy.path(), "truncated");
    copy.folder().write("model.safetensors", "");
    expect_refused(copy.path(), "only 0 bytes");
    auto lying = whole;
    lying.replace(lying.find("BF16"), 4, "BF1X");
    copy.folder().write("model.safetensors", lying);
    expect_refused(copy.path(), "unknown dtype");
}

TEST(ModelLoad, RefusesWeightsThatAreNotTheConfigs) {
    const ModelCopy copy;
    copy.rewrite_weights([](auto& tensors) { std::erase_if(tensors, [](const auto& t) { return t.name == "model.norm.weight"; }); });
    expect_refused(copy.path(), "lacks the tensor 'model.norm.weight'");
    copy.rewrite_weights([](auto& tensors) {
        for (auto& t : tensors)
            if (t.name == "lm_head.weight") std::swap(t.shape[0], t.shape[1]);
    });
    expect_refused(copy.path(), "has shape [32, 48], but config.json calls for [48, 32]");
    copy.rewrite_weights([](auto& tensors) {
        for (auto& t : tensors)
            if (t.name == "model.norm.weight") t.type = StoredType::I16;
    });
    expect_refused(copy.path(), "stored as I16");
    copy.rewrite_weights([](auto& tensors) {
        tensors.push_back(tensors.front());
        tensors.back().name = "model.layers.0.adapter.weight";
    });
    expect_refused(copy.path(), "holds the tensor 'model.layers.0.adapter.weight'");
}

TEST(ModelLoad, LeavesPredictionLayersAndTiedHeadsAlone) {
    const ModelCopy copy;
    copy.rewrite_weights([](auto& tensors) {
        tensors.push_back(tensors.front());
        tensors.back().name = "model.layers.3.eh_proj.weight";
    });
    EXPECT_TRUE(Model::load(copy.path(), cpu_f32()));
    auto config = copy.config();
    config["tie_word_embeddings"] = true;
    copy.set_config(config);
    EXPECT_TRUE(Model::load(copy.path(), cpu_f32()));
}

TEST(ModelLoad, RefusesIndexesThatDisagreeWithTheirShards) {
    const ModelCopy copy("old-keys-sharded");
    const auto path = copy.path() / "model.safetensors.index.json";
    const auto good = nlohmann::json::parse(*read_file(path));
    const auto with = [&](const auto& change) {
        auto index = good;
        change(index);
        copy.folder().write(path.filename().string(), index.dump());
    };
    with([](auto& index) { index["weight_map"]["model.norm.weight"] = "../elsewhere.safetensors"; });
    expect_refused(copy.path(), "not a file of this folder");
    with([](auto& index) { index["weight_map"]["model.norm.weight"] = 3; });
    expect_refused(copy.path(), "not a file of this folder");
    with([](auto& index) { index["weight_map"]["invented.weight"] = "model-00001-of-00003.safetensors"; });
    expect_refused(copy.path(), "tensor 'invented.weight' is not in");
    with([](auto& index) { index["weight_map"].erase("model.norm.weight"); });
    expect_refused(copy.path(), "does not say that tensor 'model.norm.weight'");
    with([](auto& index) { index["weight_map"]["model.norm.weight"] = "model-00000-of-00003.safetensors"; });
    expect_refused(copy.path(), "model-00000-of-00003.safetensors': No such file");
    copy.folder().write(path.filename().string(), "{}");
    expect_refused(copy.path(), "no 'weight_map'");
    with([](auto&) {});
    EXPECT_TRUE(Model::load(copy.path(), cpu_f32()));
}

TEST(ModelLoad, RefusesConfigsItCannotRun) {
    const ModelCopy copy;
    auto config = copy.config();
    config["model_type"] = "bert";
    copy.set_config(config);
    expect_refused(copy.path(), "'bert' is not supported");
    copy.folder().write("config.json", "{");
    expect_refused(copy.path(), "not a JSON object");
}

TEST(DTypeNames, ParseBack) {
    for (const auto dtype : {DType::F32, DType::BF16, DType::F16}) EXPECT_EQ(*parse_dtype(name(dtype)), dtype);
    EXPECT_FALSE(parse_dtype("f64"));
}

}  // namespace
}  // namespace reasonscope
