#include "model/detail/layers.h"

#include "model/detail/changes.h"
#include "model/detail/fused.h"
#include "model/detail/rope.h"
#include "model/detail/wide.h"

namespace reasonscope::detail {

at::Tensor LinearReference::near(const at::Tensor& changed) const {
    const auto rows = changed.size(-2);
    const auto apart = rounded_difference(changed.contiguous(), x.narrow(-2, first, rows));
    return with_change(y.narrow(-2, first, rows), at::mm(apart, weight.t()));
}

at::Tensor Linear::operator()(const at::Tensor& x) const {
    if (!reference) return product(x);
    if (!reference->recording) return reference->near(x);
    reference->x = x;
    reference->y = product(x);
    if (!reference->weight.defined()) reference->weight = weight.to(at::kBFloat16);
    reference->recording = false;
    return reference->y;
}

at::Tensor Linear::product(const at::Tensor& x) const {
    if (bf16_products) {
        const auto y = linear_bf16(x, weight);
        return bias.defined() ? y + bias : y;
    }
    if (weight.scalar_type() != x.scalar_type()) {
        const auto y = linear_wide(x, weight);
        return bias.defined() ? y + bias : y;
    }
    return bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
}

at::Tensor Mlp::operator()(const at::Tensor& x) const {
    if (clamp <= 0) return down(silu_times(gate(x), up(x)));
    const auto g = gate(x).clamp_max(clamp);
    return down((up(x).clamp(-clamp, clamp) + 1.0) * g * at::sigmoid(g * kSlope));
}

at::Tensor WeightReader::optional(const std::string& name) const {
    const auto found = weights_.find(name);
    return found == weights_.end() ? at::Tensor() : found->second;
}

Linear WeightReader::linear(const std::string& name, int blocks, int rope) const {
    Linear out{tensor(name + ".weight"), optional(name + ".bias"), bf16_products_};
    if (blocks == 0) return out;
    out.weight = deinterleave_rope(out.weight, blocks, rope);
    if (out.bias.defined()) out.bias = deinterleave_rope(out.bias, blocks, rope);
    return out;
}

Mlp WeightReader::mlp(const std::string& name, const std::string& gate, const std::string& up, const std::string& down) const {
    return {linear(name + "." + gate), linear(name + "." + up), linear(name + "." + down)};
}

}  // namespace reasonscope::detail
