#pragma once
// One run from an order that is complete: what ask() and branch() have in common.

#include <optional>

#include "pipeline/ask.h"

namespace reasonscope {

/// The beginning of a run that another run wrote already.
struct SharedPrefix {
    const SessionReader* reader = nullptr;  // of the session that is written
    RunId parent;
    std::vector<TokenRow> tokens;  // generated tokens from the prompt's end on; copied with their traces
};

struct RunOrder {
    RenderedPrompt rendered;
    std::vector<Token> prompt;
    RunStart start;
    GenerateSettings settings;  // max_tokens counts what comes after the shared tokens
    bool explain_by_gradient = true;
    Continuation continuation;
    std::optional<BranchRow> branch;
    std::optional<SharedPrefix> shared;  // only with a branch
};

/// BadInput when the prompt does not fit the context or the model, or what is taken out the model.
Status check_order(const RunOrder& order, const Model& model);

/// Stores, generates, cuts into steps and explains; effects and errors as ask(). Shared tokens are announced through on_token with
/// nothing but position and id in their trace.
Result<AskResult> carry_out(const LoadedModel& model, SessionWriter& session, const RunOrder& order, const AskEvents& events, std::stop_token stop);

}  // namespace reasonscope
