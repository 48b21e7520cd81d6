#pragma once
// Muon (Keller Jordan 2024: momentum, orthogonalised by Newton-Schulz) for matrices, AdamW for the rest.

#include <string>
#include <vector>

#include <ATen/ATen.h>

namespace reasonscope::detail {

struct OptimizerSettings {
    double muon_lr = 0.02, muon_momentum = 0.95, muon_decay = 0.01;
    double adam_lr = 2e-3, adam_beta1 = 0.9, adam_beta2 = 0.98, adam_eps = 1e-8;
    bool bf16_products = false;  // Newton-Schulz in bf16, as its author runs it
};

/// Parameters of one shape that are updated together: stacked [n, rows, cols] for Muon, single for AdamW.
struct ParameterGroup {
    bool muon = false;
    std::vector<std::string> names;
    std::vector<at::Tensor> parameters;
    at::Tensor first, second;  // momentum (stacked for Muon); AdamW's two moments
    [[nodiscard]] double cost() const;  // rough work per step, to share groups among threads
};

/// Groups by kind and shape, with zero state. Embeddings, norms and router gates go to AdamW.
std::vector<ParameterGroup> make_groups(const std::vector<std::pair<std::string, at::Tensor>>& parameters);

/// One update of a group in place. `grads` in the order of group.parameters; `factor` scales both learning rates; `step` counts from 1.
void update(ParameterGroup& group, const std::vector<at::Tensor>& grads, const OptimizerSettings& settings, double factor, std::int64_t step);

/// Orthogonalises each matrix of g [n, rows, cols] approximately: five Newton-Schulz steps of the quintic. Returns g's type.
at::Tensor newton_schulz(const at::Tensor& g, bool bf16_products = false);

}  // namespace reasonscope::detail
