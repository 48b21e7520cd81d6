#include <algorithm>
#include <cmath>

#include "reason/tree.h"

namespace reasonscope {
namespace {

constexpr float kSmallestAlternative = 0.01F;  // below this the model did not nearly go elsewhere

float score(const DecisionPoint& point) { return point.entropy * (1.0F - point.probability); }

}  // namespace

std::vector<DecisionPoint> decision_points(std::span<const TokenUncertainty> tokens, std::span<const Step> steps, int limit) {
    std::vector<DecisionPoint> points;
    for (const TokenUncertainty& token : tokens) {
        const int step = step_at(steps, token.position);
        if (step < 0 || token.best_alternative < 0 || token.best_alternative_probability < kSmallestAlternative) continue;
        points.push_back({token.position, steps[static_cast<std::size_t>(step)].id, token.entropy, token.probability, token.best_alternative, token.best_alternative_probability});
    }
    std::ranges::stable_sort(points, std::greater<>{}, score);
    if (points.size() > static_cast<std::size_t>(std::max(0, limit))) points.resize(static_cast<std::size_t>(std::max(0, limit)));
    std::ranges::sort(points, {}, &DecisionPoint::position);
    return points;
}

std::vector<DecisionNode> decision_tree(std::span<const Step> steps, std::span<const TokenUncertainty> tokens,
                                        std::span<const DecisionPoint> points) {
    std::vector<double> log_sum(steps.size(), 0.0);
    std::vector<int> count(steps.size(), 0);
    for (const TokenUncertainty& token : tokens) {
        const int step = step_at(steps, token.position);
        if (step < 0) continue;
        const auto i = static_cast<std::size_t>(step);
        log_sum[i] += std::log(std::max(token.probability, 1e-9F));
        ++count[i];
    }
    std::vector<DecisionNode> nodes;
    int previous = -1;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        DecisionNode node;
        node.step = steps[i].id;
        node.parent = previous;
        node.at = steps[i].first;
        node.probability = count[i] > 0 ? static_cast<float>(std::exp(log_sum[i] / count[i])) : 1.0F;
        previous = static_cast<int>(nodes.size());
        nodes.push_back(node);
        for (const DecisionPoint& point : points) {
            if (point.step != steps[i].id) continue;
            DecisionNode ghost;
            ghost.step = point.step;
            ghost.parent = previous;
            ghost.ghost = true;
            ghost.at = point.position;
            ghost.token_id = point.alternative_id;
            ghost.probability = point.alternative_probability;
            nodes.push_back(ghost);
        }
    }
    return nodes;
}

}  // namespace reasonscope
