// The pieces of passes in differences against the same mathematics composed from plain torch operations.

#include "model/detail/changes.h"

#include <limits>

#include <gtest/gtest.h>

#include "model/detail/fused.h"

namespace reasonscope {
namespace {

constexpr double kHalf = 1.0 / 256;  // what rounding to bf16 may cost, with a little room

at::Tensor brain(at::IntArrayRef shape) { return at::randn(shape).to(at::kBFloat16); }

TEST(Changes, DifferencesRoundAndAddUp) {
    at::manual_seed(1);
    const auto known = at::randn({1, 37, 19}), changed = known + 0.01 * at::randn({1, 37, 19});
    const auto apart = detail::rounded_difference(changed, known);
    EXPECT_TRUE(at::equal(apart.view({1, 37, 19}), (changed - known).to(at::kBFloat16)));
    EXPECT_TRUE(at::equal(detail::with_change(known, apart), known + apart.view({1, 37, 19}).to(at::kFloat)));
}

struct Case {
    bool sinks;
    std::int64_t window, hidden_first, hidden_last;
    bool scores_changed = true;
};

/// 3 heads, a block of 8 rows over 20 keys, of which the last 5 rows change; own keys from 9 on.
TEST(Changes, SoftmaxOfChangedScores) {
    constexpr std::int64_t kHeads = 3, kRows = 8, kKeys = 20, kFirst = 3, kOwn = 9;
    constexpr double kScale = 0.3;
    for (const Case& one : {Case{false, 0, 2, 6}, {false, 0, 8, 15}, {true, 0, 2, 6}, {false, 7, 10, 12}, {true, 7, 0, 0}, {false, 0, 2, 6, false}}) {
        at::manual_seed(2);
        const auto scores = 6 * at::randn({kHeads, kRows, kKeys});
        const auto sinks = one.sinks ? at::randn({kHeads}) : at::Tensor();
        const auto weights = detail::causal_softmax(scores.clone(), kScale, kKeys - kRows, one.window, sinks);
        auto by_queries = brain({kHeads, kRows - kFirst, kKeys}), by_keys = brain({kHeads, kRows - kFirst, kKeys - kOwn});
        auto expected = scores.narrow(1, kFirst, kRows - kFirst).clone();
        if (one.scores_changed) {
            expected += by_queries.to(at::kFloat);
            expected.slice(2, kOwn) += by_keys.to(at::kFloat);
        }
        expected.slice(2, one.hidden_first, one.hidden_last).fill_(-std::numeric_limits<float>::infinity());
        expected = detail::causal_softmax(expected, kScale, kKeys - kRows + kFirst, one.window, sinks);
        detail::changed_softmax({weights, kFirst, one.hidden_first, one.hidden_last, kScale, one.sinks}, by_queries, by_keys, one.scores_changed);
        const auto change = expected - weights.narrow(1, kFirst, kRows - kFirst), own = expected.slice(2, kOwn);
        EXPECT_GT(change.abs().max().item<double>(), 0.05);
        EXPECT_TRUE(at::allclose(by_queries.to(at::kFloat), change, kHalf, 1e-6)) << one.sinks << one.window << one.hidden_first;
        EXPECT_TRUE(at::allclose(by_keys.to(at::kFloat), own, kHalf, 1e-6)) << one.sinks << one.window << one.hidden_first;
    }
}

TEST(Changes, DivergenceOfChangedLogits) {
    at::manual_seed(3);
    constexpr std::int64_t kVocabulary = 300, kSlab = 128;
    constexpr double kTemperature = 0.6;
    const auto logits = 3 * at::randn({4, kVocabulary}), which = at::tensor({0, 3, 3, 1, 2}, at::kLong);
    const auto shares = (logits / kTemperature).softmax(-1);
    for (const auto type : {at::kFloat, at::kBFloat16}) {
        for (const double size : {0.01, 1.0, 5.0}) {
            const auto change = (size * at::randn({5, kVocabulary})).to(type);
            detail::ChangedShares sums(5, shares.options());
            for (std::int64_t at = 0; at < kVocabulary; at += kSlab) {
                const auto n = std::min(kSlab, kVocabulary - at);
                sums.add(shares.narrow(1, at, n), which, change.narrow(1, at, n).contiguous(), 1 / kTemperature);
            }
            const auto before = logits.to(at::kDouble).index_select(0, which), log_p = (before / kTemperature).log_softmax(-1);
            const auto log_q = ((before + change.to(at::kDouble)) / kTemperature).log_softmax(-1);
            const auto expected = (log_p.exp() * (log_p - log_q)).sum(-1);
            EXPECT_GT(expected.min().item<double>(), 1e-5 * size);
            EXPECT_TRUE(at::allclose(sums.divergence(), expected, 1e-4, 1e-6)) << size;
        }
    }
}

}  // namespace
}  // namespace reasonscope
