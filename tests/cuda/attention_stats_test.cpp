#include <cmath>

#include "cuda/attention_stats.h"
#include "cuda/detail/softmax_partial.h"
#include "tests/cuda/expect_matches.h"

namespace reasonscope::cuda {
namespace {

// One head, one dimension, q = 1: the scores are the keys. Keys ln 1, ln 2, ln 5 give weights 1/8, 2/8, 5/8.
TEST(AttentionStatsReference, HandComputedRow) {
    const AttentionShape shape{.heads = 1, .kv_heads = 1, .length = 3, .qk_dim = 1, .v_dim = 2, .segments = 2,
                               .top_k = 2, .scale = 1.0f};
    const AttentionCase c{shape, {1}, {0, std::log(2.0f), std::log(5.0f)}, {8, 0, 0, 8, 8, 16}, {0, 2}};
    AttentionResult r(shape);
    attention_stats_reference(shape, c.inputs(), r.outputs());
    EXPECT_NEAR(r.output[0], 1 + 5, 1e-6);
    EXPECT_NEAR(r.output[1], 2 + 10, 1e-6);
    EXPECT_EQ(r.top_position, (std::vector<int>{2, 1}));
    EXPECT_NEAR(r.top_weight[0], 0.625, 1e-6);
    EXPECT_NEAR(r.top_weight[1], 0.25, 1e-6);
    EXPECT_NEAR(r.segment_mass[0], 0.375, 1e-6);
    EXPECT_NEAR(r.segment_mass[1], 0.625, 1e-6);
    EXPECT_NEAR(r.entropy[0], 0.125 * std::log(8.0) + 0.25 * std::log(4.0) + 0.625 * std::log(1.6), 1e-6);
}

TEST(AttentionStatsReference, EqualKeysAreUniformAndTiesGoToTheEarlierKey) {
    const AttentionShape shape{.heads = 1, .kv_heads = 1, .length = 4, .qk_dim = 2, .v_dim = 1, .segments = 1,
                               .top_k = 3, .scale = 3.0f};
    const AttentionCase c{shape, {1, 2}, std::vector<float>(8, 0.5f), {1, 2, 3, 4}, {3}};
    AttentionResult r(shape);
    attention_stats_reference(shape, c.inputs(), r.outputs());
    EXPECT_EQ(r.top_position, (std::vector<int>{0, 1, 2}));
    EXPECT_NEAR(r.output[0], 2.5, 1e-6);
    EXPECT_NEAR(r.segment_mass[0], 0.25, 1e-6);  // keys before the first segment belong to none
    EXPECT_NEAR(r.entropy[0], std::log(4.0), 1e-6);
}

TEST(AttentionStatsReference, GroupedHeadsReadTheirOwnKeys) {
    // Heads 0 and 1 read key head 0, heads 2 and 3 read key head 1.
    const AttentionShape shape{.heads = 4, .kv_heads = 2, .length = 1, .qk_dim = 1, .v_dim = 1, .segments = 0,
                               .top_k = 0, .scale = 1.0f};
    const AttentionCase c{shape, {1, 2, 3, 4}, {1, 1}, {10, 20}, {}};
    AttentionResult r(shape);
    attention_stats_reference(shape, c.inputs(), r.outputs());
    EXPECT_EQ(r.output, (std::vector<float>{10, 10, 20, 20}));
}

TEST(AttentionStatsReference, LargeScoresDoNotOverflow) {
    const AttentionShape shape{.heads = 1, .kv_heads = 1, .length = 2, .qk_dim = 1, .v_dim = 1, .segments = 0,
                               .top_k = 1, .scale = 1.0f};
    const AttentionCase c{shape, {1000}, {5, 4}, {7, 9}, {}};
    AttentionResult r(shape);
    attention_stats_reference(shape, c.inputs(), r.outputs());
    EXPECT_EQ(r.output[0], 7.0f);
    EXPECT_EQ(r.entropy[0], 0.0f);
}

TEST(AttentionStatsReference, MatchesTheNaiveDoubleImplementation) {
    unsigned seed = 1;
    for (const AttentionShape& shape : random_shapes) {
        SCOPED_TRACE("length " + std::to_string(shape.length));
        ASSERT_TRUE(check(shape));
        const AttentionCase c = random_case(shape, seed++);
        AttentionResult r(shape);
        attention_stats_reference(shape, c.inputs(), r.outputs());
        expect_matches_naive(c, r, 2e-6);
    }
}

TEST(AttentionStatsCheck, RefusesWhatTheKernelsCannotTake) {
    const AttentionShape good = random_shapes[2];
    EXPECT_TRUE(check(good));
    const auto refused = [&](auto change) {
        AttentionShape shape = good;
        change(shape);
        const Status status = check(shape);
        return !status && status.error().kind == ErrorKind::BadInput;
    };
    EXPECT_TRUE(refused([](AttentionShape& s) { s.heads = 7; }));
    EXPECT_TRUE(refused([](AttentionShape& s) { s.kv_heads = 0; }));
    EXPECT_TRUE(refused([](AttentionShape& s) { s.length = 0; }));
    EXPECT_TRUE(refused([](AttentionShape& s) { s.qk_dim = 4096; }));
    EXPECT_TRUE(refused([](AttentionShape& s) { s.top_k = max_top_k + 1; }));
    EXPECT_TRUE(refused([](AttentionShape& s) { s.segments = -1; }));
}

// The arithmetic that kernel 2 merges slices with: any split of a row gives the figures of the whole row.
TEST(SoftmaxPartial, MergedPartsEqualTheWhole) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal(0, 4);
    std::vector<float> scores(1000);
    for (float& s : scores) s = normal(random);
    const auto part_of = [&](std::size_t begin, std::size_t end) {
        SoftmaxPartial p{*std::max_element(scores.begin() + begin, scores.begin() + end), 0, 0};
        for (std::size_t j = begin; j < end; ++j) {
            p.l += std::exp(scores[j] - p.m);
            p.d += std::exp(scores[j] - p.m) * (scores[j] - p.m);
        }
        return p;
    };
    const SoftmaxPartial whole = part_of(0, scores.size());
    for (const std::size_t size : {1u, 3u, 256u, 999u}) {
        SoftmaxPartial merged{whole.m, 0, 0};
        for (std::size_t begin = 0; begin < scores.size(); begin += size) {
            const auto part = relative_to(part_of(begin, std::min(begin + size, scores.size())), whole.m);
            merged.l += part.l;
            merged.d += part.d;
        }
        EXPECT_NEAR(merged.l, whole.l, 1e-5 * whole.l) << "parts of " << size;
        EXPECT_NEAR(entropy(merged), entropy(whole), 1e-5) << "parts of " << size;
    }
}

}  // namespace
}  // namespace reasonscope::cuda
