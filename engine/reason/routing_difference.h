#pragma once
// Two runs' routing beside each other: where it parts, layer by layer and token by token, and whose experts work more. Pure functions.

#include <optional>
#include <span>
#include <vector>

#include "reason/align.h"
#include "reason/routing.h"

namespace reasonscope {

/// Column of two runs' tokens, by position; -1 where a run has none.
struct RoutingColumn {
    int a = -1, b = -1;
    bool same = false;  // both wrote the same token
};

struct RoutingDifference {
    std::vector<int> layers;              // [M] decoder layer of each MoE layer
    int experts = 0, top_k = 0;
    std::vector<RoutingColumn> columns;   // [C] where at least one side was routed
    std::vector<float> other;             // [M, C] share of the k experts of a's token that are not b's; NaN where a side is missing
    std::vector<float> parted;            // [M] share of the compared tokens whose sets of experts differ
    int compared = 0;                     // columns with both sides
    struct Place {
        int column = 0;
        std::size_t layer = 0;            // index into `layers`
    };
    std::optional<Place> first;           // the first column, in it the first layer, whose sets differ
    std::vector<float> load_a, load_b;    // [M, E] share of each run's tokens that use the expert

    [[nodiscard]] bool empty() const { return layers.empty(); }
    [[nodiscard]] float at(std::size_t layer, std::size_t column) const { return other[layer * columns.size() + column]; }
};

/// `pairs`: align_tokens() over both runs' tokens from position 0 on. Empty when a side has no routing, or their layers, experts or k differ.
RoutingDifference compare_routing(const Routing& a, const Routing& b, std::span<const TokenPair> pairs);

}  // namespace reasonscope
