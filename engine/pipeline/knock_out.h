#pragma once
// A stored run with experts or heads of its model taken out.

#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "explain/knockout.h"
#include "pipeline/loaded_model.h"
#include "store/knockout_record.h"
#include "store/session.h"

namespace reasonscope {

/// Measures what changes; stores nothing. Refuses (BadInput) a run whose model fingerprint differs, and what the room explain refuses.
Result<KnockoutResult> knock_out(const LoadedModel& model, const SessionReader& reader, RunId run, const Knockout& knockout, const ProgressFn& progress,
                                 std::stop_token stop);

KnockoutRecord record_of(const Knockout& knockout, const KnockoutResult& result);

/// Measures and stores the result under its key (kind kKnockoutKind); an earlier one of the same key is replaced. When it fails or is
/// stopped the session stays as it was.
Result<KnockoutRecord> knock_out_and_store(const LoadedModel& model, SessionWriter& writer, const SessionReader& reader, RunId run,
                                           const Knockout& knockout, const ProgressFn& progress, std::stop_token stop);

}  // namespace reasonscope
