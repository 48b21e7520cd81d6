#pragma once
// A JSON report opened again: the run it was made from, back in a session. Schema: docs/report-json.md.

#include <string_view>

#include "base/result.h"
#include "store/session.h"

namespace reasonscope {

/// Adds the run to the session. What the report carries comes back: words, tokens, steps, edges, matrices, settings, seed, fingerprint,
/// routing and results; attention per head and router scores are not in it. The run gets a new number and date, and no model path.
/// A report of branches brings all its runs, each beside its parent again; the run that was asked for is returned.
/// BadInput, one sentence, for anything that is no such report; the session is then as it was.
Result<RunId> import_report(SessionWriter& session, std::string_view json);

}  // namespace reasonscope
