#pragma once
// Stored results of probes, as panels ask the library for them.

#include <optional>

#include "base/result.h"
#include "explain/answer_curve.h"
#include "explain/resampling.h"
#include "store/session.h"

namespace reasonscope::ui {

/// Nothing when it was not computed yet. BadInput when what is stored is damaged.
Result<std::optional<AnswerCurve>> stored_answer_curve(const SessionReader& reader, RunId run);
Result<std::optional<Resampling>> stored_resampling(const SessionReader& reader, RunId run, StepId step);

}  // namespace reasonscope::ui
