// Suppression against whole forward passes that hide the source from the start.

#include "explain/suppression.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include <c10/core/InferenceMode.h>

#include "explain/detail/rounded.h"
#include "explain/masked_pass.h"
#include "model/detail/model_impl.h"
#include "model/processor.h"
#include "tests/explain/support.h"

namespace reasonscope {
namespace {

using test::kIds;
using test::load;
using test::steps;

/// log p at temperature `t` of every row [T, vocab], without a cache; keys [first, last) are hidden from rows `from` on.
at::Tensor log_p(const Model& model, std::int64_t first, std::int64_t last, std::int64_t from, double t) {
    const c10::InferenceMode no_gradients;
    const auto n = static_cast<std::int64_t>(kIds.size());
    at::Tensor ids = at::empty({1, n}, at::kLong);
    std::ranges::copy(kIds, ids.data_ptr<std::int64_t>());
    detail::ForwardHooks hooks;
    hooks.score_bias = at::zeros({1, 1, n, n});
    if (first < last) hooks.score_bias.slice(2, from, n).slice(3, first, last).fill_(-std::numeric_limits<float>::infinity());
    const auto& decoder = *model.impl().decoder;
    return (decoder.logits(decoder.forward(ids, nullptr, &hooks)).squeeze(0) / t).log_softmax(-1);
}

class Suppression : public testing::TestWithParam<const char*> {};

TEST_P(Suppression, EqualsMaskedPassesFromScratch) {
    const auto model = load(GetParam());
    const auto all = steps();
    for (const SuppressedRows rows : {SuppressedRows::AllLater, SuppressedRows::TargetOnly}) {
        const auto found = suppression(*model, kIds, all, {}, rows, {}, {});
        ASSERT_TRUE(found) << found.error().message;
        const at::Tensor base = log_p(*model, 0, 0, 0, 0.6);
        double largest = 0;
        for (int r = 2; r < 4; ++r) {
            const Step& target = all[static_cast<std::size_t>(r)];
            for (int c = 0; c < r; ++c) {
                const Step& source = all[static_cast<std::size_t>(c)];
                const std::int64_t from = rows == SuppressedRows::AllLater ? 0 : target.first.value - 1;
                const at::Tensor changed = log_p(*model, source.first.value, source.last.value, from, 0.6);
                const at::Tensor kl = (base.exp() * (base - changed)).sum(-1);
                const double expected = kl.slice(0, target.first.value - 1, target.last.value - 1).mean().item<double>();
                largest = std::max(largest, expected);
                EXPECT_NEAR(found->at(r, c), expected, 1e-4 * std::max(0.01, expected)) << r << " on " << c;
            }
        }
        EXPECT_GT(largest, 1e-3);
    }
}

TEST_P(Suppression, MaskedPassesAreMaskedPasses) {
    const auto model = load(GetParam());
    const auto all = steps();
    const auto found = masked_passes(*model, kIds, all, {});
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), all.size());
    const at::Tensor base = log_p(*model, 0, 0, 0, 0.6);
    for (std::size_t c = 0; c < all.size(); ++c) {
        const at::Tensor kl = (base.exp() * (base - log_p(*model, all[c].first.value, all[c].last.value, 0, 0.6))).sum(-1);
        for (std::size_t row = 0; row < kIds.size(); ++row)
            EXPECT_NEAR((*found)[c][row], kl[static_cast<std::int64_t>(row)].item<double>(), 1e-5) << c << ", row " << row;
    }
}

INSTANTIATE_TEST_SUITE_P(Models, Suppression, testing::Values("plain", "groups-yarn-tied", "qwen3-moe-mixed", "mistral-window", "gpt-oss"),
                         [](const auto& info) { std::string name = info.param; std::ranges::replace(name, '-', '_'); return name; });

/// Rows in differences from the chain against whole ones: scores, values and linear layers rounded, on every kind of attention.
class RoundedRows : public testing::TestWithParam<const char*> {};

TEST_P(RoundedRows, AreNearExactOnes) {
    const auto model = load(GetParam());
    const c10::InferenceMode no_gradients;
    const auto& decoder = *model->impl().decoder;
    const auto n = static_cast<std::int64_t>(kIds.size());
    at::Tensor ids = at::empty({1, n}, at::kLong);
    std::ranges::copy(kIds, ids.data_ptr<std::int64_t>());
    std::vector<detail::Continuation> exact = {{5, n, 3, 6, {}}, {2, n, 1, 3, {}}}, rounded = exact;
    const at::Tensor chain = detail::run_layerwise(decoder, ids, exact, {}, {});
    EXPECT_TRUE(at::allclose(detail::run_rounded(decoder, ids, rounded, {}, {}), chain, 1e-5, 1e-5)) << "the chain itself is not rounded";
    for (std::size_t v = 0; v < exact.size(); ++v) {
        const auto change = (exact[v].hidden - chain.slice(0, exact[v].begin)).norm().item<double>();
        const auto apart = (rounded[v].hidden - exact[v].hidden).norm().item<double>();
        EXPECT_GT(change, 1e-2);
        EXPECT_GT(apart, 0.0);  // they are two ways
        EXPECT_LE(apart, 1.5e-2 * change);  // measured: 0.005 to 0.011
    }
}

INSTANTIATE_TEST_SUITE_P(Models, RoundedRows, testing::Values("qwen3", "llama-scaled-biased", "llama-tied-linear", "qwen2-some-windows", "mistral-window", "plain",
                                                              "groups-yarn-tied", "gpt-oss"),
                         [](const auto& info) { std::string name = info.param; std::ranges::replace(name, '-', '_'); return name; });

/// 20 steps of 3 tokens.
std::vector<Step> many_steps() {
    std::vector<Step> all(20);
    for (int i = 0; i < 20; ++i) {
        Step& step = all[static_cast<std::size_t>(i)];
        step.id = StepId(i);
        step.first = TokenPos(3 * i);
        step.last = TokenPos(3 * i + 3);
        step.source = StepSource::Thinking;
    }
    return all;
}

TEST(RoundedSuppression, EqualsMaskedPasses) {
    int small = 0, large = 0;
    for (const char* name : {"qwen3", "llama-scaled-biased", "mistral-window"}) {
        const auto model = load(name);
        const auto all = many_steps();
        std::vector<std::int32_t> ids;
        for (int i = 0; i < 60; ++i) ids.push_back((i * i * 7 + 3 * i + 1) % model->config().vocab_size);
        const auto found = suppression(*model, ids, all, {}, SuppressedRows::AllLater, {}, {}, SuppressionPrecision::Rounded);
        const auto passes = masked_passes(*model, ids, all, {});
        ASSERT_TRUE(found && passes);
        for (int r = 1; r < 20; ++r) {
            for (int c = 0; c < r; ++c) {
                const auto& rows = (*passes)[static_cast<std::size_t>(c)];
                const auto first = rows.begin() + 3 * r - 1;
                const double expected = std::accumulate(first, first + 3, 0.0) / 3;
                ++(expected < kMeasuredExactly ? small : large);
                EXPECT_NEAR(found->at(r, c), expected, 1e-4 * std::max(1.0, expected)) << name << ": " << r << " on " << c;
            }
        }
    }
    EXPECT_GT(small, 50) << "what stays rounded";
    EXPECT_GT(large, 50) << "what is measured again";
}

TEST(RoundedSuppression, IsForLongWorkOnDenseModels) {
    using enum SuppressionPrecision;
    const auto dense = load("qwen3"), experts = load("qwen3-moe-mixed");
    EXPECT_TRUE(uses_rounding(*dense, steps(), {}, Rounded));
    EXPECT_FALSE(uses_rounding(*dense, steps(), {}, Exact));
    EXPECT_FALSE(uses_rounding(*dense, steps(), {}, Chosen)) << "short work";
    EXPECT_FALSE(uses_rounding(*experts, steps(), {}, Rounded)) << "a choice of experts is no small difference";
    auto long_steps = many_steps();
    for (Step& step : long_steps) step.first = TokenPos(step.first.value * 1'000'000), step.last = TokenPos(step.last.value * 1'000'000);
    EXPECT_EQ(uses_rounding(*dense, long_steps, {}, Chosen), has_fast_bf16());
}

TEST(SuppressionRequest, AsksOnlyForTheTargetsRows) {
    const auto model = load("plain");
    const auto all = suppression(*model, kIds, steps(), {}, SuppressedRows::AllLater, {}, {});
    const std::vector<StepId> two = {StepId(2)};
    const auto one = suppression(*model, kIds, steps(), two, SuppressedRows::AllLater, {}, {});
    ASSERT_TRUE(all && one);
    for (int c = 0; c < 2; ++c) EXPECT_NEAR(one->at(2, c), all->at(2, c), 1e-6);
    for (int c = 0; c < 3; ++c) EXPECT_EQ(one->at(3, c), 0.0F);
    EXPECT_LT(suppression_rows(steps(), two, SuppressedRows::AllLater), suppression_rows(steps(), {}, SuppressedRows::AllLater));
}

TEST(SuppressionRequest, BadRequestsAndStops) {
    const auto model = load("plain");
    const std::vector<StepId> missing = {StepId(9)};
    const auto refused = suppression(*model, kIds, steps(), missing, SuppressedRows::AllLater, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "There is no step 9 to explain.");
    std::stop_source stop;
    const auto progress = [&](const Progress& p) {
        if (p.what.starts_with("Hiding") || p.what.starts_with("Testing")) stop.request_stop();
    };
    const auto stopped = suppression(*model, kIds, steps(), {}, SuppressedRows::AllLater, progress, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

TEST(StepAblation, HidesWhatItIsTold) {
    const auto model = load("plain");
    const auto ablation = StepAblation::prepare(*model, kIds, steps(), {});
    ASSERT_TRUE(ablation) << ablation.error().message;
    const std::vector<std::vector<StepId>> sets = {{}, {StepId(0)}, {StepId(0), StepId(2)}};
    const auto found = ablation->log_probabilities(StepId(3), sets, {});
    ASSERT_TRUE(found) << found.error().message;
    const auto expected = [&](std::int64_t first, std::int64_t last) {
        const at::Tensor table = log_p(*model, first, last, 9, 1.0);
        double sum = 0;
        for (std::int64_t t = 10; t < 14; ++t) sum += table[t - 1][kIds[static_cast<std::size_t>(t)]].item<double>();
        return sum;
    };
    EXPECT_NEAR((*found)[0], expected(0, 0), 1e-3);
    EXPECT_NEAR((*found)[1], expected(1, 3), 1e-3);
    EXPECT_NE((*found)[2], (*found)[1]);
}

}  // namespace
}  // namespace reasonscope
