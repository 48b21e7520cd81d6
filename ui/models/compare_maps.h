#pragma once
// What two runs are drawn from beside each other: uncertainty by token, attention by step, experts by layer and token.

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "reason/align.h"
#include "reason/routing_difference.h"
#include "store/session.h"

namespace reasonscope::ui {

/// The tokens that one run wrote, from position `first` on.
struct CompareSide {
    RunId run;
    int first = 0;
    std::vector<float> entropy;       // nats; NaN where it was not traced
    std::vector<std::string> words;   // raw bytes
    bool routed = false;              // experts were recorded
    bool has_experts = false;         // the model has some
    double mean_behind = 0;           // of the entropy from the fork on; NaN without
};

/// Rows are steps that were written, columns all steps, of both runs in the order of the alignment.
struct AttentionMaps {
    std::vector<StepPair> rows, columns;
    std::vector<float> a, b;   // [rows, columns] share of the row's attention; NaN where the side lacks one of the two steps
    std::vector<float> change; // b - a where both are there
    [[nodiscard]] bool empty() const { return rows.empty() || columns.empty(); }
};

struct CompareMaps {
    CompareSide a, b;
    std::optional<int> fork;  // position of the first token that differs
    AttentionMaps attention;
    RoutingDifference routing;
};

inline constexpr int kMostMapCells = 240;  // along one side of a map

/// `steps`: how the runs' steps answer each other. Any thread. Errors: the reader's.
Result<CompareMaps> read_compare_maps(const SessionReader& reader, RunId a, RunId b, const std::vector<StepPair>& steps);

/// A map that is too wide or too high: neighbours are put together, each cell the mean of those that have a value.
struct PooledMap {
    int rows = 0, columns = 0;
    int row_group = 1, column_group = 1;  // cells put together
    std::vector<float> values;
};
PooledMap pooled(const std::vector<float>& values, int rows, int columns, int most_rows = kMostMapCells, int most_columns = kMostMapCells);

}  // namespace reasonscope::ui
