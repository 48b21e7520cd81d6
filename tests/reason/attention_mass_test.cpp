// The segment sums against an explicit walk over a dense attention matrix.

#include "reason/attention_mass.h"

#include <gtest/gtest.h>

#include <random>

namespace reasonscope {
namespace {

constexpr int kLayers = 2, kHeads = 3, kTokens = 24, kPrompt = 9;

/// A run of 24 tokens: sink, template, two prompt steps, template, three thinking steps, a tag, an answer.
struct Fixture {
    std::vector<TokenPos> all_begins = {TokenPos(0), TokenPos(1), TokenPos(2), TokenPos(4), TokenPos(7), TokenPos(9), TokenPos(11), TokenPos(13),
                                        TokenPos(17), TokenPos(20), TokenPos(21), TokenPos(23)};
    std::vector<Step> steps = {step(0, 2, 4, StepSource::Prompt),    step(1, 4, 7, StepSource::Prompt),   step(2, 9, 13, StepSource::Thinking),
                               step(3, 13, 17, StepSource::Thinking), step(4, 17, 20, StepSource::Thinking), step(5, 21, 23, StepSource::Answer)};
    std::vector<float> weights;  // [layers, heads, rows, keys], causal, rows sum to one

    static Step step(int id, int first, int last, StepSource source) {
        Step s;
        s.id = StepId(id);
        s.first = TokenPos(first);
        s.last = TokenPos(last);
        s.source = source;
        return s;
    }
    float at(int l, int h, int row, int key) const { return weights[static_cast<std::size_t>(((l * kHeads + h) * kTokens + row) * kTokens + key)]; }

    Fixture() : weights(static_cast<std::size_t>(kLayers * kHeads * kTokens * kTokens), 0.0F) {
        std::mt19937 random(5);
        std::uniform_real_distribution<float> draw(0.01F, 1.0F);
        for (int g = 0; g < kLayers * kHeads; ++g) {
            for (int row = 0; row < kTokens; ++row) {
                float sum = 0;
                for (int key = 0; key <= row; ++key) sum += weights[static_cast<std::size_t>((g * kTokens + row) * kTokens + key)] = draw(random);
                for (int key = 0; key <= row; ++key) weights[static_cast<std::size_t>((g * kTokens + row) * kTokens + key)] /= sum;
            }
        }
    }

    /// Feeds the generated tokens; a token's own segment begins are known only after it.
    AttentionMass run(int until = kTokens) const {
        AttentionMass mass;
        for (int t = kPrompt; t < until; ++t) {
            std::vector<TokenPos> begins;
            for (const TokenPos b : all_begins) if (b.value < t) begins.push_back(b);
            TokenTrace token;
            token.position = TokenPos(t);
            token.attention.layers = kLayers;
            token.attention.heads = kHeads;
            token.attention.segments = static_cast<int>(begins.size());
            for (int l = 0; l < kLayers; ++l) {
                for (int h = 0; h < kHeads; ++h) {
                    for (std::size_t s = 0; s < begins.size(); ++s) {
                        const int end = s + 1 < begins.size() ? begins[s + 1].value : t;
                        float sum = 0;
                        for (int key = begins[s].value; key < end; ++key) sum += at(l, h, t - 1, key);
                        token.attention.segment_mass.push_back(sum);
                    }
                }
            }
            mass.add(token, begins);
        }
        return mass;
    }

    double dense(int r, int c, int only_layer, int only_head, bool density) const {
        double sum = 0;
        int count = 0;
        const Step &target = steps[static_cast<std::size_t>(r)], &source = steps[static_cast<std::size_t>(c)];
        for (int t = target.first.value; t < target.last.value; ++t) {
            for (int l = 0; l < kLayers; ++l) {
                for (int h = 0; h < kHeads; ++h) {
                    if (only_layer >= 0 && (l != only_layer || h != only_head)) continue;
                    ++count;
                    for (int key = source.first.value; key < source.last.value; ++key) sum += at(l, h, t - 1, key);
                }
            }
        }
        return sum / count / (density ? source.last.value - source.first.value : 1);
    }

    void expect(const StepMatrix& got, int layer = -1, int head = -1, bool density = false) const {
        ASSERT_EQ(got.n, static_cast<int>(steps.size()));
        for (int r = 0; r < got.n; ++r) {
            for (int c = 0; c < got.n; ++c) {
                const bool counted = c < r && steps[static_cast<std::size_t>(r)].source != StepSource::Prompt;
                EXPECT_NEAR(got.at(r, c), counted ? dense(r, c, layer, head, density) : 0.0, 1e-6) << r << " on " << c;
            }
        }
    }
};

TEST(AttentionMass, MeanOverLayersAndHeads) {
    const Fixture f;
    f.expect(f.run().matrix(f.steps));
}

TEST(AttentionMass, DensityDividesByTheSourcesTokens) {
    const Fixture f;
    f.expect(f.run().matrix(f.steps, MassScale::Density), -1, -1, true);
}

TEST(AttentionMass, OneHead) {
    const Fixture f;
    const AttentionMass mass = f.run();
    f.expect(mass.matrix(f.steps, LayerId(1), HeadId(2)), 1, 2);
    for (const float w : mass.matrix(f.steps, LayerId(2), HeadId(0)).w) EXPECT_EQ(w, 0.0F);
}

TEST(AttentionMass, AnswersInTheMiddleOfARun) {
    Fixture f;
    const AttentionMass mass = f.run(18);  // the first token of step 4 has just come
    f.steps.resize(4);
    f.expect(mass.matrix(f.steps));
}

TEST(AttentionMass, SinkAndTemplateNeverCount) {
    const Fixture f;
    const StepMatrix m = f.run().matrix(f.steps);
    for (int r = 2; r < m.n; ++r) {
        float sum = 0;
        for (int c = 0; c < r; ++c) sum += m.at(r, c);
        EXPECT_LT(sum, 0.95F);  // the rest went to position 0, the template and the step itself
    }
}

TEST(AttentionMass, UntracedTokensAddNothing) {
    AttentionMass mass;
    const std::vector<TokenPos> begins = {TokenPos(0)};
    mass.add(TokenTrace{}, begins);
    EXPECT_TRUE(mass.empty());
}

}  // namespace
}  // namespace reasonscope
