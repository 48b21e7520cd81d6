#pragma once
// What Hugging Face computed, as tests/parity/make_reference.py wrote it, and how a model is compared with it.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <gtest/gtest.h>

#include "generate/inspect.h"
#include "model/safetensors.h"

namespace reasonscope::test {

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
inline double worst(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size() || a.empty()) return INFINITY;
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        if (!(d <= most)) most = std::isnan(d) ? INFINITY : d;
    }
    return most;
}

inline double cosine(const std::vector<float>& a, const std::vector<float>& b) {
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

    static Reference open(const std::filesystem::path& path) {
        auto file = SafetensorsFile::open(path);
        if (!file) throw std::runtime_error(file.error().message);
        Reference out{std::move(*file), {}, {}, {}};
        out.greedy = read<std::int32_t>(out.file, "greedy_ids");
        out.logits = read<float>(out.file, "logits");
        out.prompt.assign(out.greedy.begin(), out.greedy.begin() + out.file.find("logits")->shape.at(0));
        return out;
    }
};

inline std::shared_ptr<Model> load(const std::filesystem::path& folder, DType dtype) {
    LoadOptions options;
    options.dtype = dtype;
    options.device = Device::Cpu;
    auto model = Model::load(folder, options);
    if (!model) throw std::runtime_error(model.error().message);
    return *model;
}

inline void expect_parity(const std::filesystem::path& folder, const std::filesystem::path& reference_file) {
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

/// What lies in `folder`, and in $REASONSCOPE_PARITY, where anyone may put more models with their references.
template <class Accept>
std::vector<std::filesystem::path> models_in(const std::filesystem::path& folder, Accept accept) {
    std::vector<std::filesystem::path> out;
    const char* more = std::getenv("REASONSCOPE_PARITY");
    for (const auto& from : {folder, std::filesystem::path(more ? more : "")}) {
        if (from.empty()) continue;
        for (const auto& entry : std::filesystem::directory_iterator(from))
            if (accept(entry.path())) out.push_back(entry.path());
    }
    std::ranges::sort(out);
    return out;
}

/// A test's name for a model.
inline std::string test_name(const testing::TestParamInfo<std::filesystem::path>& info) {
    auto name = info.param.filename().string();
    if (const char* more = std::getenv("REASONSCOPE_PARITY"); more && info.param.parent_path() == more) name = "more-" + name;
    std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

}  // namespace reasonscope::test
