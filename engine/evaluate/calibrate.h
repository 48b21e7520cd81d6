#pragma once
// Finds a model's telling heads on problems with known parents, once per model.

#include <filesystem>
#include <span>
#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "evaluate/known_chain.h"
#include "explain/heads.h"
#include "pipeline/loaded_model.h"
#include "text/problem.h"

namespace reasonscope {

/// Seed of the problems that heads are calibrated on, and how many. faithfulness() never measures on one of them.
inline constexpr std::uint64_t kCalibrationSeed = 0x5EED0F4EAD5;
inline constexpr int kCalibrationProblems = 300;

/// Traces the model's own greedy chains on `problems`, keeps the heads that tell more of known parents than place, length and words do
/// (head_evidence()) and fits their weights; none may be left. A model that solves none of them the known way (too few known steps) is
/// taught nothing: then the solutions are fed to it, as with ChainText::Solution. Errors: BadInput without problems; Cancelled.
Result<HeadCalibration> calibrate_heads(const LoadedModel& model, std::span<const Problem> problems, std::uint64_t seed, const ProgressFn& progress,
                                        std::stop_token stop, ChainText text = ChainText::Model);

}  // namespace reasonscope
