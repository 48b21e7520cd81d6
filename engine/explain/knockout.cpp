#include "explain/knockout.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <random>
#include <set>

#include "explain/detail/chain_check.h"
#include "model/detail/guarded.h"
#include "model/detail/model_impl.h"

namespace reasonscope {
namespace {

constexpr std::int64_t kChunk = 128;  // positions of a pass that only looks
constexpr int kPeers = 3;  // a control is drawn from so many experts of the nearest load

/// What the untouched pass tells: outputs, and how the experts of each MoE layer were used.
struct Baseline {
    at::Tensor log_p;                          // [T, vocab]
    std::map<int, at::Tensor> inputs, chosen;  // per MoE layer [T, hidden], [T, k]
};

at::Tensor as_row(std::span<const std::int32_t> ids, const detail::Decoder& decoder) {
    const at::Tensor row = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
    std::ranges::copy(ids, row.data_ptr<std::int64_t>());
    return row.to(decoder.options().device());
}

class KnockoutRun {
public:
    KnockoutRun(detail::Decoder& decoder, std::span<const std::int32_t> ids, std::span<const Step> steps, std::stop_token stop)
        : decoder_(decoder), steps_(steps), stop_(stop) {
        ids_ = as_row(ids, decoder);
        detail::ForwardHooks hooks;
        hooks.moe_input = [this](int layer, const at::Tensor& x, const detail::RouterOutput& routing) {
            base_.inputs[layer] = x;
            base_.chosen[layer] = routing.experts;
        };
        base_.log_p = pass(hooks, {});
    }

    KnockoutEffect effect_of(const Knockout& knockout) {
        const auto layers = experts_out(knockout);
        detail::ForwardHooks hooks;
        hooks.knockouts = &layers;
        const at::Tensor changed = pass(hooks, knockout.heads);
        const at::Tensor kl = (base_.log_p.exp() * (base_.log_p - changed)).sum(-1).clamp_min(0).cpu();
        const at::Tensor change = (token_log_p(changed) - token_log_p(base_.log_p)).cpu();  // [T - 1], entry t-1 for token t
        KnockoutEffect effect;
        for (const Step& step : steps_) {
            const std::int64_t first = std::max(1, step.first.value) - 1, last = step.last.value - 1;
            const bool written = step.source != StepSource::Prompt && first < last;
            effect.divergence.push_back(written ? kl.slice(0, first, last).mean().item<float>() : 0.0F);
            effect.log_p_change.push_back(written ? change.slice(0, first, last).mean().item<float>() : 0.0F);
            if (written && step.source == StepSource::Answer) effect.answer_change += change.slice(0, first, last).sum().item<double>();
        }
        return effect;
    }

    [[nodiscard]] double answer_log_p() const {
        const at::Tensor log_p = token_log_p(base_.log_p).cpu();
        double sum = 0;
        for (const Step& step : steps_)
            if (step.source == StepSource::Answer) sum += log_p.slice(0, std::max(1, step.first.value) - 1, step.last.value - 1).sum().item<double>();
        return sum;
    }

    /// Same layers, other members: experts of about the same load, any heads. Nothing when a layer has too few.
    [[nodiscard]] std::optional<Knockout> draw_control(const Knockout& knockout, std::uint64_t seed) const {
        std::mt19937_64 random(seed);
        Knockout control;
        control.mode = knockout.mode;
        std::set<std::pair<int, int>> experts, heads;
        for (const ExpertAt& e : knockout.experts) experts.emplace(e.layer.value, e.expert.value);
        for (const HeadAt& h : knockout.heads) heads.emplace(h.layer.value, h.head.value);
        for (const ExpertAt& e : knockout.experts) {
            const at::Tensor chosen = base_.chosen.at(e.layer.value).reshape({-1});
            const at::Tensor load = at::bincount(chosen, {}, decoder_.config().moe.experts).cpu();
            const auto loads = load.accessor<std::int64_t, 1>();
            std::vector<int> peers;
            for (int other = 0; other < decoder_.config().moe.experts; ++other)
                if (!experts.contains({e.layer.value, other})) peers.push_back(other);
            if (peers.empty()) return std::nullopt;
            std::ranges::stable_sort(peers, {}, [&](int other) { return std::abs(loads[other] - loads[e.expert.value]); });
            const int picked = peers[random() % std::min<std::size_t>(kPeers, peers.size())];
            experts.emplace(e.layer.value, picked);
            control.experts.push_back({e.layer, ExpertId(picked)});
        }
        for (const HeadAt& h : knockout.heads) {
            std::vector<int> peers;
            for (int other = 0; other < decoder_.config().heads; ++other)
                if (!heads.contains({h.layer.value, other})) peers.push_back(other);
            if (peers.empty()) return std::nullopt;
            const int picked = peers[random() % peers.size()];
            heads.emplace(h.layer.value, picked);
            control.heads.push_back({h.layer, HeadId(picked)});
        }
        return control;
    }

private:
    at::Tensor pass(detail::ForwardHooks& hooks, const std::vector<HeadAt>& heads) {
        hooks.attention = [&](int layer, const at::Tensor& weights) {
            if (stop_.stop_requested()) throw detail::Stopped{};
            at::Tensor kept = weights;
            for (const HeadAt& head : heads) {
                if (head.layer.value != layer) continue;
                if (kept.is_same(weights)) kept = weights.clone();
                kept.select(1, head.head.value).zero_();
            }
            return kept;
        };
        return decoder_.logits(decoder_.forward(ids_, nullptr, &hooks)).squeeze(0).log_softmax(-1);
    }

    [[nodiscard]] at::Tensor token_log_p(const at::Tensor& log_p) const {
        const auto length = ids_.size(1);
        return log_p.slice(0, 0, length - 1).gather(1, ids_.squeeze(0).slice(0, 1, length).unsqueeze(1)).squeeze(1);
    }

    [[nodiscard]] std::map<int, detail::ExpertKnockout> experts_out(const Knockout& knockout) const {
        const auto device = decoder_.options().device();
        std::map<int, detail::ExpertKnockout> layers;
        for (const ExpertAt& e : knockout.experts) {
            auto& layer = layers[e.layer.value];
            if (!layer.out.defined()) layer.out = at::zeros({decoder_.config().moe.experts}, at::TensorOptions(at::kBool).device(device));
            layer.out[e.expert.value].fill_(true);
            layer.reroute = knockout.mode == KnockoutMode::Reroute;
            if (knockout.mode != KnockoutMode::MeanAblate) continue;
            if (!layer.stand_in.defined()) layer.stand_in = at::zeros({decoder_.config().moe.experts, decoder_.config().hidden_size}, decoder_.options());
            const at::Tensor users = (base_.chosen.at(e.layer.value) == e.expert.value).any(1).nonzero().squeeze(1);
            if (users.numel() == 0) continue;
            const auto& block = decoder_.layers()[static_cast<std::size_t>(e.layer.value)].moe_block;
            layer.stand_in[e.expert.value].copy_(block.experts[static_cast<std::size_t>(e.expert.value)](base_.inputs.at(e.layer.value).index_select(0, users)).mean(0));
        }
        return layers;
    }

    detail::Decoder& decoder_;
    std::span<const Step> steps_;
    std::stop_token stop_;
    at::Tensor ids_;  // [1, T]
    Baseline base_;
};

Status check(const ModelConfig& config, const Knockout& knockout) {
    if (knockout.experts.empty() && knockout.heads.empty()) return bad_input("There is nothing to knock out; name LAYER:EXPERT or LAYER:HEAD.");
    std::map<int, std::set<int>> out;
    for (const ExpertAt& e : knockout.experts) {
        const int layer = e.layer.value;
        if (layer < 0 || layer >= config.layers) return bad_input("There is no layer {}; the model has layers 0 to {}.", layer, config.layers - 1);
        if (!config.is_moe_layer(layer)) return bad_input("Layer {} has no experts to knock out.", layer);
        if (e.expert.value < 0 || e.expert.value >= config.moe.experts)
            return bad_input("There is no expert {} in layer {}; its experts are 0 to {}.", e.expert.value, layer, config.moe.experts - 1);
        out[layer].insert(e.expert.value);
        if (static_cast<int>(out[layer].size()) == config.moe.experts) return bad_input("Not every expert of layer {} can be knocked out; leave one.", layer);
    }
    for (const HeadAt& h : knockout.heads) {
        if (h.layer.value < 0 || h.layer.value >= config.layers) return bad_input("There is no layer {}; the model has layers 0 to {}.", h.layer.value, config.layers - 1);
        if (h.head.value < 0 || h.head.value >= config.heads)
            return bad_input("There is no head {} in layer {}; its heads are 0 to {}.", h.head.value, h.layer.value, config.heads - 1);
    }
    return {};
}

}  // namespace

Result<std::vector<std::pair<int, int>>> parse_places(std::string_view text) {
    std::vector<std::pair<int, int>> places;
    const std::string_view whole = text;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        const std::string_view one = text.substr(0, comma);
        const auto colon = one.find(':');
        int layer = 0, index = 0;
        const auto number = [](std::string_view digits, int& value) {
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            return error == std::errc{} && end == digits.data() + digits.size();
        };
        if (colon == std::string_view::npos || !number(one.substr(0, colon), layer) || !number(one.substr(colon + 1), index))
            return bad_input("'{}' names no places; write LAYER:NUMBER, with commas between several.", whole);
        places.emplace_back(layer, index);
        more = comma != std::string_view::npos;
        if (more) text.remove_prefix(comma + 1);
    }
    return places;
}

Result<KnockoutResult> knock_out(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, const Knockout& knockout,
                                 std::uint64_t seed, const ProgressFn& progress, std::stop_token stop) {
    if (const Status good = detail::check_chain(model.config(), ids, steps, {}); !good) return tl::unexpected(good.error());
    if (const Status good = check(model.config(), knockout); !good) return tl::unexpected(good.error());
    return detail::guarded<KnockoutResult>("The knock-out could not be computed", [&] {
        const auto say = [&](double fraction, const char* what) {
            if (progress) progress({fraction, -1.0, what});
        };
        say(0.0, "Running the chain");
        KnockoutRun run(*model.impl().decoder, ids, steps, stop);
        KnockoutResult result;
        result.answer_log_p = run.answer_log_p();
        say(1.0 / 3, "Knocking out");
        result.effect = run.effect_of(knockout);
        say(2.0 / 3, "Knocking out the control");
        if (auto control = run.draw_control(knockout, seed)) {
            result.control = run.effect_of(*control);
            result.control_knockout = std::move(*control);
        }
        return result;
    });
}

Result<std::vector<std::vector<float>>> mean_outputs(const Model& model, std::span<const std::int32_t> ids, std::span<const ExpertAt> experts,
                                                     std::stop_token stop) {
    Knockout wanted;
    wanted.experts.assign(experts.begin(), experts.end());
    if (const Status good = check(model.config(), wanted); !good) return tl::unexpected(good.error());
    if (ids.empty()) return bad_input("There is no chain to take mean outputs over.");
    return detail::guarded<std::vector<std::vector<float>>>("The experts' mean outputs could not be computed", [&] {
        const detail::Decoder& decoder = *model.impl().decoder;
        const auto length = static_cast<std::int64_t>(ids.size());
        const std::int64_t hidden = decoder.config().hidden_size;
        std::vector<at::Tensor> sums(experts.size(), at::zeros({hidden}, at::TensorOptions(at::kFloat).device(decoder.options().device())));
        std::vector<std::int64_t> counts(experts.size(), 0);
        detail::ForwardHooks hooks;
        hooks.moe_input = [&](int layer, const at::Tensor& x, const detail::RouterOutput& routing) {
            if (stop.stop_requested()) throw detail::Stopped{};
            for (std::size_t i = 0; i < experts.size(); ++i) {
                if (experts[i].layer.value != layer) continue;
                const at::Tensor users = (routing.experts == experts[i].expert.value).any(1).nonzero().squeeze(1);
                if (users.numel() == 0) continue;
                const auto& block = decoder.layers()[static_cast<std::size_t>(layer)].moe_block;
                sums[i] = sums[i] + block.experts[static_cast<std::size_t>(experts[i].expert.value)](x.index_select(0, users)).to(at::kFloat).sum(0);
                counts[i] += users.numel();
            }
        };
        auto cache = detail::KvCache::allocate(decoder.config(), 1, length, decoder.options());
        for (std::int64_t at = 0; at < length; at += kChunk) {
            const auto n = static_cast<std::size_t>(std::min(kChunk, length - at));
            (void)decoder.forward(as_row(ids.subspan(static_cast<std::size_t>(at), n), decoder), &cache, &hooks);
        }
        std::vector<std::vector<float>> means;
        for (std::size_t i = 0; i < experts.size(); ++i) {
            const at::Tensor mean = (sums[i] / static_cast<double>(std::max<std::int64_t>(1, counts[i]))).cpu().contiguous();
            means.emplace_back(mean.data_ptr<float>(), mean.data_ptr<float>() + hidden);
        }
        return means;
    });
}

}  // namespace reasonscope
