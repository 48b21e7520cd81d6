#pragma once
// What a run owes to single experts and heads: they are taken out, the same tokens are fed again, and what changes is measured.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/progress.h"
#include "base/result.h"
#include "generate/continuation.h"
#include "model/model.h"
#include "reason/step.h"

namespace reasonscope {

struct ExpertAt {
    LayerId layer;
    ExpertId expert;
};
struct HeadAt {
    LayerId layer;
    HeadId head;
};

struct Knockout {
    std::vector<ExpertAt> experts;
    std::vector<HeadAt> heads;  // their output is zero, whatever the mode
    KnockoutMode mode = KnockoutMode::Reroute;
};

/// "3:5,4:0" -> layer and index pairs. BadInput for anything else.
Result<std::vector<std::pair<int, int>>> parse_places(std::string_view text);

/// Per step of the run; prompt steps stay zero.
struct KnockoutEffect {
    std::vector<float> divergence;   // mean KL(run || knocked out) over the rows that predict the step, nats, temperature 1
    std::vector<float> log_p_change; // change of the step's mean log p per token, nats
    double answer_change = 0;        // change of log p of all answer tokens together, nats
};

struct KnockoutResult {
    KnockoutEffect effect;
    /// The same with experts and heads drawn at random: for each expert one of the same layer with about the same load in this chain, for
    /// each head one of the same layer. Nothing when a layer has none left to draw.
    std::optional<KnockoutEffect> control;
    Knockout control_knockout;
    double answer_log_p = 0;  // of the untouched run
};

/// Three passes over the chain at most. The model is unchanged afterwards: the knock-out lives in the pass. Errors: BadInput for an
/// expert, head or layer that does not exist, and for a knock-out of every expert of a layer; Cancelled.
Result<KnockoutResult> knock_out(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, const Knockout& knockout,
                                 std::uint64_t seed, const ProgressFn& progress, std::stop_token stop);

/// Mean output of each expert over the positions of the chain that use it, by the untouched model: what stands in for it in a run with
/// KnockoutMode::MeanAblate. [experts][hidden]; zeros for an expert that no position uses. One pass in chunks of 128 positions. Errors as knock_out(), and BadInput for an empty chain.
Result<std::vector<std::vector<float>>> mean_outputs(const Model& model, std::span<const std::int32_t> ids, std::span<const ExpertAt> experts,
                                                     std::stop_token stop);

}  // namespace reasonscope
