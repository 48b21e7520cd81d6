#include "reason/importance.h"

#include <algorithm>

namespace reasonscope {

std::vector<double> weight_flow(const StepMatrix& matrix, StepId root) {
    std::vector<double> flow(static_cast<std::size_t>(std::max(matrix.n, 0)), 0.0);
    if (root.value < 0 || root.value >= matrix.n) return flow;
    flow[static_cast<std::size_t>(root.value)] = 1.0;
    for (int r = root.value; r > 0; --r) {
        double sum = 0;
        for (int c = 0; c < r; ++c) sum += std::max(0.0F, matrix.at(r, c));
        if (sum <= 0) continue;
        for (int c = 0; c < r; ++c) flow[static_cast<std::size_t>(c)] += flow[static_cast<std::size_t>(r)] * std::max(0.0F, matrix.at(r, c)) / sum;
    }
    return flow;
}

std::vector<bool> abandoned_steps(std::span<const Edge> edges, std::span<const Step> steps) {
    if (steps.empty()) return {};
    std::vector<bool> reached(steps.size(), false);
    const auto answers = std::ranges::count(steps, StepSource::Answer, &Step::source);
    for (std::size_t i = 0; i < steps.size(); ++i) reached[i] = answers > 0 ? steps[i].source == StepSource::Answer : i + 1 == steps.size();
    const std::vector<bool> ends = reached;
    std::vector<const Edge*> latest_first;
    for (const Edge& edge : edges)
        if (edge.source < edge.step && edge.source.value >= 0 && static_cast<std::size_t>(edge.step.value) < steps.size()) latest_first.push_back(&edge);
    std::ranges::stable_sort(latest_first, std::greater<>{}, &Edge::step);
    bool known = false;
    for (const Edge* edge : latest_first) {
        const auto step = static_cast<std::size_t>(edge->step.value);
        known |= ends[step];
        if (reached[step]) reached[static_cast<std::size_t>(edge->source.value)] = true;
    }
    if (!known) return {};
    std::vector<bool> abandoned(steps.size(), false);
    for (std::size_t i = 0; i < steps.size(); ++i) abandoned[i] = steps[i].source == StepSource::Thinking && !reached[i];
    return abandoned;
}

}  // namespace reasonscope
