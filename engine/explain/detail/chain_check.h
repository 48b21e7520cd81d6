#pragma once
// What every method refuses before it runs the model over a chain.

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "reason/step.h"

namespace reasonscope::detail {

/// BadInput: fewer than two tokens, more than the context, an id outside the vocabulary, a target or a step that does not exist.
Status check_chain(const ModelConfig& config, std::span<const std::int32_t> ids, std::span<const Step> steps, std::span<const StepId> targets);

/// `targets`, or every step that the model wrote.
std::vector<StepId> targets_or_all(std::span<const Step> steps, std::span<const StepId> targets);

}  // namespace reasonscope::detail
