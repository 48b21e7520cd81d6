#pragma once
// One head's attention over tokens of a stored run, whole rows.

#include <stop_token>

#include "base/result.h"
#include "generate/head_rows.h"
#include "pipeline/loaded_model.h"
#include "store/session.h"

namespace reasonscope {

/// Tokens [first, last). Stores nothing. Refuses (BadInput) a run of another model, and what head_rows() refuses.
Result<HeadRows> head_run(const LoadedModel& model, const SessionReader& reader, RunId run, LayerId layer, HeadId head, TokenPos first, TokenPos last, std::stop_token stop);

}  // namespace reasonscope
