#include "ui/models/step_importance.h"

namespace reasonscope::ui {

Result<std::vector<Importance>> read_importances(const SessionReader& reader, RunId run, StepId root) {
    const auto stored = reader.steps(run);
    if (!stored) return tl::unexpected(stored.error());
    if (stored->size() > static_cast<std::size_t>(kMostIntervalSteps)) return std::vector<Importance>();
    auto channels = reader.channels(run);
    if (!channels) return tl::unexpected(channels.error());
    std::vector<Step> steps;
    for (const StoredStep& one : *stored) steps.push_back(one.step);
    return step_importances(independent(std::move(*channels)), steps, root);
}

}  // namespace reasonscope::ui
