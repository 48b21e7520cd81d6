#include "generate/detail/ablated.h"

namespace reasonscope::detail {

Ablated::Ablated(const Ablation& ablation, const Decoder& decoder) : nothing_(ablation.empty()) {
    const auto device = decoder.options().device();
    for (std::size_t i = 0; i < ablation.experts.size(); ++i) {
        const auto& part = ablation.experts[i];
        auto& layer = experts_[part.layer.value];
        if (!layer.out.defined()) layer.out = at::zeros({decoder.config().moe.experts}, at::TensorOptions(at::kBool).device(device));
        layer.out[part.index].fill_(true);
        layer.reroute = ablation.mode == KnockoutMode::Reroute;
        if (ablation.mode != KnockoutMode::MeanAblate) continue;
        const auto& mean = ablation.stand_ins[i];
        if (!layer.stand_in.defined()) layer.stand_in = at::zeros({decoder.config().moe.experts, decoder.config().hidden_size}, at::TensorOptions(at::kFloat).device(device));
        layer.stand_in[part.index].copy_(at::from_blob(const_cast<float*>(mean.data()), {decoder.config().hidden_size}, at::kFloat));
    }
    for (const auto& part : ablation.heads) {
        auto& layer = heads_[part.layer.value];
        if (!layer.defined()) layer = at::ones({1, decoder.config().heads, 1, 1}, at::TensorOptions(at::kFloat).device(device));
        layer.select(1, part.index).zero_();
    }
}

const ForwardHooks& Ablated::hooks(const ForwardHooks& watching) {
    if (nothing_) return watching;
    hooks_ = watching;
    hooks_.knockouts = &experts_;
    hooks_.attention = [this, see = watching.attention](int layer, const at::Tensor& weights) {
        const auto found = heads_.find(layer);
        const auto used = found == heads_.end() ? weights : weights * found->second;
        return see ? see(layer, used) : used;
    };
    return hooks_;
}

}  // namespace reasonscope::detail
