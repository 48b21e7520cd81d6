#include "explain/detail/chain_check.h"

namespace reasonscope::detail {

Status check_chain(const ModelConfig& config, std::span<const std::int32_t> ids, std::span<const Step> steps, std::span<const StepId> targets) {
    const auto length = static_cast<std::int64_t>(ids.size());
    if (length < 2) return bad_input("There is nothing to explain in a run of {} tokens.", length);
    if (length > config.context) return bad_input("The run has {} tokens, but the model's context holds {}.", length, config.context);
    for (const std::int32_t id : ids) {
        if (id < 0 || id >= config.vocab_size) return bad_input("Token {} is outside the model's vocabulary of {}.", id, config.vocab_size);
    }
    for (const StepId target : targets) {
        if (target.value < 0 || target.value >= static_cast<int>(steps.size())) return bad_input("There is no step {} to explain.", target.value);
    }
    for (const Step& step : steps) {
        if (step.first.value < 0 || step.last.value > length || step.first >= step.last) {
            return bad_input("Step {} lies outside the run's {} tokens.", step.id.value, length);
        }
    }
    return {};
}

std::vector<StepId> targets_or_all(std::span<const Step> steps, std::span<const StepId> targets) {
    if (!targets.empty()) return {targets.begin(), targets.end()};
    std::vector<StepId> all;
    for (const Step& step : steps) {
        if (step.source != StepSource::Prompt) all.push_back(step.id);
    }
    return all;
}

}  // namespace reasonscope::detail
