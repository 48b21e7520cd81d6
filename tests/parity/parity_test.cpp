// The decoder against Hugging Face transformers, on references that tests/parity/make_reference.py wrote.

#include <cmath>
#include <cstring>
#include <filesystem>

#include <gtest/gtest.h>

#include "generate/generator.h"
#include "generate/inspect.h"
#include "model/safetensors.h"

namespace reasonscope {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = REASONSCOPE_SOURCE_DIR;

template <class T>
std::vector<T> read(const SafetensorsFile& file, const std::string& name) {
    const auto* tensor = file.find(name);
    if (!tensor) {
        ADD_FAILURE() << "the reference lacks " << name;
        return {};
    }
    std::vector<T> out(tensor->bytes.size() / sizeof(T));
    std::memcpy(out.data(), tensor->bytes.data(), tensor->bytes.size());
    return out;
}

/// Largest absolute difference; infinite when the sizes differ or a value is not a number.
double worst(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size() || a.empty()) return INFINITY;
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        if (!(d <= most)) most = std::isnan(d) ? INFINITY : d;
    }
    return most;
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += static_cast<double>(a[i]) * static_cast<double>(b[i]);
        aa += static_cast<double>(a[i]) * static_cast<double>(a[i]);
        bb += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    return ab / std::sqrt(aa * bb);
}

struct Reference {
    SafetensorsFile file;
    std::vector<std::int32_t> greedy, prompt;
    std::vector<float> logits;

    static Reference open(const fs::path& path) {
        auto file = SafetensorsFile::open(path);
        if (!file) throw std::runtime_error(file.error().message);
        Reference out{std::move(*file), {}, {}, {}};
        out.greedy = read<std::int32_t>(out.file, "greedy_ids");
        out.logits = read<float>(out.file, "logits");
        out.prompt.assign(out.greedy.begin(), out.greedy.begin() + out.file.find("logits")->shape.at(0));
        return out;
    }
};

std::shared_ptr<Model> load(const fs::path& folder, DType dtype) {
    LoadOptions options;
    options.dtype = dtype;
    options.device = Device::Cpu;
    auto model = Model::load(folder, options);
    if (!model) throw std::runtime_error(model.error().message);
    return *model;
}

void expect_parity(const fs::path& folder, const fs::path& reference_file) {
    const auto reference = Reference::open(reference_file);
    const auto model = load(folder, DType::F32);
    const auto more = static_cast<int>(reference.greedy.size() - reference.prompt.size());
    ASSERT_GT(more, 0);
    const auto mine = inspect(*model, reference.prompt, more, {});
    ASSERT_TRUE(mine) << mine.error().message;
    EXPECT_LE(worst(mine->logits, reference.logits), 2e-4);
    EXPECT_EQ(mine->greedy_ids, reference.greedy) << "greedy decoding with the cache";
    ASSERT_EQ(static_cast<int>(mine->attention.size()), model->config().layers);
    for (std::size_t i = 0; i < mine->attention.size(); ++i)
        EXPECT_LE(worst(mine->attention[i], read<float>(reference.file, "attention." + std::to_string(i))), 1e-5) << "layer " << i;
    std::size_t routers = 0;
    for (int i = 0; i < model->config().layers; ++i) routers += model->config().is_moe_layer(i) ? 1 : 0;
    ASSERT_EQ(mine->routers.size(), routers);
    for (const auto& router : mine->routers) {
        const auto prefix = "router." + std::to_string(router.layer) + ".";
        EXPECT_LE(worst(router.scores, read<float>(reference.file, prefix + "scores")), 1e-5) << prefix;
        EXPECT_LE(worst(router.weights, read<float>(reference.file, prefix + "weights")), 1e-5) << prefix;
        EXPECT_EQ(router.experts, read<std::int32_t>(reference.file, prefix + "experts")) << prefix;
    }
    // One pass over prompt and answer without a cache must choose the same tokens that decoding with the cache chose.
    const auto whole = inspect(*model, reference.greedy, 0, {});
    ASSERT_TRUE(whole) << whole.error().message;
    const auto vocab = static_cast<std::ptrdiff_t>(whole->vocab);
    for (std::size_t at = reference.prompt.size(); at < reference.greedy.size(); ++at) {
        const auto row = whole->logits.begin() + static_cast<std::ptrdiff_t>(at - 1) * vocab;
        EXPECT_EQ(std::max_element(row, row + vocab) - row, reference.greedy[at]) << "position " << at;
    }
}

class Parity : public testing::TestWithParam<std::string> {
protected:
    [[nodiscard]] fs::path folder() const { return kSource / "tests/data/parity" / GetParam(); }
};

TEST_P(Parity, MatchesTransformersInF32) { expect_parity(folder(), folder() / "reference.safetensors"); }

TEST_P(Parity, Bf16StaysClose) {
    const auto reference = Reference::open(folder() / "reference.safetensors");
    const auto model = load(folder(), DType::BF16);
    const auto mine = inspect(*model, reference.prompt, 0, {});
    ASSERT_TRUE(mine) << mine.error().message;
    EXPECT_GT(cosine(mine->logits, reference.logits), 0.99);
    EXPECT_GT(worst(mine->logits, reference.logits), 1e-4) << "this was computed in f32";
}

INSTANTIATE_TEST_SUITE_P(Random, Parity, testing::Values("plain", "groups-yarn-tied", "bias-halves-shared", "old-keys-sharded", "llama-scaled-biased", "llama-tied-linear",
                                         "mistral-window", "qwen2-some-windows", "qwen3", "qwen3-moe-mixed", "qwen3-moe-packed",
                                         "olmoe-clipped", "mixtral", "deepseek-v2-greedy", "deepseek-v2-groups", "fp8-ragged"),
                         [](const auto& info) {
                             std::string name = info.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(BundledParity, MatchesTransformersInF32) {
    const auto folder = kSource / "resources/models/r1-mini", reference = kSource / "tests/data/parity/r1-mini.safetensors";
    if (!fs::exists(folder / "config.json") || !fs::exists(reference)) GTEST_SKIP() << "the bundled model or its reference is not here";
    expect_parity(folder, reference);
}

}  // namespace
}  // namespace reasonscope
