#include "ui/models/expert_use.h"

#include <algorithm>
#include <limits>

namespace reasonscope::ui {
namespace {

constexpr double kWork = 3e8;  // additions per analysis
constexpr int kMostShuffles = 999, kLeastShuffles = 99;

}  // namespace

Result<ExpertUse> read_expert_use(const SessionReader& reader, RunId run) {
    auto routing = reader.routing(run);
    if (!routing) return tl::unexpected(routing.error());
    const auto stored = reader.steps(run);
    if (!stored) return tl::unexpected(stored.error());
    std::vector<Step> steps;
    for (const StoredStep& one : *stored) steps.push_back(one.step);
    const double per_shuffle = static_cast<double>(steps.size() + 1) * static_cast<double>(routing->layers.size()) * std::max(1, routing->experts);
    AnalysisSettings settings;
    settings.shuffles = static_cast<int>(std::clamp(kWork / std::max(1.0, per_shuffle), static_cast<double>(kLeastShuffles), static_cast<double>(kMostShuffles)));
    ExpertUse use;
    use.analysis = analyse_experts(*routing, steps, settings);
    use.routing = std::move(*routing);
    return use;
}

std::vector<float> token_shares(const ExpertUse& use, std::optional<StepId> step) {
    const auto experts = static_cast<std::size_t>(use.routing.experts);
    std::vector<float> shares(use.routing.layers.size() * experts, std::numeric_limits<float>::quiet_NaN());
    const auto found = step ? std::ranges::find(use.analysis.steps, step->value, &GroupUse::id) : use.analysis.steps.end();
    if (step && found == use.analysis.steps.end()) return shares;
    const GroupUse& group = step ? *found : use.analysis.run;
    if (group.tokens == 0) return shares;
    for (std::size_t layer = 0; layer < group.layers.size(); ++layer)
        for (std::size_t e = 0; e < experts; ++e) shares[layer * experts + e] = static_cast<float>(group.layers[layer].count[e]) / static_cast<float>(group.tokens);
    return shares;
}

std::vector<std::size_t> tokens_of(const Routing& routing, StepId step) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < routing.tokens.size(); ++i)
        if (routing.tokens[i].step == step.value) found.push_back(i);
    return found;
}

}  // namespace reasonscope::ui
