#include "explain/relevance.h"

#include <algorithm>

#include <torch/csrc/autograd/autograd.h>

#include "explain/detail/chain_check.h"
#include "explain/detail/lrp_layer.h"
#include "explain/detail/streams.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

/// One step on its way back through the layers.
struct Target {
    int step = 0;
    std::int64_t begin = 0, end = 0;  // rows that predict its tokens
    at::Tensor gradient;              // [1, rows, hidden], of what is explained
    at::Tensor relevance;             // [T] f64, what has left the rows, by position
    double explained = 0;
};

class Propagation {
public:
    Propagation(const detail::Decoder& decoder, std::span<const std::int32_t> ids, RelevanceRules rules, const ProgressFn& progress, std::stop_token stop)
        : decoder_(decoder), rules_(rules), progress_(progress), stop_(std::move(stop)) {
        ids_ = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
        std::ranges::copy(ids, ids_.data_ptr<std::int64_t>());
        ids_ = ids_.to(decoder.options().device());
    }

    void run_forward() {
        say(0, "Running the chain");
        const at::NoGradGuard no_gradients;
        states_ = detail::read_streams(decoder_, ids_, /*attended=*/false, stop_).before;
    }

    Target start(const Step& step) const {
        Target target;
        target.step = step.id.value;
        target.begin = std::max(1, step.first.value) - 1;
        target.end = step.last.value - 1;
        target.relevance = at::zeros({ids_.size(1)}, at::kDouble);
        const auto rows = states_.back().slice(0, target.begin, target.end).unsqueeze(0).detach().requires_grad_(true);
        const auto logits = decoder_.logits(detail::lrp_norm(rows, decoder_.final_norm_weight(), decoder_.config().rms_norm_eps)).squeeze(0);
        const auto tokens = ids_.squeeze(0).slice(0, target.begin + 1, target.end + 1).unsqueeze(1);
        const auto y = logits.gather(1, tokens).sum();
        target.explained = y.item<double>();
        target.gradient = torch::autograd::grad({y}, {rows})[0];
        return target;
    }

    /// Through all layers, from the last to the first; at each of them what left the target's rows is put to its position's account.
    void propagate(std::vector<Target>& targets) const {
        const int layers = decoder_.config().layers;
        for (int layer = layers - 1; layer >= 0; --layer) {
            check_stop();
            const auto x = states_[static_cast<std::size_t>(layer)].unsqueeze(0).detach().requires_grad_(true);
            const auto keys = detail::lrp_keys(decoder_, layer, x);
            for (std::size_t i = 0; i < targets.size(); ++i) {
                check_stop();
                say((layers - 1 - layer + static_cast<double>(i) / static_cast<double>(targets.size())) / layers, "Layer {}: step {} of {}", layer, i + 1, targets.size());
                Target& target = targets[i];
                const auto y = detail::lrp_rows(decoder_, layer, x, keys, target.begin, target.end, rules_);
                const auto gradient = torch::autograd::grad({y}, {x}, {target.gradient}, /*retain_graph=*/true)[0];
                const at::NoGradGuard no_gradients;
                const auto share = (x * gradient).sum(-1, false, at::kDouble).squeeze(0).cpu();
                target.gradient = gradient.slice(1, target.begin, target.end).clone();
                target.relevance += share;
                if (layer > 0) target.relevance.slice(0, target.begin, target.end) -= share.slice(0, target.begin, target.end);
            }
        }
    }

private:
    void check_stop() const {
        if (stop_.stop_requested()) throw detail::Stopped{};
    }
    template <class... Args>
    void say(double fraction, fmt::format_string<Args...> text, Args&&... args) const {
        if (progress_) progress_({fraction, -1.0, fmt::format(text, std::forward<Args>(args)...)});
    }

    const detail::Decoder& decoder_;
    RelevanceRules rules_;
    const ProgressFn& progress_;
    std::stop_token stop_;
    at::Tensor ids_;                  // [1, T]
    std::vector<at::Tensor> states_;  // [layers + 1] of [T, hidden]: before each layer, and behind the last
};

RelevanceResult collect(const std::vector<Target>& targets, std::span<const Step> steps) {
    RelevanceResult result;
    result.matrix = StepMatrix(static_cast<int>(steps.size()));
    for (const Target& target : targets) {
        const double* score = target.relevance.data_ptr<double>();
        for (int c = 0; c < target.step; ++c) {
            const Step& source = steps[static_cast<std::size_t>(c)];
            double sum = 0;
            for (int t = std::max(1, source.first.value); t < source.last.value; ++t) sum += t >= target.begin && t < target.end ? 0.0 : score[t];
            result.matrix.at(target.step, c) = static_cast<float>(std::max(0.0, sum));
        }
        result.token_scores.assign(score, score + target.relevance.numel());
        result.explained = target.explained;
        result.relevance = target.relevance.sum().item<double>();
    }
    return result;
}

}  // namespace

Result<RelevanceResult> relevance_provenance(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, std::span<const StepId> targets,
                                             RelevanceRules rules, const ProgressFn& progress, std::stop_token stop) {
    const std::vector<StepId> wanted = detail::targets_or_all(steps, targets);
    if (const Status good = detail::check_chain(model.config(), ids, steps, wanted); !good) return tl::unexpected(good.error());
    if (stop.stop_requested()) return cancelled();
    try {
        const at::AutoGradMode with_gradients(true);
        Propagation propagation(*model.impl().decoder, ids, rules, progress, stop);
        propagation.run_forward();
        std::vector<Target> on_the_way;
        for (const StepId step : wanted)
            if (steps[static_cast<std::size_t>(step.value)].last.value > 1) on_the_way.push_back(propagation.start(steps[static_cast<std::size_t>(step.value)]));
        propagation.propagate(on_the_way);
        return collect(on_the_way, steps);
    } catch (const detail::Stopped&) {
        return cancelled();
    } catch (const std::exception& problem) {
        return failure("Relevance could not be computed: {}", std::string_view(problem.what()).substr(0, std::string_view(problem.what()).find('\n')));
    }
}

}  // namespace reasonscope
