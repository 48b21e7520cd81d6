#pragma once
// Step-to-step attention mass from the trace: sink (position 0) and template tokens never count.

#include <span>
#include <vector>

#include "reason/step.h"
#include "reason/tree.h"
#include "trace/events.h"

namespace reasonscope {

/// What one number says about a source of several tokens.
enum class MassScale {
    Mass,     // sum over the source's tokens: all the attention it got; favours long steps
    Density,  // mean over the source's tokens: favours short ones
};

/// Sums per-token segment masses into segment x segment matrices while a run goes on.
/// Row r of a step collects the rows that predict its tokens. Weight = mean over rows, layers and heads of the mass on the source step.
/// Memory: layers x heads x segments^2 x 2 bytes, whatever the number of tokens.
class AttentionMass {
public:
    /// Adds one generated token; positions increase. `begins` are the segment starts that were in force for it. The token itself
    /// may open a segment: that one is in the `begins` of the next call.
    void add(const TokenTrace& token, std::span<const TokenPos> begins);
    void add(TokenPos position, const AttentionTrace& attention, std::span<const TokenPos> begins);

    /// Mean over all layers and heads. Steps are unions of segments: a segment falls into the step that holds its first token; segments
    /// outside all steps (sink, template) are dropped.
    [[nodiscard]] StepMatrix matrix(std::span<const Step> steps, MassScale scale = MassScale::Mass) const;
    /// One layer and head (requires a Full trace, else zeros).
    [[nodiscard]] StepMatrix matrix(std::span<const Step> steps, LayerId layer, HeadId head, MassScale scale = MassScale::Mass) const;

    /// Heads that were traced one by one: layers x heads, or 1 x 1 for a Summary trace's mean.
    [[nodiscard]] int layers() const { return layers_; }
    [[nodiscard]] int heads() const { return heads_; }

    [[nodiscard]] bool empty() const { return rows_.empty() && !has_pending_; }

private:
    /// Sum over the rows that predict the tokens of one segment.
    struct SegmentRow {
        TokenPos begin;          // first token predicted by these rows
        int rows = 0;
        int segments = 0;
        std::vector<float> sum;  // [layers, heads, segments]
    };
    struct Pending {  // the newest row: whether its token opened a segment is known at the next call
        TokenPos position;
        int segments = 0;
        std::vector<float> mass;  // [layers, heads, segments]
    };
    void settle(std::span<const TokenPos> begins);
    template <class Value>
    StepMatrix collect(std::span<const Step> steps, MassScale scale, const Value& value) const;

    int layers_ = 0, heads_ = 0;
    std::vector<SegmentRow> rows_;
    std::vector<TokenPos> begins_;  // the longest list seen
    Pending pending_;
    bool has_pending_ = false;
};

}  // namespace reasonscope
