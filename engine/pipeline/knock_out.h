#pragma once
// A stored run with experts or heads of its model taken out.

#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "explain/knockout.h"
#include "pipeline/loaded_model.h"
#include "store/session.h"

namespace reasonscope {

/// Measures what changes; stores nothing. Refuses (BadInput) a run whose model fingerprint differs, and what the room explain refuses.
Result<KnockoutResult> knock_out(const LoadedModel& model, const SessionReader& reader, RunId run, const Knockout& knockout, const ProgressFn& progress,
                                 std::stop_token stop);

}  // namespace reasonscope
