#include "train/detail/optimizer.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace reasonscope::detail {

double ParameterGroup::cost() const {
    const auto& p = parameters.front();
    const auto n = static_cast<double>(parameters.size());
    if (!muon) return n * static_cast<double>(p.numel());
    const auto small = static_cast<double>(std::min(p.size(0), p.size(1))), large = static_cast<double>(std::max(p.size(0), p.size(1)));
    return n * 10.0 * small * small * large;
}

std::vector<ParameterGroup> make_groups(const std::vector<std::pair<std::string, at::Tensor>>& parameters) {
    const auto by_adam = [](const std::string& name, const at::Tensor& p) {
        return p.dim() != 2 || name.find("embed_tokens") != std::string::npos || name.find("lm_head") != std::string::npos ||
               name.find("mlp.gate.") != std::string::npos;
    };
    std::map<std::vector<std::int64_t>, ParameterGroup> by_shape;
    std::vector<ParameterGroup> groups;
    for (const auto& [name, p] : parameters) {
        if (by_adam(name, p)) {
            groups.push_back({false, {name}, {p}, at::zeros_like(p), at::zeros_like(p)});
            continue;
        }
        auto& group = by_shape[p.sizes().vec()];
        group.muon = true;
        group.names.push_back(name);
        group.parameters.push_back(p);
    }
    for (auto& [shape, group] : by_shape) {
        group.first = at::zeros({static_cast<std::int64_t>(group.parameters.size()), shape[0], shape[1]});
        groups.push_back(std::move(group));
    }
    return groups;
}

at::Tensor newton_schulz(const at::Tensor& g, bool bf16_products) {
    constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
    const bool tall = g.size(1) > g.size(2);
    auto x = tall ? g.transpose(1, 2).contiguous() : g;
    x = x / (x.flatten(1).norm(2, 1).view({-1, 1, 1}) + 1e-7);
    if (bf16_products) x = x.to(at::kBFloat16);
    for (int i = 0; i < 5; ++i) {
        const auto gram = at::bmm(x, x.transpose(1, 2));
        const auto poly = at::baddbmm(gram, gram, gram, b, c);  // b gram + c gram^2
        x = at::baddbmm(x, poly, x, a, 1.0);                    // a x + poly x
    }
    return (tall ? x.transpose(1, 2) : x).to(g.scalar_type());
}

void update(ParameterGroup& group, const std::vector<at::Tensor>& grads, const OptimizerSettings& s, double factor, std::int64_t step) {
    const at::NoGradGuard no_grad;
    if (group.muon) {
        const auto g = at::stack(grads);
        group.first.mul_(s.muon_momentum).add_(g, 1.0 - s.muon_momentum);
        const auto direction = newton_schulz(g * (1.0 - s.muon_momentum) + group.first * s.muon_momentum, s.bf16_products);  // Nesterov
        const auto rows = static_cast<double>(g.size(1)), cols = static_cast<double>(g.size(2));
        const double lr = s.muon_lr * factor, scale = std::sqrt(std::max(1.0, rows / cols));
        for (std::size_t i = 0; i < group.parameters.size(); ++i) {
            group.parameters[i].mul_(1.0 - lr * s.muon_decay).add_(direction[static_cast<std::int64_t>(i)], -lr * scale);
        }
        return;
    }
    const auto& g = grads.front();
    group.first.mul_(s.adam_beta1).add_(g, 1.0 - s.adam_beta1);
    group.second.mul_(s.adam_beta2).addcmul_(g, g, 1.0 - s.adam_beta2);
    const double first_bias = 1.0 - std::pow(s.adam_beta1, static_cast<double>(step)), second_bias = 1.0 - std::pow(s.adam_beta2, static_cast<double>(step));
    const auto denominator = (group.second / second_bias).sqrt_().add_(s.adam_eps);
    group.parameters.front().addcdiv_(group.first, denominator, -s.adam_lr * factor / first_bias);
}

}  // namespace reasonscope::detail
