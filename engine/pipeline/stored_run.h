#pragma once
// A run of a session as methods read it.

#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/loaded_model.h"
#include "store/session.h"

namespace reasonscope {

struct StoredRun {
    RunId id;
    int prompt_tokens = 0;
    std::vector<Step> steps;
    std::vector<std::string> texts;  // of the steps
    std::vector<TokenRow> tokens;

    [[nodiscard]] std::vector<std::int32_t> ids() const;  // [T]
};

Result<StoredRun> read_stored_run(const SessionReader& reader, RunId id);

/// BadInput for a run that another model made, or this one with parts taken out.
Status check_model(const LoadedModel& model, const SessionReader& reader, RunId run);

}  // namespace reasonscope
