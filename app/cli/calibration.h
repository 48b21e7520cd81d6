#pragma once
// The calibration of heads that explain, faithfulness and calibrate share.

#include <stop_token>

#include "base/result.h"
#include "explain/heads.h"
#include "pipeline/loaded_model.h"

namespace reasonscope::cli {

/// Calibrates on the program's own generated problems.
Result<HeadCalibration> calibrate(const LoadedModel& model, std::stop_token stop);

/// What is stored for the model; else calibrates now, with progress on standard error, and stores that.
Result<HeadCalibration> stored_or_new_calibration(const LoadedModel& model, std::stop_token stop);

}  // namespace reasonscope::cli
