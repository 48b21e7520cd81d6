#pragma once
// Where the calibration of a model's heads is kept: reasonscope-heads.json in the model's folder, or the user's cache by fingerprint.

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "explain/heads.h"
#include "model/model.h"

namespace reasonscope {

/// The stored calibration that belongs to exactly these weights; nothing when there is none, or it is damaged.
std::optional<HeadCalibration> stored_head_calibration(const Model& model);

/// $XDG_CACHE_HOME (or ~/.cache)/reasonscope/heads/<fingerprint>.json.
std::filesystem::path head_calibration_cache(const std::string& fingerprint);

/// Writes to the cache; makes its folder.
Status store_head_calibration(const HeadCalibration& calibration);

}  // namespace reasonscope
