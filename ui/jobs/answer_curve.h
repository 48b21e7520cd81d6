#pragma once
// The stored answer curve of a run, as panels ask the library for it.

#include <optional>

#include "base/result.h"
#include "explain/answer_curve.h"
#include "store/session.h"

namespace reasonscope::ui {

/// Nothing when it was not computed yet. BadInput when what is stored is damaged.
Result<std::optional<AnswerCurve>> stored_answer_curve(const SessionReader& reader, RunId run);

}  // namespace reasonscope::ui
