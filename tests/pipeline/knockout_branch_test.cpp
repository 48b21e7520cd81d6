// Runs written with experts and heads out, against greedy decoding by models whose weights were changed instead, token by token without a cache.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include <c10/core/InferenceMode.h>

#include "explain/knockout.h"
#include "generate/inspect.h"
#include "model/detail/model_impl.h"
#include "pipeline/branch.h"
#include "pipeline/compare.h"
#include "pipeline/run_record.h"
#include "store/knockout_record.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

constexpr int kMostTokens = 90;
const std::vector<ExpertAt> kExperts = {{LayerId(1), ExpertId(0)}, {LayerId(1), ExpertId(3)}, {LayerId(2), ExpertId(1)}, {LayerId(2), ExpertId(5)}, {LayerId(3), ExpertId(2)}};
const std::vector<HeadAt> kHeads = {{LayerId(0), HeadId(2)}, {LayerId(1), HeadId(5)}, {LayerId(3), HeadId(1)}};

class KnockoutBranch : public testing::Test {
protected:
    static LoadedModel fresh() { return std::move(*LoadedModel::load(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini", test::cpu_f32())); }

    void SetUp() override {
        auto loaded = LoadedModel::load(REASONSCOPE_SOURCE_DIR "/resources/models/r1-mini", test::cpu_f32());
        if (!loaded) GTEST_SKIP() << "the bundled model is not here";
        model = std::move(*loaded);
        writer = std::move(*SessionWriter::open(file));
        question.prompt = "a = 2. b = a + 3. c = b * 2. What is c?";
        question.settings = default_settings(*model.model);
        question.settings.max_tokens = kMostTokens;
        question.explain_by_gradient = false;
        const auto asked = ask(model, *writer, question, {}, {});
        ASSERT_TRUE(asked) << asked.error().message;
        parent = *asked;
        reader = std::move(*SessionReader::open(file));
        summary = *reader->run(parent.run);
    }

    static Ablation parts(KnockoutMode mode, bool experts, bool heads) {
        Ablation out;
        out.mode = mode;
        if (experts)
            for (const ExpertAt& e : kExperts) out.experts.push_back({e.layer, e.expert.value});
        if (heads)
            for (const HeadAt& h : kHeads) out.heads.push_back({h.layer, h.head.value});
        return out;
    }
    BranchRequest request(const Ablation& ablation) const {
        BranchRequest r;
        r.parent = parent.run;
        r.kind = BranchKind::Knockout;
        r.ablation = ablation;
        return r;
    }
    BranchResult run(const BranchRequest& r) {
        auto result = branch(model, *writer, *reader, r, {}, {});
        if (!result) throw std::runtime_error(result.error().message);
        return std::move(*result);
    }
    std::vector<std::int32_t> ids(RunId id) const {
        std::vector<std::int32_t> all;
        const auto tokens = *reader->tokens(id, TokenPos(0), TokenPos(100000));
        for (const TokenRow& token : tokens) all.push_back(token.id);
        return all;
    }
    detail::Mlp& expert(detail::Decoder& decoder, const ExpertAt& e) const {
        return decoder.layers()[static_cast<std::size_t>(e.layer.value)].moe_block.experts[static_cast<std::size_t>(e.expert.value)];
    }

    /// The weights of `other` changed so that it computes what the knocked-out model should.
    void take_out(LoadedModel& other, const Ablation& ablation) const {
        const c10::InferenceMode no_gradients;
        detail::Decoder& decoder = *other.model->impl().decoder;
        std::vector<at::Tensor> means;
        if (ablation.mode == KnockoutMode::MeanAblate)
            for (const auto& part : ablation.experts) means.push_back(mean_over_parent({part.layer, ExpertId(part.index)}));
        for (std::size_t i = 0; i < ablation.experts.size(); ++i) {
            const ExpertAt e{ablation.experts[i].layer, ExpertId(ablation.experts[i].index)};
            auto& block = decoder.layers()[static_cast<std::size_t>(e.layer.value)].moe_block;
            if (ablation.mode == KnockoutMode::Reroute) {
                block.selection_bias = block.selection_bias.clone();
                block.selection_bias[e.expert.value].fill_(-1e30);
                continue;
            }
            expert(decoder, e).down.weight = at::zeros_like(expert(decoder, e).down.weight);
            if (ablation.mode == KnockoutMode::MeanAblate) expert(decoder, e).down.bias = means[i];
        }
        for (const auto& part : ablation.heads) {
            auto& o = decoder.layers()[static_cast<std::size_t>(part.layer.value)].attention.o;
            const auto size = o.weight.size(1) / decoder.config().heads;
            o.weight = o.weight.clone();
            o.weight.narrow(1, part.index * size, size).zero_();
        }
    }
    at::Tensor mean_over_parent(const ExpertAt& e) const {
        const LoadedModel whole = fresh();
        const detail::Decoder& decoder = *whole.model->impl().decoder;
        at::Tensor mean;
        detail::ForwardHooks hooks;
        hooks.moe_input = [&](int layer, const at::Tensor& x, const detail::RouterOutput& routing) {
            if (layer != e.layer.value) return;
            const auto outputs = expert(*whole.model->impl().decoder, e)(x);
            const auto uses = (routing.experts == e.expert.value).any(1).to(at::kFloat).unsqueeze(1);
            mean = (outputs * uses).sum(0) / uses.sum().clamp_min(1);
        };
        (void)decoder.forward(row(ids(parent.run)), nullptr, &hooks);
        return mean;
    }
    static at::Tensor row(const std::vector<std::int32_t>& ids) {
        const auto tensor = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
        std::ranges::copy(ids, tensor.data_ptr<std::int64_t>());
        return tensor;
    }
    std::vector<std::int32_t> greedy(const LoadedModel& other, std::vector<std::int32_t> ids, int most) const {
        const c10::InferenceMode no_gradients;
        const auto settings = usable_settings(other, question.settings);
        for (int i = 0; i < most; ++i) {
            const auto hidden = other.model->impl().decoder->forward(row(ids));
            const auto logits = other.model->impl().decoder->logits(hidden.select(1, hidden.size(1) - 1)).squeeze(0);
            const auto choices = settings.vocabulary > 0 ? logits.narrow(0, 0, settings.vocabulary) : logits;
            ids.push_back(static_cast<std::int32_t>(choices.argmax().item<std::int64_t>()));
            if (std::ranges::find(settings.stop_ids, ids.back()) != settings.stop_ids.end()) break;
        }
        return ids;
    }
    std::vector<std::int32_t> prompt() const {
        auto all = ids(parent.run);
        all.resize(static_cast<std::size_t>(summary.prompt_tokens));
        return all;
    }
    void expect_clean() {
        const auto problems = *reader->check();
        for (const std::string& problem : problems) ADD_FAILURE() << problem;
    }

    AskRequest question;
    LoadedModel model;
    test::TempFolder folder;
    std::filesystem::path file = folder / "s.db";
    std::unique_ptr<SessionWriter> writer;
    std::unique_ptr<SessionReader> reader;
    AskResult parent;
    RunSummary summary;
};

TEST_F(KnockoutBranch, EveryModeWritesWhatAModelWithChangedWeightsWrites) {
    int other_texts = 0;
    for (const auto mode : {KnockoutMode::Reroute, KnockoutMode::Ablate, KnockoutMode::MeanAblate}) {
        SCOPED_TRACE(name(mode));
        const Ablation ablation = parts(mode, true, mode != KnockoutMode::Ablate);
        const auto result = run(request(ablation));
        LoadedModel changed = fresh();
        take_out(changed, ablation);
        const auto written = ids(result.run.run);
        EXPECT_EQ(written, greedy(changed, prompt(), kMostTokens));
        other_texts += written != ids(parent.run);
        const auto branches = *reader->branches();
        EXPECT_EQ(branches.back().kind, "knockout");
        const auto without = parse_without(branches.back().detail);
        ASSERT_TRUE(without);
        EXPECT_EQ(without->places.mode, name(mode));
        EXPECT_EQ(without->places.experts.size(), kExperts.size());
        EXPECT_EQ(without->means_of, mode == KnockoutMode::MeanAblate ? std::optional(parent.run) : std::nullopt);
    }
    EXPECT_GT(other_texts, 0) << "nothing that was taken out mattered";
    expect_clean();
}

TEST_F(KnockoutBranch, FromAStepOnTheBeginningIsReadAgainWithoutTheParts) {
    const Ablation ablation = parts(KnockoutMode::Ablate, true, true);
    auto r = request(ablation);
    r.at = TokenPos(summary.prompt_tokens + 15);
    const auto result = run(r);
    EXPECT_EQ(result.shared_tokens, 0);
    EXPECT_EQ(result.replayed, 15);
    auto begun = ids(parent.run);
    begun.resize(static_cast<std::size_t>(summary.prompt_tokens + 15));
    LoadedModel changed = fresh();
    take_out(changed, ablation);
    EXPECT_EQ(ids(result.run.run), greedy(changed, begun, kMostTokens - 15));
    expect_clean();
}

TEST_F(KnockoutBranch, TheModelIsWholeAgainBitForBit) {
    const auto all = ids(parent.run);
    const auto before = inspect(*model.model, all, 0, {})->logits;
    for (const auto mode : {KnockoutMode::Reroute, KnockoutMode::MeanAblate}) run(request(parts(mode, true, true)));
    EXPECT_EQ(inspect(*model.model, all, 0, {})->logits, before);
    // The keys that the knocked-out runs left in the cache are not the whole model's.
    const auto again = ask(model, *writer, question, {}, {});
    ASSERT_TRUE(again);
    const auto first = *reader->tokens(parent.run, TokenPos(0), TokenPos(1000)), second = *reader->tokens(again->run, TokenPos(0), TokenPos(1000));
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].id, second[i].id);
        EXPECT_EQ(first[i].probability, second[i].probability);
    }
}

TEST_F(KnockoutBranch, ABranchOfItKeepsThePartsOutUntilTheyAreBroughtBack) {
    for (const auto mode : {KnockoutMode::Ablate, KnockoutMode::MeanAblate}) {
        const auto knocked = run(request(parts(mode, true, true)));
        BranchRequest on;
        on.parent = knocked.run.run;
        on.kind = BranchKind::Settings;
        on.at = TokenPos(summary.prompt_tokens + 12);
        const auto same = run(on);
        EXPECT_EQ(same.shared_tokens, 12) << "the same model: its traces are shared";
        EXPECT_EQ(ids(same.run.run), ids(knocked.run.run));
        const auto branches = *reader->branches();
        EXPECT_EQ(parse_without(branches.back().detail), parse_without((branches.end() - 2)->detail));
        on.at.reset();
        on.ablation.emplace();  // everything back
        const auto whole = run(on);
        EXPECT_EQ(ids(whole.run.run), ids(parent.run));
        EXPECT_FALSE(parse_without(reader->branches()->back().detail));
    }
    expect_clean();
}

TEST_F(KnockoutBranch, WritingAgainUsesTheSamePartsAndExplainingRefuses) {
    const Ablation ablation = parts(KnockoutMode::Ablate, true, true);
    const auto knocked = run(request(ablation));
    const auto explained = explain(model, *writer, *reader, knocked.run.run, {}, "gradient", {}, {});
    ASSERT_FALSE(explained);
    EXPECT_EQ(explained.error().kind, ErrorKind::BadInput);
    EXPECT_NE(explained.error().message.find("without ablate 1:0"), std::string::npos) << explained.error().message;

    const TokenPos from(summary.prompt_tokens);
    const auto spread = resample_answers(model, *reader, knocked.run.run, from, 1, 7, {}, {});
    ASSERT_TRUE(spread) << spread.error().message;
    auto settings = usable_settings(model, parse_settings(reader->run(knocked.run.run)->start.settings_json));
    settings.sampler.temperature = spread->temperature;
    settings.sampler.seed = 7;
    Continuation without;
    without.ablation = ablation;
    const auto text_of = [&](const Continuation& continuation) {
        return model.tokenizer->decode(generate(*model.model, prompt(), settings, nullptr, {}, continuation)->ids);
    };
    EXPECT_NE(text_of(without), text_of({})) << "the parts make no difference to this seed";
    EXPECT_NE(text_of(without).find(spread->answers.at(0).answer), std::string::npos);
}

TEST_F(KnockoutBranch, WhatCannotBeTakenOutIsRefusedBeforeAnythingIsStored) {
    const auto refused = [&](const Ablation& ablation) {
        const auto result = branch(model, *writer, *reader, request(ablation), {}, {});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::BadInput) << result.error().message;
    };
    refused({});
    Ablation dense = parts(KnockoutMode::MeanAblate, false, false);
    dense.experts = {{LayerId(0), 1}};
    refused(dense);
    Ablation all;
    for (int e = 0; e < model.model->config().moe.experts; ++e) all.experts.push_back({LayerId(1), e});
    for (const auto mode : {KnockoutMode::Reroute, KnockoutMode::Ablate, KnockoutMode::MeanAblate}) {
        all.mode = mode;
        refused(all);
    }
    Ablation head;
    head.heads = {{LayerId(1), 99}};
    refused(head);
    EXPECT_EQ(reader->runs()->size(), 1U);
}

}  // namespace
}  // namespace reasonscope
