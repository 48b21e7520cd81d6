#include "explain/gradient.h"

#include <algorithm>

#include <torch/csrc/autograd/autograd.h>

#include "explain/detail/chain_check.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

constexpr std::int64_t kPrefillChunk = 256;  // bounds the scores of the first pass to [heads, 256, T]

/// The chain's keys and values, outside of any graph. Only rows of a target have a gradient that counts: rows before it do not see it, rows
/// after it do not change it, and what it reads from other rows is read from these keys and values.
detail::KvCache run_chain(const detail::Decoder& decoder, const at::Tensor& ids, const std::stop_token& stop) {
    const at::NoGradGuard no_grad;
    const std::int64_t length = ids.size(1);
    detail::KvCache cache = detail::KvCache::allocate(decoder.config(), 1, length, decoder.options());
    detail::ForwardHooks hooks;
    hooks.attention = [&stop](int, const at::Tensor& weights) {
        if (stop.stop_requested()) throw detail::Stopped{};
        return weights;
    };
    for (std::int64_t at = 0; at < length; at += kPrefillChunk)
        static_cast<void>(decoder.forward(ids.narrow(1, at, std::min(kPrefillChunk, length - at)), &cache, &hooks));
    cache.read_only = true;
    return cache;
}

/// Sum over layers, heads and the target's rows of the positive part of A * dy/dA: [T], one number per key.
at::Tensor relevance_of(const detail::Decoder& decoder, detail::KvCache& cache, const at::Tensor& ids, const Step& target,
                        const std::stop_token& stop) {
    const std::int64_t first = target.first.value, last = target.last.value;  // row t-1 predicts token t
    std::vector<at::Tensor> weights;                                          // per layer [1, heads, rows, last - 1] f32
    detail::ForwardHooks hooks;
    hooks.embedded = [](const at::Tensor& embedded) { return embedded.detach().requires_grad_(true); };
    hooks.attention = [&](int, const at::Tensor& layer) {
        if (stop.stop_requested()) throw detail::Stopped{};
        weights.push_back(layer);
        return layer;
    };
    cache.truncate(first - 1);
    const at::Tensor hidden = decoder.forward(ids.slice(1, first - 1, last - 1), &cache, &hooks);
    const at::Tensor log_p = decoder.logits(hidden).squeeze(0).log_softmax(-1);
    const at::Tensor y = log_p.gather(1, ids.squeeze(0).slice(0, first, last).unsqueeze(1)).sum();
    const auto grads = torch::autograd::grad({y}, weights, {}, false, false, /*allow_unused=*/true);
    const at::NoGradGuard no_grad;
    at::Tensor sum = at::zeros({last - 1}, weights.front().options());
    for (std::size_t layer = 0; layer < grads.size(); ++layer)
        if (grads[layer].defined()) sum += (weights[layer] * grads[layer]).clamp_min(0).sum(at::IntArrayRef{0, 1, 2});
    return sum.to(at::kCPU, at::kFloat).contiguous();
}

/// Keys and values of the chain, and one target's rows: weights, their gradients and what the graph keeps of them.
Status check_memory(const ModelConfig& config, std::int64_t length, std::int64_t rows, std::int64_t element, std::int64_t memory_limit) {
    const std::int64_t cache = element * config.layers * config.kv_heads * (config.head_dim_qk() + config.head_dim_v()) * length;
    const std::int64_t graph = config.layers * length * (std::int64_t{16} * config.heads * rows + element * config.kv_heads * (config.head_dim_qk() + config.head_dim_v()));
    if (cache + graph > memory_limit) {
        return bad_input("Gradients of {} tokens through {} layers of {} heads need about {:.1f} GB, more than the limit of {:.1f} GB; "
                         "explain a shorter run, or use the method attention.",
                         length, config.layers, config.heads, static_cast<double>(cache + graph) * 1e-9, static_cast<double>(memory_limit) * 1e-9);
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
    if (progress) progress({0.0, -1.0, "Running the chain"});
    std::int64_t needed = 1;
    for (const StepId target : targets) needed = std::max<std::int64_t>(needed, steps[static_cast<std::size_t>(target.value)].last.value - 1);
    detail::KvCache cache = run_chain(decoder, input.narrow(1, 0, needed), stop);

    ProvenanceResult result;
    result.matrix = StepMatrix(static_cast<int>(steps.size()));
    for (std::size_t done = 0; done < targets.size(); ++done) {
        if (stop.stop_requested()) throw detail::Stopped{};
        const int r = targets[done].value;
        const Step& target = steps[static_cast<std::size_t>(r)];
        if (progress) {
            progress({static_cast<double>(done) / static_cast<double>(targets.size()), -1.0,
                      fmt::format("Tracing step {} of {}", done + 1, targets.size())});
        }
        if (target.first.value == 0) continue;  // no row predicts the first token
        const at::Tensor relevance = relevance_of(decoder, cache, input, target, stop);
        const float* score = relevance.data_ptr<float>();
        result.token_scores.assign(score, score + relevance.numel());
        result.token_scores.resize(ids.size());
        for (int c = 0; c < r; ++c) {
            const Step& source = steps[static_cast<std::size_t>(c)];
            for (int t = std::max(1, source.first.value); t < source.last.value; ++t) result.matrix.at(r, c) += result.token_scores[static_cast<std::size_t>(t)];
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
    std::int64_t rows = 0;
    for (const StepId target : wanted) rows = std::max<std::int64_t>(rows, steps[static_cast<std::size_t>(target.value)].last.value - steps[static_cast<std::size_t>(target.value)].first.value);
    const std::int64_t element = model.dtype() == DType::F32 ? 4 : 2;
    if (const Status fits = check_memory(model.config(), static_cast<std::int64_t>(ids.size()), rows, element, memory_limit_bytes); !fits)
        return tl::unexpected(fits.error());
    if (stop.stop_requested()) return cancelled();
    try {
        ProvenanceResult result = trace_back(model.impl(), ids, steps, wanted, progress, stop);
        if (stop.stop_requested()) return cancelled();
        return result;
    } catch (const detail::Stopped&) {
        return cancelled();
    } catch (const std::exception& problem) {
        return failure("Gradients could not be computed: {}", std::string_view(problem.what()).substr(0, std::string_view(problem.what()).find('\n')));
    }
}

}  // namespace reasonscope
