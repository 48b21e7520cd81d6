#include "explain/flow_routes.h"

#include <algorithm>

#include "explain/detail/chain_check.h"
#include "explain/detail/streams.h"
#include "model/detail/fused.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

constexpr std::int64_t kRows = 16;  // of one target at once: bounds the terms to [heads, 16, keys, hidden]

/// What one layer's attention moves.
struct LayerView {
    at::Tensor q, k;       // [1, heads or kv_heads, T, qk_dim]
    at::Tensor moved;      // [heads, T, hidden] f32: W_O v of every key
    at::Tensor before, attended;  // [T, hidden] f32
    at::Tensor sinks;      // [heads], where the model has them
};

LayerView view_layer(const detail::Decoder& decoder, int index, const detail::Streams& streams) {
    const ModelConfig& config = decoder.config();
    const auto& layer = decoder.layers()[static_cast<std::size_t>(index)];
    const auto& x = streams.before[static_cast<std::size_t>(index)];
    const auto [cos, sin] = decoder.rotation(0, x.size(0));
    const auto projected = detail::project(config, layer.attention, detail::rms_norm(x.unsqueeze(0), layer.input_norm, config.rms_norm_eps), cos, sin);
    const std::int64_t heads = config.heads, dv = projected.v.size(3);
    const auto values = projected.v.squeeze(0).repeat_interleave(heads / config.kv_heads, 0);                         // [heads, T, dv]
    const auto out = layer.attention.o.weight.view({config.hidden_size, heads, dv}).permute({1, 2, 0});               // [heads, dv, hidden]
    return {projected.q, projected.k, at::matmul(values, out.to(values.scalar_type())).to(at::kFloat), x.to(at::kFloat), streams.attended[static_cast<std::size_t>(index)].to(at::kFloat), layer.attention.sinks};
}

/// Shares of the terms of a few rows.
struct Shares {
    at::Tensor itself;  // [rows]
    at::Tensor keys;    // [rows, heads * m]
    at::Tensor places;  // [rows, heads * m] int64, position of each key
};

class Routes {
public:
    Routes(const detail::Decoder& decoder, const FlowSettings& settings) : decoder_(decoder), settings_(settings) {}

    /// Rows [begin, end) of one layer.
    [[nodiscard]] Shares shares(const LayerView& view, int layer, std::int64_t begin, std::int64_t end) const {
        const ModelConfig& config = decoder_.config();
        const std::int64_t heads = config.heads, kv_heads = config.kv_heads, rows = end - begin, hidden = config.hidden_size;
        const auto q = view.q.slice(2, begin, end).reshape({1, kv_heads, heads / kv_heads * rows, view.q.size(3)});
        const auto scores = at::matmul(q, view.k.slice(2, 0, end).transpose(2, 3)).view({1, heads, rows, end});
        const auto weights = detail::causal_softmax(scores, decoder_.score_scale(), begin, config.window(layer), view.sinks).squeeze(0);  // [heads, rows, end]
        const auto m = std::min<std::int64_t>(settings_.keys, end);
        const auto [largest, places] = weights.topk(m, -1);
        const auto moved = view.moved.slice(1, 0, end).gather(1, places.reshape({heads, rows * m, 1}).expand({heads, rows * m, hidden})).view({heads, rows, m, hidden});
        const auto terms = moved * largest.unsqueeze(-1);                                   // [heads, rows, m, hidden]
        const auto y = view.attended.slice(0, begin, end), x = view.before.slice(0, begin, end);  // [rows, hidden]
        const auto size = y.abs().sum(-1);
        const auto share = [&](const at::Tensor& without) { return (size - without.abs().sum(-1)).clamp_min(0); };
        const auto rest = y - x - terms.sum(at::IntArrayRef{0, 2});
        auto itself = share(y - x), nowhere = share(y - rest);
        const auto each = (size.unsqueeze(-1) - (y.unsqueeze(1) - terms).abs().sum(-1)).clamp_min(0);  // [heads, rows, m]
        auto keys = each.permute({1, 0, 2}).reshape({rows, heads * m});
        const auto normalise = [&] {
            const auto all = (itself + nowhere + keys.sum(-1)).clamp_min(1e-12);
            itself = itself / all;
            nowhere = nowhere / all;
            keys = keys / all.unsqueeze(-1);
        };
        normalise();
        if (settings_.threshold > 0) {
            for (auto* part : {&itself, &nowhere, &keys}) *part = *part * (*part >= settings_.threshold);
            normalise();
        }
        return {itself.to(at::kCPU, at::kDouble), keys.to(at::kCPU, at::kDouble).contiguous(), places.permute({1, 0, 2}).reshape({rows, heads * m}).to(at::kCPU).contiguous()};
    }

private:
    const detail::Decoder& decoder_;
    FlowSettings settings_;
};

/// One step's importance on its way down.
struct Walk {
    int step = 0;
    std::int64_t begin = 0, end = 0;  // rows that predict its tokens
    std::vector<double> importance;   // of these rows
    std::vector<double> received;     // [steps]
};

/// One layer down: the rows keep their own share, pass to earlier rows of the step, or hand over to another step.
void go_down(Walk& walk, const Shares& shares, std::int64_t first_row, std::span<const int> step_of, std::vector<double>& below) {
    const auto terms = shares.keys.size(1);
    const double* itself = shares.itself.data_ptr<double>();
    const double* keys = shares.keys.data_ptr<double>();
    const std::int64_t* places = shares.places.data_ptr<std::int64_t>();
    for (std::int64_t row = 0; row < shares.keys.size(0); ++row) {
        const double importance = walk.importance[static_cast<std::size_t>(first_row + row - walk.begin)];
        below[static_cast<std::size_t>(first_row + row - walk.begin)] += importance * itself[row];
        for (std::int64_t term = 0; term < terms; ++term) {
            const double part = importance * keys[row * terms + term];
            const std::int64_t at = places[row * terms + term];
            if (at >= walk.begin) below[static_cast<std::size_t>(at - walk.begin)] += part;
            else if (const int source = step_of[static_cast<std::size_t>(at)]; source >= 0) walk.received[static_cast<std::size_t>(source)] += part;
        }
    }
}

std::vector<int> steps_of_positions(std::span<const Step> steps, std::size_t length) {
    std::vector<int> step_of(length, -1);
    for (const Step& step : steps)
        for (int t = std::max(1, step.first.value); t < step.last.value; ++t) step_of[static_cast<std::size_t>(t)] = step.id.value;
    return step_of;
}

}  // namespace

Result<StepMatrix> flow_routes(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, std::span<const StepId> targets,
                               const FlowSettings& settings, const ProgressFn& progress, std::stop_token stop) {
    const std::vector<StepId> wanted = detail::targets_or_all(steps, targets);
    if (const Status good = detail::check_chain(model.config(), ids, steps, wanted); !good) return tl::unexpected(good.error());
    if (settings.keys < 1 || !(settings.threshold >= 0 && settings.threshold < 1))
        return bad_input("Flow routes need at least one key per head and a threshold from 0 to below 1, not {} and {}.", settings.keys, settings.threshold);
    if (stop.stop_requested()) return cancelled();
    return detail::guarded<StepMatrix>("Flow routes could not be computed", [&] {
        const detail::Decoder& decoder = *model.impl().decoder;
        if (progress) progress({0.0, -1.0, "Running the chain"});
        at::Tensor input = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
        std::ranges::copy(ids, input.data_ptr<std::int64_t>());
        const detail::Streams streams = detail::read_streams(decoder, input.to(decoder.options().device()), /*attended=*/true, stop);
        const std::vector<int> step_of = steps_of_positions(steps, ids.size());
        std::vector<Walk> walks;
        for (const StepId id : wanted) {
            const Step& step = steps[static_cast<std::size_t>(id.value)];
            Walk walk{id.value, std::max(1, step.first.value) - std::int64_t{1}, step.last.value - std::int64_t{1}, {}, std::vector<double>(steps.size(), 0.0)};
            if (walk.begin >= walk.end) continue;
            walk.importance.assign(static_cast<std::size_t>(walk.end - walk.begin), 1.0 / static_cast<double>(walk.end - walk.begin));
            walks.push_back(std::move(walk));
        }
        const Routes routes(decoder, settings);
        for (int layer = decoder.config().layers - 1; layer >= 0; --layer) {
            if (progress) progress({1 - (layer + 1.0) / decoder.config().layers, -1.0, fmt::format("Layer {}", layer)});
            const LayerView view = view_layer(decoder, layer, streams);
            for (Walk& walk : walks) {
                if (stop.stop_requested()) throw detail::Stopped{};
                std::vector<double> below(walk.importance.size(), 0.0);
                for (std::int64_t row = walk.begin; row < walk.end; row += kRows)
                    go_down(walk, routes.shares(view, layer, row, std::min(row + kRows, walk.end)), row, step_of, below);
                walk.importance = std::move(below);
            }
        }
        StepMatrix matrix(static_cast<int>(steps.size()));
        for (const Walk& walk : walks)
            for (int c = 0; c < walk.step; ++c) matrix.at(walk.step, c) = static_cast<float>(walk.received[static_cast<std::size_t>(c)]);
        return matrix;
    });
}

}  // namespace reasonscope
