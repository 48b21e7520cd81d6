#pragma once
// All that is known of a run's experts, read once and shown piece by piece.

#include <optional>
#include <vector>

#include "reason/experts.h"
#include "store/session.h"

namespace reasonscope::ui {

struct ExpertUse {
    Routing routing;
    ExpertAnalysis analysis;
};

/// Reads and analyses; an empty routing for dense models and untraced runs. The number of shuffles is smaller where steps x layers x
/// experts are many, so that it takes about a second at most.
Result<ExpertUse> read_expert_use(const SessionReader& reader, RunId run);

/// Share of the tokens of `step` (of all: unset) that use each expert, [M, E]; k/E is even. NaN without such tokens.
std::vector<float> token_shares(const ExpertUse& use, std::optional<StepId> step);

/// The run's routed tokens of one step, as indices into routing.tokens.
std::vector<std::size_t> tokens_of(const Routing& routing, StepId step);

}  // namespace reasonscope::ui
