#pragma once
// The logit lens over tokens of a stored run.

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/lens.h"
#include "pipeline/loaded_model.h"
#include "store/session.h"

namespace reasonscope {

struct LensReading {
    std::vector<LensColumn> columns;
    std::map<std::int32_t, std::string> texts;  // raw bytes of every token named in the columns
};

/// Tokens [first, last). Stores nothing. Refuses (BadInput) a run whose model fingerprint differs, and what logit_lens() refuses.
Result<LensReading> lens_run(const LoadedModel& model, const SessionReader& reader, RunId run, TokenPos first, TokenPos last, int top_k, std::stop_token stop);

}  // namespace reasonscope
