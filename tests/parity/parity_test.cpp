// The decoder against Hugging Face transformers, on references that tests/parity/make_reference.py wrote.

#include <functional>
#include <numeric>
#include <random>

#include "tests/parity/reference.h"

namespace reasonscope {
namespace {

using namespace test;

namespace fs = std::filesystem;

const fs::path kSource = REASONSCOPE_SOURCE_DIR, kData = kSource / "tests/data/parity";

class Parity : public testing::TestWithParam<fs::path> {};

TEST_P(Parity, MatchesTransformersInF32) { expect_parity(GetParam(), GetParam() / "reference.safetensors"); }

/// How two models' next-token distributions differ over a prompt.
struct Difference {
    double mean_kl = 0, median_kl = 0;  // over positions, nats
    double same = 0;                    // share of positions with the same first choice
    double same_when_clear = 0;         // of those where `wide` prefers its first choice to its second by more than a near tie
};

Difference difference(const std::vector<float>& wide, const std::vector<float>& narrow, std::int64_t vocab) {
    constexpr float kNearTie = 0.1F;  // nats
    std::vector<double> divergences;
    double same = 0, clear = 0, same_and_clear = 0;
    for (std::size_t row = 0; row < wide.size(); row += static_cast<std::size_t>(vocab)) {
        const float *a = wide.data() + row, *b = narrow.data() + row;
        const auto log_sum = [&](const float* x) {
            double sum = 0;
            for (std::int64_t i = 0; i < vocab; ++i) sum += std::exp(static_cast<double>(x[i]));
            return std::log(sum);
        };
        const double la = log_sum(a), lb = log_sum(b);
        double kl = 0;
        for (std::int64_t i = 0; i < vocab; ++i) kl += std::exp(a[i] - la) * (a[i] - la - (b[i] - lb));
        divergences.push_back(kl);
        std::vector<float> sorted(a, a + vocab);
        std::ranges::nth_element(sorted, sorted.begin() + 1, std::greater());
        const bool agree = std::max_element(a, a + vocab) - a == std::max_element(b, b + vocab) - b;
        const bool decided = sorted[0] - sorted[1] > kNearTie;
        same += agree ? 1 : 0;
        clear += decided ? 1 : 0;
        same_and_clear += agree && decided ? 1 : 0;
    }
    const auto n = static_cast<double>(divergences.size());
    Difference out{std::accumulate(divergences.begin(), divergences.end(), 0.0) / n, 0, same / n, same_and_clear / clear};
    std::ranges::sort(divergences);
    out.median_kl = divergences[divergences.size() / 2];
    return out;
}

TEST_P(Parity, Bf16StaysClose) {
    const auto reference = Reference::open(GetParam() / "reference.safetensors");
    const auto wide = load(GetParam(), DType::F32), narrow = load(GetParam(), DType::BF16);
    std::vector<std::int32_t> ids(static_cast<std::size_t>(std::min(400, wide->config().context)));
    std::minstd_rand random(7);
    for (auto& id : ids) id = static_cast<std::int32_t>(random() % static_cast<unsigned>(wide->config().vocab_size));
    const auto a = inspect(*wide, ids, 0, {}), b = inspect(*narrow, ids, 0, {});
    ASSERT_TRUE(a && b);
    EXPECT_GT(worst(a->logits, b->logits), 1e-4) << "this was computed in f32";
    const auto d = difference(a->logits, b->logits, wide->config().vocab_size);
    // Random weights give near ties and experts chosen by a hair, which any arithmetic in bf16 flips (transformers' own too): so the median over
    // positions, and the first choices that are clear. Tied to an embedding of unit variance, logits are six times as wide, and so is the error.
    const bool tied = wide->config().tie_word_embeddings;
    EXPECT_LE(d.median_kl, tied ? 3e-3 : 1e-3);
    EXPECT_GE(d.same_when_clear, tied ? 0.94 : 0.99);
}

INSTANTIATE_TEST_SUITE_P(Random, Parity, testing::ValuesIn(models_in(kData, [](const fs::path& path) { return fs::exists(path / "reference.safetensors"); })),
                         test_name);

TEST(BundledParity, MatchesTransformersInF32AndBf16StaysClose) {
    const auto folder = kSource / "resources/models/r1-mini", reference = kSource / "tests/data/parity/r1-mini.safetensors";
    if (!fs::exists(folder / "config.json") || !fs::exists(reference)) GTEST_SKIP() << "the bundled model or its reference is not here";
    expect_parity(folder, reference);
    const auto ids = Reference::open(reference).greedy;
    const auto wide = inspect(*load(folder, DType::F32), ids, 0, {}), narrow = inspect(*load(folder, DType::BF16), ids, 0, {});
    ASSERT_TRUE(wide && narrow);
    const auto d = difference(wide->logits, narrow->logits, wide->vocab);
    EXPECT_LE(d.mean_kl, 1e-3);
    EXPECT_GE(d.same, 0.99);
}

}  // namespace
}  // namespace reasonscope
