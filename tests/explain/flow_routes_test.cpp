// Flow routes against loops over every row, head and key of an exact pass.

#include "explain/flow_routes.h"

#include <gtest/gtest.h>

#include <cmath>

#include <c10/core/InferenceMode.h>

#include "model/detail/fused.h"
#include "model/detail/model_impl.h"
#include "tests/explain/support.h"

namespace reasonscope {
namespace {

using test::kIds;
using test::load;
using test::steps;

using Vector = std::vector<double>;

double size_of(const Vector& v) {
    double sum = 0;
    for (const double x : v) sum += std::abs(x);
    return sum;
}

double share_of(const Vector& whole, const Vector& term) {
    Vector rest = whole;
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= term[i];
    return std::max(0.0, size_of(whole) - size_of(rest));
}

Vector row_of(const at::Tensor& x, std::int64_t row) {
    const auto wide = x[row].to(at::kDouble).contiguous();
    return {wide.data_ptr<double>(), wide.data_ptr<double>() + wide.numel()};
}

/// Edge shares of one layer: [T][T] from row to key, and what the row keeps.
struct Layer {
    std::vector<Vector> edges;
    Vector kept;
};

/// All keys, so nothing is left over but a bias.
std::vector<Layer> layers_of(const Model& model, double threshold) {
    const c10::InferenceMode no_gradients;
    const ModelConfig& config = model.config();
    const auto& decoder = *model.impl().decoder;
    const auto n = static_cast<std::int64_t>(kIds.size());
    at::Tensor ids = at::empty({1, n}, at::kLong);
    std::ranges::copy(kIds, ids.data_ptr<std::int64_t>());
    std::vector<at::Tensor> before, attended, weights;
    detail::ForwardHooks hooks;
    hooks.embedded = [&](const at::Tensor& x) {
        before.push_back(x[0]);
        return x;
    };
    hooks.attention = [&](int, const at::Tensor& w) {
        weights.push_back(w[0].clone());
        return w;
    };
    hooks.attended = [&](int, const at::Tensor& x) { attended.push_back(x[0]); };
    hooks.residual = [&](int, const at::Tensor& x) { before.push_back(x[0]); };
    (void)decoder.forward(ids, nullptr, &hooks);
    std::vector<Layer> layers;
    for (int l = 0; l < config.layers; ++l) {
        const auto at = static_cast<std::size_t>(l);
        const auto& layer = decoder.layers()[at];
        const auto [cos, sin] = decoder.rotation(0, n);
        const auto v = detail::project(config, layer.attention, detail::rms_norm(before[at].unsqueeze(0), layer.input_norm, config.rms_norm_eps), cos, sin).v[0];
        const std::int64_t dv = v.size(2);
        Layer out{std::vector<Vector>(kIds.size(), Vector(kIds.size(), 0.0)), Vector(kIds.size(), 0.0)};
        for (std::int64_t i = 0; i < n; ++i) {
            const Vector y = row_of(attended[at], i), x = row_of(before[at], i);
            Vector left = y;
            for (std::size_t d = 0; d < left.size(); ++d) left[d] -= x[d];
            std::vector<std::pair<std::int64_t, double>> terms;
            for (std::int64_t h = 0; h < config.heads; ++h) {
                const auto out_weight = layer.attention.o.weight.narrow(1, h * dv, dv);
                for (std::int64_t j = 0; j <= i; ++j) {
                    Vector term = row_of(at::matmul(out_weight, v[h / (config.heads / config.kv_heads)][j]).unsqueeze(0), 0);
                    const double w = weights[at][h][i][j].item<double>();
                    for (std::size_t d = 0; d < term.size(); ++d) left[d] -= (term[d] *= w);
                    terms.emplace_back(j, share_of(y, term));
                }
            }
            double kept = share_of(y, x), lost = share_of(y, left);
            for (int pass = 0; pass < 2; ++pass) {  // shares, then again behind the cut
                double sum = kept + lost;
                for (const auto& [j, share] : terms) sum += share;
                const auto settle = [&](double& share) {
                    share /= sum;
                    if (pass == 0 && share < threshold) share = 0;
                };
                settle(kept);
                settle(lost);
                for (auto& [j, share] : terms) settle(share);
            }
            out.kept[static_cast<std::size_t>(i)] = kept;
            for (const auto& [j, share] : terms) out.edges[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] += share;
        }
        layers.push_back(std::move(out));
    }
    return layers;
}

/// What reaches each position from the rows of `step` by the first edge that leaves them.
Vector walk(const std::vector<Layer>& layers, const Step& step) {
    const auto begin = static_cast<std::size_t>(step.first.value - 1), end = static_cast<std::size_t>(step.last.value - 1);
    Vector here(kIds.size(), 0.0), received(kIds.size(), 0.0);
    for (std::size_t i = begin; i < end; ++i) here[i] = 1.0 / static_cast<double>(end - begin);
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
        Vector below(kIds.size(), 0.0);
        for (std::size_t i = begin; i < end; ++i) {
            below[i] += here[i] * layer->kept[i];
            for (std::size_t j = 0; j <= i; ++j) (j >= begin ? below : received)[j] += here[i] * layer->edges[i][j];
        }
        here = below;
    }
    return received;
}

class FlowRoutes : public testing::TestWithParam<const char*> {};

TEST_P(FlowRoutes, EqualLoopsOverEveryEdge) {
    const auto model = load(GetParam());
    const auto all = steps();
    for (const double threshold : {0.0, 0.02}) {
        FlowSettings settings;
        settings.keys = 99;
        settings.threshold = threshold;
        const auto found = flow_routes(*model, kIds, all, {}, settings, {}, {});
        ASSERT_TRUE(found) << found.error().message;
        const auto layers = layers_of(*model, threshold);
        double largest = 0;
        for (const int r : {2, 3}) {
            const Vector received = walk(layers, all[static_cast<std::size_t>(r)]);
            double total = 0;
            for (int c = 0; c < r; ++c) {
                double expected = 0;
                for (int t = all[static_cast<std::size_t>(c)].first.value; t < all[static_cast<std::size_t>(c)].last.value; ++t) expected += received[static_cast<std::size_t>(t)];
                EXPECT_NEAR(found->at(r, c), expected, 1e-4 + 1e-3 * expected) << r << " on " << c << " cut " << threshold;
                largest = std::max(largest, expected);
                total += static_cast<double>(found->at(r, c));
            }
            EXPECT_LE(total, 1.0 + 1e-5);
        }
        EXPECT_GT(largest, 1e-3);
    }
}

INSTANTIATE_TEST_SUITE_P(Models, FlowRoutes, testing::Values("plain", "groups-yarn-tied", "qwen3-moe-mixed", "llama-scaled-biased", "mistral-window", "gpt-oss"),
                         [](const auto& info) { std::string name = info.param; std::ranges::replace(name, '-', '_'); return name; });

TEST(FlowRequest, FewKeysLeaveTheRestToNobody) {
    const auto model = load("plain");
    FlowSettings few;
    few.keys = 2;
    const auto some = flow_routes(*model, kIds, steps(), {}, few, {}, {});
    FlowSettings every;
    every.keys = 99;
    const auto whole = flow_routes(*model, kIds, steps(), {}, every, {}, {});
    ASSERT_TRUE(some && whole);
    float less = 0, more = 0;
    for (int c = 0; c < 3; ++c) {
        less += some->at(3, c);
        more += whole->at(3, c);
    }
    EXPECT_GT(less, 0);
    EXPECT_NE(less, more);
}

TEST(FlowRequest, BadRequestsAndStops) {
    const auto model = load("plain");
    const std::vector<StepId> missing = {StepId(9)};
    EXPECT_FALSE(flow_routes(*model, kIds, steps(), missing, {}, {}, {}));
    FlowSettings wrong;
    wrong.threshold = 1;
    EXPECT_FALSE(flow_routes(*model, kIds, steps(), {}, wrong, {}, {}));
    std::stop_source stop;
    const auto progress = [&](const Progress& p) {
        if (p.what == "Layer 1") stop.request_stop();
    };
    const auto stopped = flow_routes(*model, kIds, steps(), {}, {}, progress, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

}  // namespace
}  // namespace reasonscope
