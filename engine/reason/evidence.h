#pragma once
// All methods that were run on a trace, put together: ranks are averaged row by row, and every edge can say who supports it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reason/tree.h"

namespace reasonscope {

/// The name under which combined edges are stored.
inline constexpr std::string_view kEvidenceMethod = "evidence";

/// What one method measured of a run.
struct Channel {
    std::string method;
    EvidenceGrade grade = EvidenceGrade::Observed;
    StepMatrix matrix;
};

/// The channels that are measurements of their own: neither labels of a reader, nor the combination itself, nor a product (tested-heads) whose two parts
/// (calibrated-heads and suppression) stand beside it.
std::vector<Channel> independent(std::vector<Channel> channels);

/// In each row the sources are ranked by every channel that has weight there (1 is the strongest, equals share the mean of their ranks),
/// the ranks are averaged, and the weight is 1 / mean rank. A source without weight in any channel has none.
StepMatrix combine_channels(std::span<const Channel> channels, std::span<const Step> steps);

/// Edges of the combination, method kEvidenceMethod. An edge is tested when a tested channel has weight on it, else observed.
std::vector<Edge> evidence_edges(std::span<const Channel> channels, std::span<const Step> steps, const EdgeSettings& settings = {});

/// What one method says of one edge.
struct Support {
    std::string method;
    EvidenceGrade grade = EvidenceGrade::Observed;
    int rank = 0;       // 1 is the step's strongest source; 0: not among the sources kept
    int kept = 0;       // sources of this step that the method's edges keep
    float weight = 0;   // of this edge; 0 without
    float control = 0;  // of a source drawn at random
};

/// One entry for every method with an edge at `step`, the combination left out; those that name `source` first, by rank.
std::vector<Support> support_of(std::span<const Edge> edges, StepId step, StepId source);

/// How many methods name an edge among their strongest.
struct Agreement {
    int naming = 0, methods = 0;
    double expected = 0;  // mean number of methods that would name a source drawn at random
};
Agreement agreement_of(std::span<const Support> support, StepId step);

/// Part of the root's weight that passes through a step, all channels together.
struct Importance {
    double share = 0;
    double low = 0, high = 0;  // the middle 95 % when the channels themselves are drawn again with replacement (bootstrap)
};

/// Importance of every step for `root`. Empty with fewer than two channels, and for more than kMostIntervalSteps steps.
std::vector<Importance> step_importances(std::span<const Channel> channels, std::span<const Step> steps, StepId root, std::uint64_t seed = 1);
inline constexpr int kMostIntervalSteps = 1000;

}  // namespace reasonscope
