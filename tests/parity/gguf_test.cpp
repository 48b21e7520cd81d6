// A model read from a GGUF file is, bit for bit, the model of the folder that llama.cpp's converter made the file from
// (tests/data/gguf/make_models.py), whose weights follow a formula. One that llama-quantize made computes what Hugging Face computes from the
// same numbers, dequantised by llama.cpp's own code (tests/data/gguf/make_quantised.py).

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "generate/inspect.h"
#include "model/safetensors.h"
#include "pipeline/loaded_model.h"
#include "tests/parity/reference.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;
const fs::path kData = fs::path(REASONSCOPE_SOURCE_DIR) / "tests/data/gguf";

std::uint32_t crc32(std::string_view text) {
    std::uint32_t crc = ~0U;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

/// make_models.py's formula; its values are exact in f16.
std::vector<float> formula(const std::string& name, std::int64_t count) {
    std::vector<float> out(static_cast<std::size_t>(count));
    const auto start = static_cast<std::int64_t>(crc32(name));
    for (std::int64_t i = 0; i < count; ++i) out[static_cast<std::size_t>(i)] = static_cast<float>((start + 37 * i) % 251 - 125) / 64.0F;
    return out;
}

void write_folder(const fs::path& folder, const nlohmann::json& said) {
    ASSERT_TRUE(write_file(folder / "config.json", said["config"].dump()));
    std::vector<std::vector<float>> values;
    std::vector<TensorView> views;
    values.reserve(said["tensors"].size());
    for (const auto& [name, dims] : said["tensors"].items()) {
        const auto shape = dims.get<std::vector<std::int64_t>>();
        std::int64_t count = 1;
        for (const auto n : shape) count *= n;
        values.push_back(formula(name, count));
        views.push_back(tensor_view(name, StoredType::F32, shape, values.back()));
    }
    ASSERT_TRUE(write_safetensors(folder / "model.safetensors", views));
}

class GgufParity : public testing::TestWithParam<std::string> {};

TEST_P(GgufParity, EqualsTheFolderItWasMadeFrom) {
    const auto text = read_file(kData / (GetParam() + ".json"));
    ASSERT_TRUE(text);
    const test::TempFolder folder;
    write_folder(folder.path(), nlohmann::json::parse(*text));
    LoadOptions options;
    options.dtype = DType::F32;
    options.device = Device::Cpu;
    const auto from_folder = Model::load(folder.path(), options);
    ASSERT_TRUE(from_folder) << from_folder.error().message;
    const auto from_file = LoadedModel::load(kData / (GetParam() + ".gguf"), options);
    ASSERT_TRUE(from_file) << from_file.error().message;
    EXPECT_EQ((*from_folder)->config().model_type, from_file->model->config().model_type);
    EXPECT_GT(from_file->tokenizer->encode("What is 6 * 7?").size(), 3U);

    const std::vector<std::int32_t> ids = {1, 7, 3, 9, 200, 33, 7, 3, 9};
    const auto a = inspect(**from_folder, ids, 0, {}), b = inspect(*from_file->model, ids, 0, {});
    ASSERT_TRUE(a) << a.error().message;
    ASSERT_TRUE(b) << b.error().message;
    EXPECT_EQ(a->logits, b->logits);
    EXPECT_EQ(a->attention, b->attention);
    ASSERT_EQ(a->routers.size(), b->routers.size());
    for (std::size_t i = 0; i < a->routers.size(); ++i) EXPECT_EQ(a->routers[i].experts, b->routers[i].experts);
}

INSTANTIATE_TEST_SUITE_P(Converted, GgufParity, testing::Values("llama", "llama3", "qwen2", "qwen3", "qwen3moe", "olmoe", "mixtral", "deepseek2", "deepseek3", "gptoss"),
                         [](const auto& info) { return info.param; });

class QuantisedParity : public testing::TestWithParam<fs::path> {};

TEST_P(QuantisedParity, MatchesTransformersOnTheDequantisedWeights) {
    test::expect_parity(GetParam(), fs::path(GetParam()).replace_extension("safetensors"));
}

INSTANTIATE_TEST_SUITE_P(Quantised, QuantisedParity, testing::ValuesIn(test::models_in(kData / "quantised", [](const fs::path& path) {
                             return path.extension() == ".gguf" && fs::exists(fs::path(path).replace_extension("safetensors"));
                         })),
                         test::test_name);

TEST(GgufModelFile, ADamagedFileIsOneSentence) {
    const test::TempFolder folder;
    auto bytes = *read_file(kData / "qwen3.gguf");
    bytes.resize(bytes.size() / 2);
    ASSERT_TRUE(write_file(folder / "half.gguf", bytes));
    const auto model = LoadedModel::load(folder / "half.gguf");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().kind, ErrorKind::BadInput);
    EXPECT_NE(model.error().message.find("half.gguf"), std::string::npos) << model.error().message;
}

}  // namespace
}  // namespace reasonscope
