#pragma once
// The combination of all methods that a run was explained with; needs no model.

#include "base/result.h"
#include "store/session.h"

namespace reasonscope {

/// Stores the edges of all channels together under kEvidenceMethod. BadInput when fewer than two methods were run.
Status combine_evidence(SessionWriter& writer, const SessionReader& reader, RunId run);

/// The same where the run has such edges already, so that they follow a method that was just run; else nothing.
Status refresh_evidence(SessionWriter& writer, const SessionReader& reader, RunId run);

}  // namespace reasonscope
