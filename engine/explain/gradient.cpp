#include "explain/gradient.h"

#include <algorithm>

#include <torch/csrc/autograd/autograd.h>

#include "explain/detail/chain_check.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

/// One forward pass whose attention weights stay in the graph.
struct Graph {
    at::Tensor hidden;               // [1, T, hidden]
    std::vector<at::Tensor> weights; // per layer [1, heads, T, T] f32
};

Graph run_forward(const detail::Decoder& decoder, const at::Tensor& ids) {
    Graph graph;
    detail::ForwardHooks hooks;
    hooks.embedded = [](const at::Tensor& embedded) { return embedded.detach().requires_grad_(true); };
    hooks.attention = [&graph](int, const at::Tensor& weights) {
        graph.weights.push_back(weights);
        return weights;
    };
    graph.hidden = decoder.forward(ids, nullptr, &hooks);
    return graph;
}

/// Sum over layers, heads and the target's rows of the positive part of A * dy/dA: [T], one number per key.
at::Tensor relevance_of(const detail::Decoder& decoder, const Graph& graph, const at::Tensor& ids, const Step& target) {
    const std::int64_t first = target.first.value, last = target.last.value;
    const at::Tensor rows = graph.hidden.slice(1, first - 1, last - 1);  // row t-1 predicts token t
    const at::Tensor log_p = decoder.logits(rows).squeeze(0).log_softmax(-1);
    const at::Tensor y = log_p.gather(1, ids.squeeze(0).slice(0, first, last).unsqueeze(1)).sum();
    // The last target could free the graph; keeping it costs nothing more than the graph itself.
    const auto grads = torch::autograd::grad({y}, graph.weights, {}, /*retain_graph=*/true, false, /*allow_unused=*/true);
    const at::NoGradGuard no_grad;
    at::Tensor sum;
    for (std::size_t layer = 0; layer < grads.size(); ++layer) {
        if (!grads[layer].defined()) continue;
        const at::Tensor part = (graph.weights[layer].slice(2, first - 1, last - 1) * grads[layer].slice(2, first - 1, last - 1))
                                    .clamp_min(0).sum(at::IntArrayRef{0, 1, 2});
        sum = sum.defined() ? sum + part : part;
    }
    return sum.defined() ? sum.to(at::kCPU, at::kFloat).contiguous() : at::zeros({ids.size(1)});
}

Status check_memory(const ModelConfig& config, std::int64_t length, std::int64_t memory_limit) {
    const std::int64_t needed = std::int64_t{8} * config.layers * config.heads * length * length;
    if (needed > memory_limit) {
        return bad_input("Gradients of {} tokens through {} layers of {} heads need about {:.1f} GB, more than the limit of {:.1f} GB; "
                         "explain a shorter run, or use the method attention.",
                         length, config.layers, config.heads, static_cast<double>(needed) * 1e-9, static_cast<double>(memory_limit) * 1e-9);
    }
    return {};
}

ProvenanceResult trace_back(const detail::ModelImpl& impl, std::span<const std::int32_t> ids, std::span<const Step> steps,
                            std::span<const StepId> targets, const ProgressFn& progress, const std::stop_token& stop) {
    const at::AutoGradMode with_grad(true);
    const detail::Decoder& decoder = *impl.decoder;
    at::Tensor input = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
    std::ranges::copy(ids, input.data_ptr<std::int64_t>());
    input = input.to(decoder.options().device());
    if (progress) progress({0.0, -1.0, "Running the model with gradients"});
    const Graph graph = run_forward(decoder, input);

    ProvenanceResult result;
    result.matrix = StepMatrix(static_cast<int>(steps.size()));
    for (std::size_t done = 0; done < targets.size() && !stop.stop_requested(); ++done) {
        const int r = targets[done].value;
        const Step& target = steps[static_cast<std::size_t>(r)];
        if (progress) {
            progress({static_cast<double>(done) / static_cast<double>(targets.size()), -1.0,
                      fmt::format("Tracing step {} of {}", done + 1, targets.size())});
        }
        if (target.first.value == 0) continue;  // no row predicts the first token
        const at::Tensor relevance = relevance_of(decoder, graph, input, target);
        const float* score = relevance.data_ptr<float>();
        result.token_scores.assign(score, score + ids.size());
        for (int c = 0; c < r; ++c) {
            const Step& source = steps[static_cast<std::size_t>(c)];
            for (int t = std::max(1, source.first.value); t < source.last.value; ++t) result.matrix.at(r, c) += score[t];
        }
    }
    return result;
}

}  // namespace

Result<ProvenanceResult> gradient_provenance(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps,
                                             std::span<const StepId> targets, const ProgressFn& progress, std::stop_token stop,
                                             std::int64_t memory_limit_bytes) {
    const std::vector<StepId> wanted = detail::targets_or_all(steps, targets);
    if (const Status good = detail::check_chain(model.config(), ids, steps, wanted); !good) return tl::unexpected(good.error());
    if (const Status fits = check_memory(model.config(), static_cast<std::int64_t>(ids.size()), memory_limit_bytes); !fits) return tl::unexpected(fits.error());
    if (stop.stop_requested()) return cancelled();
    try {
        ProvenanceResult result = trace_back(model.impl(), ids, steps, wanted, progress, stop);
        if (stop.stop_requested()) return cancelled();
        return result;
    } catch (const std::exception& problem) {
        return failure("Gradients could not be computed: {}", std::string_view(problem.what()).substr(0, std::string_view(problem.what()).find('\n')));
    }
}

}  // namespace reasonscope
