#pragma once
// The decision tree and the step chain: facts of the prompt in a column on the left, the path of steps going down,
// ghosts beside the step where they branch off, explored branches and limbs of other runs in columns of their own on the right.

#include <span>
#include <vector>

#include "ui/geometry/shapes.h"

namespace reasonscope::ui {

enum class FlowRole { Fact, Step, Ghost, Branch };  // Branch: the head of a limb, in the row of the step it leaves

struct FlowNode {
    FlowRole role = FlowRole::Step;
    int parent = -1;  // index smaller than the node's own; a step's second and later step children start branches
};

struct FlowStyle {
    double fact_width = 208, step_width = 276, ghost_width = 152;
    double card_height = 72, row_gap = 20, fact_gap = 10;
    double fact_margin = 92;   // between facts and path: room for the arcs
    double column_gap = 44;
    int ghosts_per_row = 2;    // stacked beside one step before the next column is used
    double ghost_gap = 8;
};

/// One rectangle per node, O(n log n). The path's first card has its top left corner at (0, 0); facts have negative x.
/// Appending steps or ghosts at the end of the path moves nothing that was there. Limbs stand right of the first column of ghosts, which is
/// kept free for them.
std::vector<Rect> flow_layout(std::span<const FlowNode> nodes, const FlowStyle& style = {});

struct ChainStyle {
    double card_width = 320, card_height = 72, row_gap = 12;
};

/// `count` cards below each other.
std::vector<Rect> chain_layout(int count, const ChainStyle& style = {});

}  // namespace reasonscope::ui
