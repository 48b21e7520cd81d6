// Knock-outs against an independent forward pass: a copy of the model whose remaining expert does all the work.

#include "explain/knockout.h"

#include <gtest/gtest.h>

#include <cmath>

#include "generate/inspect.h"
#include "model/detail/model_impl.h"
#include "tests/explain/support.h"

namespace reasonscope {
namespace {

using test::kIds;
using test::load;

std::vector<Step> steps() {
    std::vector<Step> all(2);
    all[0].id = StepId(0), all[0].first = TokenPos(6), all[0].last = TokenPos(10), all[0].source = StepSource::Thinking;
    all[1].id = StepId(1), all[1].first = TokenPos(10), all[1].last = TokenPos(14), all[1].source = StepSource::Answer;
    return all;
}

int moe_layer(const ModelConfig& config) {
    int layer = 0;
    while (!config.is_moe_layer(layer)) ++layer;
    return layer;
}

double answer_log_p(const Model& model) {
    const auto exact = inspect(model, kIds, 0, {});
    const auto vocab = static_cast<std::size_t>(exact->vocab);
    double sum = 0;
    for (std::size_t t = 10; t < 14; ++t) {
        const std::span row(exact->logits.data() + (t - 1) * vocab, vocab);
        double total = 0;
        for (const float x : row) total += std::exp(static_cast<double>(x));
        sum += row[static_cast<std::size_t>(kIds[t])] - std::log(total);
    }
    return sum;
}

TEST(Knockout, AllButOneEqualsAModelThatHasOnlyThatOne) {
    const auto model = load();
    const auto& config = model->config();
    const int layer = moe_layer(config), left = config.moe.experts / 2;
    Knockout knockout;
    for (int e = 0; e < config.moe.experts; ++e)
        if (e != left) knockout.experts.push_back({LayerId(layer), ExpertId(e)});
    const auto found = knock_out(*model, kIds, steps(), knockout, 1, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_NEAR(found->answer_log_p, answer_log_p(*model), 1e-4);
    // All experts of another copy are the one that is left. Weights that are normalised sum to one, so that its share is whole.
    ASSERT_TRUE(config.moe.norm_topk_prob);
    const auto other = load();
    auto& experts = other->impl().decoder->layers()[static_cast<std::size_t>(layer)].moe_block.experts;
    for (auto& expert : experts) expert = experts[static_cast<std::size_t>(left)];
    EXPECT_NEAR(found->answer_log_p + found->effect.answer_change, answer_log_p(*other), 1e-4);
    EXPECT_GT(std::abs(found->effect.answer_change), 1e-4);
    EXPECT_FALSE(found->control && config.moe.experts > 2 && found->control_knockout.experts.size() != knockout.experts.size());
}

TEST(Knockout, RestoringGivesTheSameBits) {
    const auto model = load();
    const auto before = inspect(*model, kIds, 0, {});
    Knockout knockout;
    knockout.experts = {{LayerId(moe_layer(model->config())), ExpertId(0)}};
    for (const auto mode : {KnockoutMode::Reroute, KnockoutMode::Ablate, KnockoutMode::MeanAblate}) {
        knockout.mode = mode;
        ASSERT_TRUE(knock_out(*model, kIds, steps(), knockout, 1, {}, {}));
    }
    const auto after = inspect(*model, kIds, 0, {});
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->logits, after->logits);
}

TEST(Knockout, AblatingEqualsAnExpertOfZeros) {
    const auto model = load(), other = load();
    const int layer = moe_layer(model->config());
    Knockout knockout;
    knockout.mode = KnockoutMode::Ablate;
    knockout.experts = {{LayerId(layer), ExpertId(1)}};
    const auto found = knock_out(*model, kIds, steps(), knockout, 1, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    auto& down = other->impl().decoder->layers()[static_cast<std::size_t>(layer)].moe_block.experts[1].down.weight;
    down = at::zeros_like(down);
    EXPECT_NEAR(found->answer_log_p + found->effect.answer_change, answer_log_p(*other), 1e-4);
    ASSERT_TRUE(found->control);
    EXPECT_NE(found->control_knockout.experts[0].expert, ExpertId(1));
}

TEST(Knockout, AHeadThatIsOutGivesNothing) {
    const auto model = load(), other = load();
    Knockout knockout;
    knockout.heads = {{LayerId(0), HeadId(1)}};
    const auto found = knock_out(*model, kIds, steps(), knockout, 1, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    auto& weight = other->impl().decoder->layers()[0].attention.o.weight;
    const std::int64_t width = model->config().head_dim_v();
    weight = weight.clone();
    weight.slice(1, width, 2 * width).zero_();
    EXPECT_NEAR(found->answer_log_p + found->effect.answer_change, answer_log_p(*other), 1e-4);
}

TEST(Knockout, BadPlacesAreRefused) {
    const auto model = load();
    const auto refused = [&](std::vector<ExpertAt> experts, std::vector<HeadAt> heads) {
        const auto found = knock_out(*model, kIds, steps(), {std::move(experts), std::move(heads), KnockoutMode::Reroute}, 1, {}, {});
        return !found && found.error().kind == ErrorKind::BadInput;
    };
    const int layer = moe_layer(model->config());
    EXPECT_TRUE(refused({}, {}));
    EXPECT_TRUE(refused({{LayerId(99), ExpertId(0)}}, {}));
    EXPECT_TRUE(refused({{LayerId(layer), ExpertId(99)}}, {}));
    EXPECT_TRUE(refused({}, {{LayerId(0), HeadId(99)}}));
    std::vector<ExpertAt> all;
    for (int e = 0; e < model->config().moe.experts; ++e) all.push_back({LayerId(layer), ExpertId(e)});
    EXPECT_TRUE(refused(all, {}));
    for (const char* text : {"", "3", "3:", ":1", "3:1,", "a:b", "3:1 ,4:1"}) EXPECT_FALSE(parse_places(text)) << text;
    EXPECT_EQ(*parse_places("3:1,4:0"), (std::vector<std::pair<int, int>>{{3, 1}, {4, 0}}));
}

TEST(Knockout, Stops) {
    std::stop_source stop;
    stop.request_stop();
    const auto model = load();
    Knockout knockout;
    knockout.heads = {{LayerId(0), HeadId(0)}};
    const auto stopped = knock_out(*model, kIds, steps(), knockout, 1, {}, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace reasonscope
