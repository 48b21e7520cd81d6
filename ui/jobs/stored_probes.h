#pragma once
// Stored results of probes, as panels ask the library for them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "explain/answer_curve.h"
#include "explain/forks.h"
#include "explain/resampling.h"
#include "store/session.h"

namespace reasonscope::ui {

/// Nothing when it was not computed yet. BadInput when what is stored is damaged.
Result<std::optional<AnswerCurve>> stored_answer_curve(const SessionReader& reader, RunId run);
Result<std::optional<Resampling>> stored_resampling(const SessionReader& reader, RunId run, StepId step);
/// Of every step that was resampled.
Result<std::vector<Resampling>> stored_resamplings(const SessionReader& reader, RunId run);
/// By probe_key() of what was asked for: empty for the whole run, "step 4", "token 120".
Result<std::map<std::string, Forks>> stored_forks(const SessionReader& reader, RunId run);

}  // namespace reasonscope::ui
