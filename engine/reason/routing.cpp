#include "reason/routing.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace reasonscope {
namespace {

/// Entropy of one router's scores, as a share of the largest possible.
float router_entropy(std::span<const float> scores) {
    double sum = 0, entropy = 0;
    for (const float s : scores) sum += std::max(0.0F, s);
    if (sum <= 0 || scores.size() < 2) return 0;
    for (const float s : scores)
        if (s > 0) entropy -= s / sum * std::log(s / sum);
    return static_cast<float>(entropy / std::log(static_cast<double>(scores.size())));
}

}  // namespace

bool add_token(Routing& routing, RoutedToken token, const RouterTrace& trace) {
    const auto assignments = trace.layers.size() * static_cast<std::size_t>(std::max(0, trace.top_k));
    if (trace.empty() || trace.experts < 1 || trace.top_k < 1 || trace.chosen.size() != assignments) return false;
    if (routing.empty()) {
        routing.experts = trace.experts;
        routing.top_k = trace.top_k;
        routing.layers.assign(trace.layers.begin(), trace.layers.end());
    } else if (routing.experts != trace.experts || routing.top_k != trace.top_k || !std::ranges::equal(routing.layers, trace.layers)) {
        return false;
    }
    const auto experts = static_cast<std::size_t>(trace.experts);
    const bool scored = trace.scores.size() == trace.layers.size() * experts;
    // Entropies are kept only when every token has them: a mean over some would be taken for one over all.
    if (scored && routing.entropy.size() == routing.tokens.size() * routing.layers.size()) {
        for (std::size_t layer = 0; layer < trace.layers.size(); ++layer)
            routing.entropy.push_back(router_entropy(std::span(trace.scores).subspan(layer * experts, experts)));
    } else {
        routing.entropy.clear();
    }
    for (const std::int32_t expert : trace.chosen) routing.chosen.push_back(expert >= 0 && expert < trace.experts ? expert : -1);
    for (std::size_t i = 0; i < assignments; ++i) routing.weights.push_back(i < trace.weights.size() ? trace.weights[i] : 0.0F);
    for (std::size_t layer = 0; layer < trace.layers.size(); ++layer) routing.shared.push_back(layer < trace.shared_share.size() ? trace.shared_share[layer] : 0.0F);
    routing.tokens.push_back(std::move(token));
    if (!scored) routing.entropy.clear();
    return true;
}

}  // namespace reasonscope
