#pragma once
// Where the nodes and edges of the reasoning tree stand: pure geometry in px, drawn as SVG here and by QPainter in ui/print.
// Shallow trees run from left (what was given) to right (the answer); deep ones from top to bottom.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace reasonscope {

struct Point {
    double x = 0, y = 0;
};

struct LayoutNode {
    StepId step;
    double x = 0, y = 0, w = 0, h = 0;
    std::vector<std::string> lines;  // clean text, wrapped; the last one ends in an ellipsis when cut
    bool root = false;
};

struct LayoutEdge {
    StepId step, source;
    std::array<Point, 4> curve;  // cubic Bézier from the source to the step
    double width = 1;            // of the line: grows with the weight
    double control_width = 0;    // of the line that the random control would get
    Point label;                 // baseline of the written weight; only for edges of the tree
    bool label_ends = false;     // the text ends at `label`, else it begins there
    float weight = 0, control = 0;
    bool tree = false;           // else one of the step's other sources
    EvidenceGrade grade = EvidenceGrade::Observed;
};

struct TreeLayout {
    double width = 0, height = 0;
    bool vertical = false;
    std::vector<LayoutNode> nodes;   // in the order of Report::tree
    std::vector<LayoutEdge> edges;   // others first, so that the tree is drawn over them
    bool crowded = false;            // so many other sources that they are best shown on demand
    std::size_t left_out = 0;        // steps of the tree that had no room, the least weighty
};

struct LayoutStyle {
    double page = 1000;         // wished width
    double font = 12.5;         // px of the step text
    double line = 16.5;         // px from line to line
    double padding = 9;
    double header = 16;         // px above the text for number and class
    double accent = 5;          // px of the class bar at the left
    std::size_t max_lines = 4;
    std::size_t max_nodes = 120;
};

TreeLayout lay_out_tree(const Report& report, const LayoutStyle& style = {});

/// Lines of at most `width` px in a sans-serif font of `font` px, by estimate on the safe side. Breaks at spaces and between wide
/// characters; longer words are cut. The last of `max_lines` ends in an ellipsis when text is left over.
std::vector<std::string> wrap_text(std::string_view raw, double width, double font, std::size_t max_lines);

}  // namespace reasonscope
