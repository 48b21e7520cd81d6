// Kept prefixes, forced and refused tokens, parts taken out: each against a run without.

#include "generate/continuation.h"

#include <gtest/gtest.h>

#include "generate/generator.h"
#include "tests/support/small_model.h"
#include "text/bpe_trainer.h"

namespace reasonscope {
namespace {

const std::vector<std::int32_t> kPrompt{15, 3, 11, 4, 31, 20, 11, 2, 23};

class Rows : public TraceSink {
public:
    void on_token(const TokenTrace& token) override { tokens.push_back(token); }
    std::span<const TokenPos> segment_begins() override { return begins; }
    std::vector<TokenTrace> tokens;
    std::vector<TokenPos> begins{TokenPos(0)};
};

class Continue : public testing::Test {
protected:
    std::shared_ptr<Model> model = *Model::load(test::small_model(), test::cpu_f32());
    GenerateSettings settings = [] {
        GenerateSettings s;
        s.max_tokens = 20;
        s.sampler.temperature = 1.5F;
        s.sampler.seed = 7;
        return s;
    }();
    Generation run(const std::vector<std::int32_t>& prompt, const Continuation& continuation = {}, TraceSink* sink = nullptr) {
        auto done = generate(*model, prompt, settings, sink, {}, continuation);
        if (!done) throw std::runtime_error(done.error().message);
        return *done;
    }
};

TEST_F(Continue, AKeptPrefixChangesNothingButTheWork) {
    PrefixCache cache;
    Continuation keeping;
    keeping.cache = &cache;
    Rows plain, kept;
    const auto first = run(kPrompt, keeping);
    EXPECT_EQ(first.reused, 0);
    EXPECT_EQ(cache.runs(), 1);
    auto longer = kPrompt;
    longer.insert(longer.end(), first.ids.begin(), first.ids.begin() + 8);
    longer.push_back((first.ids[8] + 1) % model->config().vocab_size);
    const auto reference = run(longer, {}, &plain);
    const auto reusing = run(longer, keeping, &kept);
    EXPECT_EQ(reusing.reused, static_cast<int>(kPrompt.size()) + 8);
    EXPECT_EQ(reusing.ids, reference.ids);
    ASSERT_EQ(kept.tokens.size(), plain.tokens.size());
    for (std::size_t i = 0; i < kept.tokens.size(); ++i) {
        EXPECT_NEAR(kept.tokens[i].entropy, plain.tokens[i].entropy, 1e-5);
        EXPECT_EQ(kept.tokens[i].router.chosen, plain.tokens[i].router.chosen);
        for (std::size_t k = 0; k < plain.tokens[i].attention.segment_mass.size(); ++k)
            EXPECT_NEAR(kept.tokens[i].attention.segment_mass[k], plain.tokens[i].attention.segment_mass[k], 1e-5);
    }
    EXPECT_EQ(cache.runs(), 2);
}

TEST_F(Continue, TheCacheKeepsToItsLimit) {
    PrefixCache whole;
    Continuation keeping;
    keeping.cache = &whole;
    run(kPrompt, keeping);
    const auto one = whole.bytes();
    ASSERT_GT(one, 0);
    PrefixCache two(one * 5 / 2), none(one / 2);
    for (std::int32_t first = 0; first < 4; ++first) {
        auto prompt = kPrompt;
        prompt[0] = first;
        for (PrefixCache* cache : {&two, &none}) {
            keeping.cache = cache;
            run(prompt, keeping);
        }
    }
    EXPECT_EQ(two.runs(), 2);
    EXPECT_LE(two.bytes(), one * 5 / 2);
    EXPECT_EQ(none.runs(), 0);
}

TEST_F(Continue, OneSeedGoesOnWhereItStopped) {
    const auto whole = run(kPrompt);
    Continuation rest;
    rest.draws_before = 6;
    auto prompt = kPrompt;
    prompt.insert(prompt.end(), whole.ids.begin(), whole.ids.begin() + 6);
    settings.max_tokens = 14;
    EXPECT_EQ(run(prompt, rest).ids, std::vector<std::int32_t>(whole.ids.begin() + 6, whole.ids.end()));
    Continuation forced;  // forced tokens draw as well
    forced.forced.assign(whole.ids.begin(), whole.ids.begin() + 6);
    settings.max_tokens = 20;
    EXPECT_EQ(run(kPrompt, forced).ids, whole.ids);
}

TEST_F(Continue, ForcedTokensMayBeStopTokensAndMustBeTokens) {
    settings.stop_ids = {5};
    settings.max_tokens = 3;
    Continuation forced;
    forced.forced = {5, 6};
    const auto done = run(kPrompt, forced);
    ASSERT_GE(done.ids.size(), 3U);
    EXPECT_EQ(done.ids[1], 6);
    forced.forced = {model->config().vocab_size};
    EXPECT_FALSE(generate(*model, kPrompt, settings, nullptr, {}, forced));
}

TEST_F(Continue, RefusedTokensAreNeverChosen) {
    const auto whole = run(kPrompt);
    Continuation odd;
    odd.refuses = [](std::span<const std::int32_t>, std::int32_t id) { return id % 2 == 0; };
    for (const std::int32_t id : run(kPrompt, odd).ids) EXPECT_EQ(id % 2, 1);
    Continuation nothing;
    nothing.refuses = [](std::span<const std::int32_t>, std::int32_t) { return true; };
    const auto none = generate(*model, kPrompt, settings, nullptr, {}, nothing);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::Failure);
    Continuation all;
    all.refuses = [](std::span<const std::int32_t>, std::int32_t) { return false; };
    EXPECT_EQ(run(kPrompt, all).ids, whole.ids);
}

TEST_F(Continue, PartsThatAreOutDoNothing) {
    const auto& config = model->config();
    int moe = 0;
    while (!config.is_moe_layer(moe)) ++moe;
    Rows rows;
    Continuation without;
    without.ablation.experts = {{LayerId(moe), 0}};
    without.ablation.heads = {{LayerId(1), 1}};
    PrefixCache cache;
    without.cache = &cache;
    run(kPrompt, without, &rows);
    for (const auto& token : rows.tokens) {
        for (std::size_t row = 0; row < token.router.layers.size(); ++row)
            for (int k = 0; token.router.layers[row] == moe && k < token.router.top_k; ++k)
                EXPECT_NE(token.router.chosen[row * static_cast<std::size_t>(token.router.top_k) + static_cast<std::size_t>(k)], 0);
        EXPECT_EQ(token.attention.segment_mass[static_cast<std::size_t>(token.attention.heads) + 1], 0.0F);  // one segment
        EXPECT_GT(token.attention.segment_mass[0], 0.0F);
    }
    Continuation with;
    with.cache = &cache;
    EXPECT_EQ(run(kPrompt, with).reused, 0) << "keys of a model without its parts were taken for the whole model's";
    for (const Ablation::Part bad : {Ablation::Part{LayerId(-1), 0}, Ablation::Part{LayerId(moe), config.moe.experts}, Ablation::Part{LayerId(99), 0}}) {
        Continuation wrong;
        wrong.ablation.experts = {bad};
        EXPECT_FALSE(generate(*model, kPrompt, settings, nullptr, {}, wrong));
    }
    Continuation empty;
    for (int expert = 0; expert < config.moe.experts; ++expert) empty.ablation.experts.push_back({LayerId(moe), expert});
    EXPECT_FALSE(generate(*model, kPrompt, settings, nullptr, {}, empty));
}

TEST(BanPhrases, APhraseIsFoundAcrossTokens) {
    TokenizerTraining training;
    training.texts = {"ab"};
    training.split_regex = "\\s+|\\S+";
    training.plain_added_tokens = {"Wa", "it", "Wait", " no", "o w"};
    training.vocab_size = 256 + 5;
    const auto tokenizer = Tokenizer::parse(*train_tokenizer(training));
    ASSERT_TRUE(tokenizer);
    const auto id = [&](std::string_view text) { return *tokenizer->id_of(text); };
    const Refusal refuses = ban_phrases(*tokenizer, {"Wait", "", "no way"}, "so W");
    const std::vector<std::int32_t> nothing, half{id("Wa")}, far{id("Wa"), id(" no")};
    EXPECT_TRUE(refuses(nothing, id("Wait")));
    EXPECT_FALSE(refuses(nothing, id("Wa")));
    EXPECT_TRUE(refuses(half, id("it")));
    EXPECT_FALSE(refuses(far, id("it")));
    EXPECT_FALSE(ban_phrases(*tokenizer, {""}, ""));
    const Refusal begun = ban_phrases(*tokenizer, {"So it"}, "So ");
    EXPECT_TRUE(begun(nothing, id("it")));
    EXPECT_FALSE(begun(half, id("it")));
}

}  // namespace
}  // namespace reasonscope
