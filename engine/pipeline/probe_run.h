#pragma once
// A stored run asked by one of the probes of explain/probe.h.

#include <stop_token>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "explain/probe.h"
#include "pipeline/loaded_model.h"
#include "store/session.h"

namespace reasonscope {

/// What a probe needs of a stored run. Refuses (BadInput) a run whose model fingerprint differs.
Result<WrittenRun> written_run(const LoadedModel& model, const SessionReader& reader, RunId run);

/// Runs the probe and stores its JSON under its name and probe_key(request); a request that is refused or cancelled stores nothing, and what
/// was stopped early leaves a stored result that holds more as it is.
Result<std::string> probe_run(const LoadedModel& model, SessionWriter& writer, const SessionReader& reader, RunId run, std::string_view probe,
                              const ProbeRequest& request, const PartialFn& partial, const ProgressFn& progress, std::stop_token stop);

}  // namespace reasonscope
