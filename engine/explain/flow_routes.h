#pragma once
// Information flow routes (arXiv 2403.00824): what the residual stream of a step's rows is made of, walked from the prediction down, layer by layer.
//
// Behind layer l's attention the stream of a row is y = x + sum over heads and keys of a W_O v. The share of a term z in it is
// max(|y| - |y - z|, 0), L1 norms, divided by the sum of all terms' shares. The MLP's terms, experts' included, come from the same row and move
// nothing between positions.

#include <cstdint>
#include <span>
#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "model/model.h"
#include "reason/step.h"
#include "reason/tree.h"

namespace reasonscope {

struct FlowSettings {
    int keys = 16;           // per row and head: the largest weights; what the others bring together is one term that leads nowhere
    double threshold = 0.002;  // terms with a smaller share are cut, the others scaled up to one
};

/// Weight of source c for step r: the share of r's predictions that enters r's rows from c, by the first edge that leaves them: all rows that
/// predict r together are 1, and what they keep down to the embeddings, get from position 0 or the template, or from terms that lead nowhere is
/// nobody's. Cost: the chain once and the attention part of each layer once more. Memory: the residual stream of every layer twice, and
/// [heads, T, hidden] for one layer. Checks `stop` between layers and targets. `targets` empty = every thinking and answer step; other rows stay
/// zero. Errors: BadInput, Cancelled.
Result<StepMatrix> flow_routes(const Model& model, std::span<const std::int32_t> ids, std::span<const Step> steps, std::span<const StepId> targets,
                               const FlowSettings& settings, const ProgressFn& progress, std::stop_token stop);

}  // namespace reasonscope
