// Continuations from a shared cache against runs of their own, and scores against an exact pass.

#include "generate/shared_prefix.h"

#include <gtest/gtest.h>

#include <cmath>

#include "generate/inspect.h"
#include "tests/support/small_model.h"

namespace reasonscope {
namespace {

const std::vector<std::int32_t> kIds{15, 3, 11, 4, 31, 20, 11, 2, 23, 7, 40, 12, 5, 9};

std::shared_ptr<Model> load(std::string_view name) {
    auto model = Model::load(test::small_model(name), test::cpu_f32());
    if (!model) throw std::runtime_error(model.error().message);
    return *model;
}

class Continuations : public testing::TestWithParam<const char*> {};

TEST_P(Continuations, EachEqualsARunOfItsOwn) {
    const auto model = load(GetParam());
    const auto chain = SharedPrefix::read(*model, kIds, {});
    ASSERT_TRUE(chain) << chain.error().message;
    GenerateSettings settings;
    settings.max_tokens = 20;
    settings.trace = TraceLevel::Off;
    settings.stop_ids = {17, 33};
    settings.sampler.temperature = 1.3F;
    settings.sampler.repetition_penalty = 1.2F;
    settings.sampler.seed = 5;
    const std::vector<std::vector<std::int32_t>> starts = {{}, {}, {30, 2}, {8}, {}};
    int stopped = 0;
    for (const int prefix : {1, 6, 14}) {
        const auto all = chain->continue_from(prefix, starts, settings, {});
        ASSERT_TRUE(all) << all.error().message;
        ASSERT_EQ(all->size(), starts.size());
        for (std::size_t i = 0; i < starts.size(); ++i) {
            std::vector<std::int32_t> prompt(kIds.begin(), kIds.begin() + prefix);
            prompt.insert(prompt.end(), starts[i].begin(), starts[i].end());
            GenerateSettings own = settings;
            own.sampler.seed += i;
            own.max_tokens -= static_cast<int>(starts[i].size());
            const auto expected = generate(*model, prompt, own, nullptr, {});
            ASSERT_TRUE(expected) << expected.error().message;
            std::vector<std::int32_t> ids = starts[i];
            ids.insert(ids.end(), expected->ids.begin(), expected->ids.end());
            EXPECT_EQ((*all)[i].ids, ids) << prefix << " " << i;
            EXPECT_EQ((*all)[i].reason, expected->reason);
            stopped += expected->reason == StopReason::StopToken ? 1 : 0;
        }
    }
    EXPECT_GT(stopped, 0);  // rows that end early leave the batch
    EXPECT_LT(stopped, 15);
}

TEST_P(Continuations, GrowBeyondTheirFirstRoom) {
    const auto model = load(GetParam());
    const auto chain = SharedPrefix::read(*model, kIds, {});
    ASSERT_TRUE(chain);
    GenerateSettings settings;
    settings.max_tokens = 150;
    settings.trace = TraceLevel::Off;
    const std::vector<std::int32_t> prompt(kIds.begin(), kIds.begin() + 5);
    const auto expected = generate(*model, prompt, settings, nullptr, {});
    const auto found = chain->continue_from(5, std::vector<std::vector<std::int32_t>>(2), settings, {});
    ASSERT_TRUE(expected && found);
    EXPECT_EQ((*found)[0].ids, expected->ids);
    EXPECT_EQ((*found)[1].ids, expected->ids);
    EXPECT_EQ((*found)[0].reason, expected->reason);
}

TEST_P(Continuations, ScoresEqualAnExactPass) {
    const auto model = load(GetParam());
    const auto chain = SharedPrefix::read(*model, kIds, {});
    ASSERT_TRUE(chain);
    const std::vector<std::int32_t> tokens = {7, 30, 1, 44, 6};
    for (const int prefix : {14, 3, 9}) {  // longer than the chain, inside it, and again to see that its cache is as before
        std::vector<std::int32_t> ids(kIds.begin(), kIds.begin() + prefix);
        ids.insert(ids.end(), tokens.begin(), tokens.end());
        const auto exact = inspect(*model, ids, 0, {});
        const auto scores = chain->score(prefix, tokens, {});
        ASSERT_TRUE(exact && scores);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const float* row = exact->logits.data() + (static_cast<std::size_t>(prefix) + i - 1) * static_cast<std::size_t>(exact->vocab);
            double total = 0, most = -1e9;
            for (int v = 0; v < exact->vocab; ++v) {
                total += std::exp(static_cast<double>(row[v]));
                most = std::max(most, static_cast<double>(row[v]));
            }
            const double logit = static_cast<double>(row[tokens[i]]);
            EXPECT_NEAR((*scores)[i].log_p, logit - std::log(total), 1e-4);
            EXPECT_EQ((*scores)[i].likeliest, logit == most);
        }
    }
    const auto next = chain->next_logits(9);
    const auto exact = inspect(*model, std::vector<std::int32_t>(kIds.begin(), kIds.begin() + 9), 0, {});
    ASSERT_TRUE(next && exact);
    for (int v = 0; v < exact->vocab; ++v)
        EXPECT_NEAR((*next)[static_cast<std::size_t>(v)], exact->logits[static_cast<std::size_t>(8 * exact->vocab + v)], 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Models, Continuations, testing::Values("plain", "qwen3-moe-mixed", "mistral-window", "gpt-oss"),
                         [](const auto& info) { std::string name = info.param; std::ranges::replace(name, '-', '_'); return name; });

TEST(ContinuationRequest, WhatCannotBeIsRefused) {
    const auto model = load("plain");
    const std::vector<std::int32_t> foreign = {1, 999};
    EXPECT_FALSE(SharedPrefix::read(*model, foreign, {}));
    EXPECT_FALSE(SharedPrefix::read(*model, {}, {}));
    const auto chain = SharedPrefix::read(*model, kIds, {});
    ASSERT_TRUE(chain);
    EXPECT_FALSE(chain->next_logits(0));
    EXPECT_FALSE(chain->next_logits(15));
    EXPECT_FALSE(chain->continue_from(99, std::vector<std::vector<std::int32_t>>(1), {}, {}));
}

TEST(ContinuationRequest, StopsWithinALayer) {
    const auto model = load("plain");
    std::stop_source stop;
    stop.request_stop();
    const auto chain = SharedPrefix::read(*model, kIds, {});
    ASSERT_TRUE(chain);
    const auto cut = chain->continue_from(4, std::vector<std::vector<std::int32_t>>(1), {}, stop.get_token());
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().kind, ErrorKind::Cancelled);
    const std::vector<std::int32_t> tokens = {1, 2, 3};
    EXPECT_FALSE(chain->score(4, tokens, stop.get_token()));
    EXPECT_TRUE(chain->score(4, tokens, {}));  // the cut pass left the cache usable
}

}  // namespace
}  // namespace reasonscope
