#pragma once
// Step-to-step attention mass from the trace: sink (position 0) and template tokens never count.

#include <span>
#include <vector>

#include "reason/step.h"
#include "reason/tree.h"
#include "trace/events.h"

namespace reasonscope {

/// Accumulates per-token segment masses into step x step matrices while a run goes on.
/// Row r of a step collects the rows that predict its tokens. Weight = mean over rows, layers and heads of the mass on the source step.
class AttentionMass {
public:
    /// Adds one generated token. `begins` are the segment starts that were in force for it.
    void add(const TokenTrace& token, std::span<const TokenPos> begins);

    /// Mean over all layers and heads. Segments fall into the step that holds their first token; others are dropped.
    [[nodiscard]] StepMatrix matrix(std::span<const Step> steps) const;
    /// One layer and head (requires a Full trace, else zeros).
    [[nodiscard]] StepMatrix matrix(std::span<const Step> steps, LayerId layer, HeadId head) const;

private:
    struct Row {
        TokenPos position;
        std::vector<TokenPos> begins;
        AttentionTrace attention;
    };
    std::vector<Row> rows_;
};

}  // namespace reasonscope
