#pragma once
// Parts of a model that were out when a run was written: from what a session keeps to what the generator takes, and back.

#include <stop_token>

#include "base/result.h"
#include "generate/continuation.h"
#include "pipeline/loaded_model.h"
#include "store/knockout_record.h"
#include "store/session.h"

namespace reasonscope {

KnockoutPlaces places_of(const Ablation& ablation);  // in order, each once
/// Without stand-ins. A mode that this program does not know reroutes.
Ablation ablation_of(const KnockoutPlaces& places);

/// Fills in the mean outputs of the experts that are out over the tokens of `run`, by the untouched model. BadInput when another model made it.
Status find_stand_ins(const LoadedModel& model, const SessionReader& reader, RunId run, Ablation& ablation, const std::stop_token& stop);

/// What `run` was written without, ready for the generator; empty for a run of the whole model. BadInput when the run whose mean outputs
/// stood in is gone.
Result<Ablation> parts_out_of(const LoadedModel& model, const SessionReader& reader, RunId run, const std::stop_token& stop);

}  // namespace reasonscope
