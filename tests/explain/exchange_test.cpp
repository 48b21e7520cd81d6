// Exchange of sources against plain passes with a cache per question, and the tokens that stand in for others.

#include "explain/exchange.h"

#include <gtest/gtest.h>

#include <c10/core/InferenceMode.h>

#include "explain/detail/token_exchange.h"
#include "model/detail/model_impl.h"
#include "tests/explain/support.h"

namespace reasonscope {
namespace {

using detail::KvCache;
using Kind = detail::TokenShape::Kind;

TEST(TokenShape, TellsNumbersFromWords) {
    EXPECT_EQ(detail::shape_of("7").kind, Kind::Number);
    EXPECT_EQ(detail::shape_of(" x"), detail::shape_of(" y"));
    EXPECT_NE(detail::shape_of("x"), detail::shape_of(" x"));
    EXPECT_NE(detail::shape_of(" Ann"), detail::shape_of(" ann"));
    EXPECT_NE(detail::shape_of(" A"), detail::shape_of(" Ann"));
    for (const char* other : {"", " ", ".", " =", "x1", "a b"}) EXPECT_EQ(detail::shape_of(other).kind, Kind::None) << other;
}

/// The bundled model, its tokenizer and a short chain.
class Exchange : public testing::Test {
protected:
    void SetUp() override {
        const auto folder = std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "resources/models/r1-mini";
        auto loaded = Model::load(folder, test::cpu_f32());
        ASSERT_TRUE(loaded) << loaded.error().message;
        model = *loaded;
        auto read = Tokenizer::load(folder / "tokenizer.json");
        ASSERT_TRUE(read) << read.error().message;
        tokenizer = std::make_unique<Tokenizer>(std::move(*read));
        const char* texts[] = {"<|im|>", "b = 7.", " o = 8.", " p = b + 10.", " b = 7, so b is 7.", " p = b + 10 = 7 + 10, so p is 17."};
        for (std::size_t i = 0; i < std::size(texts); ++i) {
            const int first = static_cast<int>(ids.size());
            for (const Token& token : tokenizer->encode(texts[i])) ids.push_back(token.id);
            if (i == 0) continue;  // stands before the first step
            Step step;
            step.id = StepId(static_cast<int>(steps.size()));
            step.first = TokenPos(first);
            step.last = TokenPos(static_cast<int>(ids.size()));
            step.source = i < 4 ? StepSource::Prompt : StepSource::Thinking;
            steps.push_back(step);
        }
    }

    static at::Tensor tensor(std::span<const std::int32_t> some) {
        at::Tensor t = at::empty({1, static_cast<std::int64_t>(some.size())}, at::kLong);
        std::ranges::copy(some, t.data_ptr<std::int64_t>());
        return t;
    }

    /// One question after the other, each with caches of its own; the draws come in the documented order.
    StepMatrix slowly() const {
        const c10::InferenceMode no_gradients;
        const auto& decoder = *model->impl().decoder;
        StepMatrix matrix(static_cast<int>(steps.size()));
        const detail::TokenExchange exchange(*tokenizer, ids);
        std::mt19937_64 random(1);
        const auto length = static_cast<std::int64_t>(ids.size());
        const auto pass = [&](std::span<const std::int32_t> some, KvCache& cache) { return decoder.logits(decoder.forward(tensor(some), &cache)).squeeze(0).log_softmax(-1); };
        const auto fresh = [&] { return KvCache::allocate(decoder.config(), 1, length, decoder.options()); };
        KvCache base = fresh();
        const at::Tensor log_p = pass(ids, base);
        const std::span<const std::int32_t> all(ids);
        for (int draw = 0; draw < 4; ++draw) {
            std::vector<KvCache> others;
            for (std::size_t c = 0; c + 1 < steps.size(); ++c) {
                const auto first = static_cast<std::size_t>(steps[c].first.value), last = static_cast<std::size_t>(steps[c].last.value);
                std::vector<std::int32_t> text(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first));
                const auto drawn = exchange.draw(first, last, random);
                text.insert(text.end(), drawn.begin(), drawn.end());
                others.push_back(fresh());
                (void)pass(text, others.back());
            }
            for (std::size_t r = 3; r < steps.size(); ++r) {
                const std::int64_t begin = steps[r].first.value - 1, end = steps[r].last.value - 1;
                for (std::size_t c = 0; c < r; ++c) {
                    KvCache cache = fresh();
                    (void)pass(all.first(static_cast<std::size_t>(begin)), cache);
                    const std::int64_t first = steps[c].first.value, last = std::min<std::int64_t>(steps[c].last.value, begin);
                    for (std::size_t layer = 0; layer < cache.k.size(); ++layer) {
                        cache.k[layer].slice(2, first, last).copy_(others[c].k[layer].slice(2, first, last));
                        cache.v[layer].slice(2, first, last).copy_(others[c].v[layer].slice(2, first, last));
                    }
                    const at::Tensor changed = pass(all.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)), cache);
                    const at::Tensor p = log_p.slice(0, begin, end);
                    const double kl = (p.exp() * (p - changed)).sum(-1).mean().item<double>();
                    matrix.at(static_cast<int>(r), static_cast<int>(c)) += static_cast<float>(kl / (steps[c].last.value - steps[c].first.value) / 4);
                }
            }
        }
        return matrix;
    }

    std::shared_ptr<Model> model;
    std::unique_ptr<Tokenizer> tokenizer;
    std::vector<std::int32_t> ids;
    std::vector<Step> steps;
};

TEST_F(Exchange, DrawsTheSameShapeAndNothingOfTheChain) {
    const detail::TokenExchange exchange(*tokenizer, ids);
    std::mt19937_64 random(3);
    const auto drawn = exchange.draw(1, ids.size(), random);
    int changed = 0;
    for (std::size_t i = 1; i < ids.size(); ++i) {
        const auto was = detail::shape_of(tokenizer->bytes_of(ids[i]));
        EXPECT_EQ(detail::shape_of(tokenizer->bytes_of(drawn[i - 1])), was);
        changed += drawn[i - 1] != ids[i] ? 1 : 0;
        const bool same = drawn[i - 1] == ids[i];
        EXPECT_TRUE(same || was.kind != Kind::None);
        EXPECT_TRUE(same || was.kind != Kind::Word || std::ranges::count(ids, drawn[i - 1]) == 0);
        for (std::size_t j = 1; j < i; ++j) EXPECT_TRUE(ids[j] != ids[i] || drawn[j - 1] == drawn[i - 1]) << "equal tokens stay equal";
    }
    EXPECT_GT(changed, static_cast<int>(ids.size()) / 4);
}

TEST_F(Exchange, EqualsOneQuestionAfterTheOther) {
    const auto found = exchange(*model, *tokenizer, ids, steps, {}, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    const StepMatrix expected = slowly();
    for (std::size_t i = 0; i < expected.w.size(); ++i) EXPECT_NEAR(found->w[i], expected.w[i], 1e-4F * std::max(0.01F, expected.w[i])) << i;
    // "p = b + 10 = 7 + 10" reads its definition and b's value, not o's.
    EXPECT_GT(found->at(4, 2), 5 * found->at(4, 1));
    EXPECT_GT(found->at(4, 3), 5 * found->at(4, 1));
}

TEST_F(Exchange, OneTargetGivesTheSameRow) {
    const std::vector<StepId> one{StepId(3)};
    const auto some = exchange(*model, *tokenizer, ids, steps, one, {}, {}), all = exchange(*model, *tokenizer, ids, steps, {}, {}, {});
    ASSERT_TRUE(some && all);
    int positive = 0;
    for (int c = 0; c < 3; ++c) positive += some->at(3, c) > 0 ? 1 : 0;
    EXPECT_EQ(positive, 3);
    for (int c = 0; c < 4; ++c) EXPECT_EQ(some->at(4, c), 0.0F);
    EXPECT_GT(exchange_rows(steps, {}), exchange_rows(steps, one));
}

TEST_F(Exchange, StopsAndRefuses) {
    std::stop_source stop;
    int calls = 0;
    const ProgressFn progress = [&](const Progress&) {
        if (++calls == 2) stop.request_stop();
    };
    const auto stopped = exchange(*model, *tokenizer, ids, steps, {}, progress, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    const std::vector<StepId> missing{StepId(9)};
    const auto refused = exchange(*model, *tokenizer, ids, steps, missing, {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
}

}  // namespace
}  // namespace reasonscope
