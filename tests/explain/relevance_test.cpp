// Relevance against the rules written out: every linear map, product, softmax and norm takes what lies on its outputs and shares it among its
// inputs, in f64 and without a gradient. And: nothing is lost where nothing may be lost.

#include "explain/relevance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <c10/core/InferenceMode.h>

#include "explain/detail/lrp_layer.h"
#include "model/detail/model_impl.h"
#include "tests/explain/support.h"

namespace reasonscope {
namespace {

using test::kIds;
using test::load;
using test::steps;

at::Tensor input() {
    at::Tensor ids = at::empty({1, static_cast<std::int64_t>(kIds.size())}, at::kLong);
    std::ranges::copy(kIds, ids.data_ptr<std::int64_t>());
    return ids;
}

at::Tensor wide(const at::Tensor& x) { return x.to(at::kDouble); }

/// Relevance per unit of a value; 0 where the value is 0.
at::Tensor per_unit(const at::Tensor& relevance, const at::Tensor& value) { return at::where(value == 0, at::zeros_like(value), relevance / value); }

/// y = x W^T: R_x = x (W^T (R_y / y)).
at::Tensor through(const detail::Linear& linear, const at::Tensor& x, const at::Tensor& y, const at::Tensor& relevance) {
    return x * at::matmul(per_unit(relevance, y), wide(linear.weight));
}

at::Tensor apply(const detail::Linear& linear, const at::Tensor& x) { return at::matmul(x, wide(linear.weight).t()); }

at::Tensor norm(const at::Tensor& x, const at::Tensor& weight, double eps) { return wide(weight) * x * at::rsqrt(x.square().mean(-1, true) + eps); }

/// One gated MLP: half of what lies on the product goes to each factor; silu hands on what lies on it.
at::Tensor through_mlp(const detail::Mlp& m, const at::Tensor& x, const at::Tensor& y, const at::Tensor& relevance) {
    const auto gate = apply(m.gate, x), up = apply(m.up, x), product = gate * at::sigmoid(gate) * up;
    const auto half = through(m.down, product, y, relevance) * 0.5;
    return through(m.gate, x, gate, half) + through(m.up, x, up, half);
}

at::Tensor run_mlp(const detail::Mlp& m, const at::Tensor& x) {
    const auto gate = apply(m.gate, x);
    return apply(m.down, gate * at::sigmoid(gate) * apply(m.up, x));
}

/// Grouped attention without biases, dense or with experts.
class Reference {
public:
    explicit Reference(const Model& model) : config_(model.config()), decoder_(*model.impl().decoder) {
        detail::ForwardHooks hooks;
        hooks.embedded = [&](const at::Tensor& x) {
            states_.push_back(wide(x.squeeze(0)));
            return x;
        };
        hooks.residual = [&](int, const at::Tensor& x) { states_.push_back(wide(x.squeeze(0))); };
        (void)decoder_.forward(input(), nullptr, &hooks);
        head_ = wide(decoder_.logits(at::eye(config_.hidden_size)));  // [hidden, vocab]
    }

    /// By position, and what is explained.
    std::pair<at::Tensor, double> relevance(const Step& step, RelevanceRules rules) const {
        const auto begin = step.first.value - 1, end = step.last.value - 1;
        const auto normed = norm(states_.back(), decoder_.final_norm_weight(), config_.rms_norm_eps);
        const auto logits = at::matmul(normed, head_);
        auto weight = at::zeros_like(logits);
        for (int row = begin; row < end; ++row) weight[row][kIds[static_cast<std::size_t>(row) + 1]] = 1;
        auto on = normed * at::matmul(weight, head_.t());
        auto left = at::zeros({on.size(0)}, at::kDouble);
        for (int layer = config_.layers - 1; layer >= 0; --layer) {
            on = through_layer(layer, on, rules);
            const auto sums = on.sum(-1);
            for (int t = 0; t < sums.size(0); ++t) {
                if (layer > 0 && t >= begin && t < end) continue;
                left[t] += sums[t];
                on[t].zero_();
            }
        }
        return {left, (weight * logits).sum().item<double>()};
    }

private:
    at::Tensor through_layer(int index, const at::Tensor& relevance, RelevanceRules rules) const {
        const auto& layer = decoder_.layers()[static_cast<std::size_t>(index)];
        const auto& x = states_[static_cast<std::size_t>(index)];
        const auto n = norm(x, layer.input_norm, config_.rms_norm_eps);
        const Heads h = heads_of(layer, index, n);
        const auto attended = apply(layer.attention.o, h.mixed), middle = x + attended;
        const auto m = norm(middle, layer.post_norm, config_.rms_norm_eps);
        at::Tensor on_m;
        const auto unit = per_unit(relevance, states_[static_cast<std::size_t>(index) + 1]);
        if (!layer.moe) {
            const auto y = run_mlp(layer.mlp, m);
            on_m = through_mlp(layer.mlp, m, y, unit * y);
        } else {
            on_m = through_experts(layer, m, unit);
        }
        const auto on_middle = unit * middle + on_m;
        const auto unit_middle = per_unit(on_middle, middle);
        return unit_middle * x + through_heads(layer, h, n, attended, unit_middle * attended, rules);
    }

    at::Tensor through_experts(const detail::Layer& layer, const at::Tensor& m, const at::Tensor& unit) const {
        const auto routing = detail::route(layer.moe_block, config_.moe, m.to(at::kFloat));
        auto on = at::zeros_like(m);
        for (int t = 0; t < m.size(0); ++t) {
            for (int slot = 0; slot < routing.experts.size(1); ++slot) {
                const auto& expert = layer.moe_block.experts[static_cast<std::size_t>(routing.experts[t][slot].item<std::int64_t>())];
                const auto row = m.slice(0, t, t + 1), y = run_mlp(expert, row);
                on[t] += through_mlp(expert, row, y, unit.slice(0, t, t + 1) * y * routing.weights[t][slot].item<double>()).squeeze(0);
            }
        }
        if (layer.moe_block.has_shared) {
            const auto y = run_mlp(layer.moe_block.shared, m);
            on = on + through_mlp(layer.moe_block.shared, m, y, unit * y);
        }
        return on;
    }

    struct Heads {
        at::Tensor q_flat, k_flat, v_flat;  // behind the projections [T, heads * dim]
        at::Tensor q, k;                    // rotated [heads, T, dim]; keys once per query head
        at::Tensor v, scores, weights;      // [heads, T, ..]
        at::Tensor mixed;                   // [T, heads * dim]
    };

    [[nodiscard]] at::Tensor split(const at::Tensor& flat, std::int64_t heads) const { return flat.view({flat.size(0), heads, config_.head_dim}).transpose(0, 1); }

    Heads heads_of(const detail::Layer& layer, int index, const at::Tensor& n) const {
        const auto& a = layer.attention;
        const auto length = n.size(0);
        const std::int64_t share = config_.heads / config_.kv_heads;
        const auto [cos, sin] = decoder_.rotation(0, length);
        Heads h;
        h.q_flat = apply(a.q, n);
        h.k_flat = apply(a.k, n);
        h.v_flat = apply(a.v, n);
        auto q = split(h.q_flat, config_.heads), k = split(h.k_flat, config_.kv_heads);
        if (config_.qk_norm == QkNorm::PerHead) {
            q = norm(q, a.q_norm, config_.rms_norm_eps);
            k = norm(k, a.k_norm, config_.rms_norm_eps);
        }
        h.q = detail::rotate(q, wide(cos), wide(sin));
        h.k = detail::rotate(k, wide(cos), wide(sin)).repeat_interleave(share, 0);
        h.v = split(h.v_flat, config_.kv_heads).repeat_interleave(share, 0);
        h.scores = at::matmul(h.q, h.k.transpose(1, 2)) * decoder_.score_scale();
        auto hidden = at::ones({length, length}).triu(1) > 0;
        if (config_.window(index) > 0) hidden = hidden.logical_or(at::ones({length, length}).tril(-config_.window(index)) > 0);
        h.weights = h.scores.masked_fill(hidden, -std::numeric_limits<double>::infinity()).softmax(-1);
        h.mixed = at::matmul(h.weights, h.v).transpose(0, 1).reshape({length, -1});
        return h;
    }

    at::Tensor through_heads(const detail::Layer& layer, const Heads& h, const at::Tensor& n, const at::Tensor& attended, const at::Tensor& relevance,
                             RelevanceRules rules) const {
        const auto& a = layer.attention;
        const std::int64_t share = config_.heads / config_.kv_heads, length = n.size(0);
        const auto on_mixed = split(through(a.o, h.mixed, attended, relevance), config_.heads);
        const auto unit = per_unit(on_mixed, split(h.mixed, config_.heads));  // [heads, T, dim]
        const double part = rules == RelevanceRules::Conserving ? 1.0 : 0.5;
        const auto grouped = [&](const at::Tensor& x) { return x.view({config_.kv_heads, share, length, -1}).sum(1); };
        const auto flat = [&](const at::Tensor& x) { return x.transpose(0, 1).reshape({length, -1}); };
        const auto on_v = grouped(h.v * at::matmul(h.weights.transpose(1, 2), unit)) * part;
        auto on_n = through(a.v, n, h.v_flat, flat(on_v));
        if (rules == RelevanceRules::Conserving) return on_n;
        const auto on_weights = h.weights * at::matmul(unit, h.v.transpose(1, 2)) * 0.5;
        const auto on_scores = h.scores * (on_weights - h.weights * on_weights.sum(-1, true));
        const auto unit_score = per_unit(on_scores, h.scores) * decoder_.score_scale() * 0.5;
        const auto [cos, sin] = decoder_.rotation(0, length);
        // A rotation is linear: what lies on the rotated values, per unit, is rotated back onto the plain ones.
        const auto back = [&](const at::Tensor& per_rotated, const at::Tensor& plain) { return plain * detail::rotate(per_rotated, wide(cos), -wide(sin)); };
        auto plain_q = split(h.q_flat, config_.heads), plain_k = split(h.k_flat, config_.kv_heads);
        if (config_.qk_norm == QkNorm::PerHead) {
            plain_q = norm(plain_q, a.q_norm, config_.rms_norm_eps);
            plain_k = norm(plain_k, a.k_norm, config_.rms_norm_eps);
        }
        const auto on_q = back(at::matmul(unit_score, h.k), plain_q);
        const auto on_k = back(grouped(at::matmul(unit_score.transpose(1, 2), h.q)), plain_k);
        on_n = on_n + through(a.q, n, h.q_flat, flat(on_q)) + through(a.k, n, h.k_flat, flat(on_k));
        return on_n;
    }

    const ModelConfig& config_;
    const detail::Decoder& decoder_;
    std::vector<at::Tensor> states_;  // [T, hidden]
    at::Tensor head_;
};

std::string test_name(const testing::TestParamInfo<const char*>& info) {
    std::string name = info.param;
    std::ranges::replace(name, '-', '_');
    return name;
}

class WrittenOut : public testing::TestWithParam<const char*> {};

TEST_P(WrittenOut, EqualsTheRules) {
    const auto model = load(GetParam());
    const auto all = steps();
    const at::NoGradGuard no_gradients;
    const Reference reference(*model);
    for (const auto rules : {RelevanceRules::AttnLrp, RelevanceRules::Conserving}) {
        for (const int r : {2, 3}) {
            const std::vector<StepId> target = {StepId(r)};
            const auto found = relevance_provenance(*model, kIds, all, target, rules, {}, {});
            ASSERT_TRUE(found) << found.error().message;
            const auto [expected, explained] = reference.relevance(all[static_cast<std::size_t>(r)], rules);
            const double scale = expected.abs().max().item<double>();
            EXPECT_NEAR(found->explained, explained, 1e-4 * std::max(1.0, std::abs(explained)));
            for (std::size_t t = 0; t < kIds.size(); ++t)
                EXPECT_NEAR(found->token_scores[t], expected[static_cast<std::int64_t>(t)].item<double>(), 1e-3 * scale) << r << " token " << t;
            for (int c = 0; c < r; ++c) {
                double sum = 0;
                const Step& source = all[static_cast<std::size_t>(c)];
                for (int t = source.first.value; t < source.last.value; ++t)
                    if (t != all[static_cast<std::size_t>(r)].first.value - 1) sum += expected[t].item<double>();
                EXPECT_NEAR(found->matrix.at(r, c), std::max(0.0, sum), 1e-3 * scale);
            }
            EXPECT_GT(scale, 1e-3);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Models, WrittenOut, testing::Values("llama-tied-linear", "qwen3", "mistral-window", "mixtral", "qwen3-moe-mixed"), test_name);

class EveryFamily : public testing::TestWithParam<const char*> {};

TEST_P(EveryFamily, RuledLayersComputeWhatLayersCompute) {
    const auto model = load(GetParam());
    const at::NoGradGuard no_gradients;
    const auto& decoder = *model->impl().decoder;
    std::vector<at::Tensor> states;
    detail::ForwardHooks hooks;
    hooks.embedded = [&](const at::Tensor& x) {
        states.push_back(x);
        return x;
    };
    hooks.residual = [&](int, const at::Tensor& x) { states.push_back(x); };
    (void)decoder.forward(input(), nullptr, &hooks);
    for (int layer = 0; layer < model->config().layers; ++layer) {
        for (const auto rules : {RelevanceRules::AttnLrp, RelevanceRules::Conserving}) {
            const auto& x = states[static_cast<std::size_t>(layer)];
            const auto keys = detail::lrp_keys(decoder, layer, x);
            for (const auto& [begin, end] : {std::pair{0, 14}, std::pair{5, 9}}) {
                const auto y = detail::lrp_rows(decoder, layer, x, keys, begin, end, rules);
                EXPECT_LT((y - states[static_cast<std::size_t>(layer) + 1].slice(1, begin, end)).abs().max().item<float>(), 1e-4) << layer;
            }
        }
    }
}

TEST_P(EveryFamily, RelevanceIsConservedWhereOnlyBiasesCouldKeepIt) {
    const auto model = load(GetParam());
    const bool biased = model->config().bias.qkv || model->config().bias.output || model->config().bias.mlp;
    const std::vector<StepId> target = {StepId(3)};
    const auto found = relevance_provenance(*model, kIds, steps(), target, RelevanceRules::Conserving, {}, {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_GT(std::abs(found->explained), 0.05);
    if (biased) EXPECT_GT(std::abs(found->relevance - found->explained), 1e-3 * std::abs(found->explained));
    else EXPECT_NEAR(found->relevance, found->explained, 1e-3 * std::abs(found->explained));
}

INSTANTIATE_TEST_SUITE_P(Models, EveryFamily,
                         testing::Values("plain", "groups-yarn-tied", "bias-halves-shared", "deepseek-v2-greedy", "deepseek-v2-groups", "gpt-oss", "llama-scaled-biased",
                                         "llama-tied-linear", "mistral-window", "mixtral", "olmoe-clipped", "qwen2-some-windows", "qwen3", "qwen3-moe-mixed"),
                         test_name);

TEST(RelevanceRequest, BadRequestsAndStops) {
    const auto model = load("plain");
    const std::vector<StepId> missing = {StepId(9)};
    EXPECT_FALSE(relevance_provenance(*model, kIds, steps(), missing, RelevanceRules::AttnLrp, {}, {}));
    std::stop_source stop;
    const auto progress = [&](const Progress& p) {
        if (p.what.starts_with("Layer 1")) stop.request_stop();
    };
    const auto stopped = relevance_provenance(*model, kIds, steps(), {}, RelevanceRules::AttnLrp, progress, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace reasonscope
