#include "report/tree_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/formula_text.h"
#include "report/text.h"
#include "report/words.h"

namespace reasonscope {
namespace {

constexpr double kDepthGapAcross = 62;   // left to right: room for the weight on the line
constexpr double kDepthGapDown = 44;     // top to bottom
constexpr double kSiblingGap = 14;
constexpr double kMargin = 6;
constexpr double kWidestLine = 15;       // px of weight 1
constexpr std::size_t kMostOthers = 24;

double char_width(char32_t c) {
    if (c >= 0x1100 && (c <= 0x115F || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                        (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x1F300 && c <= 0x1FAFF) || c >= 0x20000)) {
        return 1.02;
    }
    if (c > 0x7F) return 0.68;
    static constexpr std::string_view kNarrow = "iljtfrI.,:;'|!()[]{}/\\\" `-";
    static constexpr std::string_view kBroad = "mwMW@%&";
    if (kNarrow.find(static_cast<char>(c)) != std::string_view::npos) return 0.38;
    if (kBroad.find(static_cast<char>(c)) != std::string_view::npos) return 0.9;
    return c >= 'A' && c <= 'Z' ? 0.7 : c >= '0' && c <= '9' ? 0.6 : 0.57;
}

double width_of(std::u32string_view text, double font) {
    return font * std::accumulate(text.begin(), text.end(), 0.0, [](double sum, char32_t c) { return sum + char_width(c); });
}

/// The part of the tree that is drawn: the nodes with the most weight along their path; an ancestor always weighs at least as much.
struct Drawn {
    std::vector<ProvenanceNode> nodes;
    std::vector<std::vector<int>> children;
    int depth = 0;
};

Drawn prune(const std::vector<ProvenanceNode>& tree, std::size_t max_nodes) {
    std::vector<double> weight(tree.size(), 1.0);
    for (std::size_t i = 0; i < tree.size(); ++i) {
        if (tree[i].parent >= 0) weight[i] = weight[static_cast<std::size_t>(tree[i].parent)] * std::clamp(static_cast<double>(tree[i].weight), 0.0, 1.0);
    }
    std::vector<std::size_t> order(tree.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return weight[a] != weight[b] ? weight[a] > weight[b] : tree[a].depth < tree[b].depth; });
    std::vector<bool> keep(tree.size(), false);
    for (std::size_t i = 0; i < std::min(max_nodes, order.size()); ++i) keep[order[i]] = true;
    Drawn drawn;
    std::vector<int> index(tree.size(), -1);
    for (std::size_t i = 0; i < tree.size(); ++i) {
        if (!keep[i]) continue;
        index[i] = static_cast<int>(drawn.nodes.size());
        ProvenanceNode node = tree[i];
        if (node.parent >= 0) {
            node.parent = index[static_cast<std::size_t>(node.parent)];
            drawn.children[static_cast<std::size_t>(node.parent)].push_back(index[i]);
        }
        drawn.depth = std::max(drawn.depth, node.depth);
        drawn.nodes.push_back(node);
        drawn.children.emplace_back();
    }
    return drawn;
}

/// Tidy placement along the breadth axis: subtrees as close as their outlines allow, parents in the middle of their children.
/// `size` [nodes] extents along that axis; the result [nodes] are centres, smallest outline at 0.
std::vector<double> place(const Drawn& drawn, const std::vector<double>& size) {
    struct Outline {
        std::vector<double> low, high;  // per depth below the subtree's root
    };
    const std::size_t n = drawn.nodes.size();
    std::vector<double> offset(n, 0.0);  // of the centre from the parent's
    std::vector<Outline> outline(n);
    for (std::size_t i = n; i-- > 0;) {  // children stand after their parents
        const auto& children = drawn.children[i];
        std::vector<double> at(children.size(), 0.0);
        Outline joined;
        for (std::size_t k = 0; k < children.size(); ++k) {
            Outline& child = outline[static_cast<std::size_t>(children[k])];
            double shift = 0;
            for (std::size_t d = 0; d < std::min(joined.high.size(), child.low.size()); ++d) {
                shift = std::max(shift, joined.high[d] + kSiblingGap - child.low[d]);
            }
            if (k == 0) shift = 0;
            at[k] = shift;
            for (std::size_t d = 0; d < child.low.size(); ++d) {
                if (d >= joined.low.size()) {
                    joined.low.push_back(child.low[d] + shift), joined.high.push_back(child.high[d] + shift);
                } else {
                    joined.low[d] = std::min(joined.low[d], child.low[d] + shift), joined.high[d] = std::max(joined.high[d], child.high[d] + shift);
                }
            }
            child = {};
        }
        const double middle = children.empty() ? 0 : (at.front() + at.back()) / 2;
        for (std::size_t k = 0; k < children.size(); ++k) offset[static_cast<std::size_t>(children[k])] = at[k] - middle;
        Outline own{{-size[i] / 2}, {size[i] / 2}};
        for (std::size_t d = 0; d < joined.low.size(); ++d) own.low.push_back(joined.low[d] - middle), own.high.push_back(joined.high[d] - middle);
        outline[i] = std::move(own);
    }
    const double low = *std::ranges::min_element(outline[0].low);
    std::vector<double> centre(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        centre[i] = drawn.nodes[i].parent < 0 ? -low : centre[static_cast<std::size_t>(drawn.nodes[i].parent)] + offset[i];
    }
    return centre;
}

double extent(const std::vector<double>& centre, const std::vector<double>& size) {
    double high = 0;
    for (std::size_t i = 0; i < centre.size(); ++i) high = std::max(high, centre[i] + size[i] / 2);
    return high;
}

void fill_text(TreeLayout& layout, const Report& report, const Drawn& drawn, double width, const LayoutStyle& style) {
    layout.nodes.clear();
    for (const ProvenanceNode& node : drawn.nodes) {
        const ReportStep* step = find_step(report, node.step);
        LayoutNode placed{.step = node.step, .w = width, .lines = {}, .root = node.parent < 0};
        placed.lines = wrap_text(step ? plain_words(step->stored.text) : std::string(), width - 2 * style.padding - style.accent, style.font, style.max_lines);
        placed.h = 2 * style.padding + style.header + style.line * static_cast<double>(placed.lines.size());
        layout.nodes.push_back(std::move(placed));
    }
}

void lay_across(TreeLayout& layout, const Report& report, const Drawn& drawn, const LayoutStyle& style) {
    const int columns = drawn.depth + 1;
    const double width = std::clamp((style.page - 2 * kMargin - drawn.depth * kDepthGapAcross) / columns, 150.0, 270.0);
    fill_text(layout, report, drawn, width, style);
    std::vector<double> heights;
    for (const LayoutNode& node : layout.nodes) heights.push_back(node.h);
    const std::vector<double> centre = place(drawn, heights);
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        layout.nodes[i].x = kMargin + (drawn.depth - drawn.nodes[i].depth) * (width + kDepthGapAcross);
        layout.nodes[i].y = kMargin + centre[i] - heights[i] / 2;
    }
    layout.width = columns * width + drawn.depth * kDepthGapAcross + 2 * kMargin;
    layout.height = extent(centre, heights) + 2 * kMargin;
}

void lay_down(TreeLayout& layout, const Report& report, const Drawn& drawn, const LayoutStyle& style) {
    double width = 285;
    std::vector<double> centre;
    for (;; width -= 15) {
        const std::vector<double> widths(drawn.nodes.size(), width);
        centre = place(drawn, widths);
        layout.width = extent(centre, widths) + 2 * kMargin;
        if (layout.width <= style.page || width <= 135) break;
    }
    fill_text(layout, report, drawn, width, style);
    std::vector<double> row(static_cast<std::size_t>(drawn.depth) + 1, 0.0);
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        double& height = row[static_cast<std::size_t>(drawn.nodes[i].depth)];
        height = std::max(height, layout.nodes[i].h);
    }
    std::vector<double> top(row.size(), kMargin);
    for (std::size_t d = row.size() - 1; d-- > 0;) top[d] = top[d + 1] + row[d + 1] + kDepthGapDown;
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        const auto depth = static_cast<std::size_t>(drawn.nodes[i].depth);
        layout.nodes[i].x = kMargin + centre[i] - width / 2;
        layout.nodes[i].y = top[depth] + row[depth] - layout.nodes[i].h;
    }
    layout.height = top[0] + row[0] + kMargin;
}

std::array<Point, 4> curve_between(const LayoutNode& source, const LayoutNode& step, bool vertical) {
    const Point from{source.x + source.w / 2, source.y + source.h / 2}, to{step.x + step.w / 2, step.y + step.h / 2};
    if (vertical && source.y + source.h < step.y) {
        const double middle = (step.y - source.y - source.h) / 2;
        return {Point{from.x, source.y + source.h}, {from.x, source.y + source.h + middle}, {to.x, step.y - middle}, {to.x, step.y}};
    }
    if (!vertical && source.x + source.w < step.x) {
        const double middle = (step.x - source.x - source.w) / 2;
        return {Point{source.x + source.w, from.y}, {source.x + source.w + middle, from.y}, {step.x - middle, to.y}, {step.x, to.y}};
    }
    // The source does not stand before the step: swing around the sides.
    if (vertical) {
        const bool right = to.x >= from.x;
        const double a = right ? source.x + source.w : source.x, b = right ? step.x : step.x + step.w, swing = right ? 30 : -30;
        return {Point{a, from.y}, {a + swing, from.y}, {b - swing, to.y}, {b, to.y}};
    }
    const bool down = to.y >= from.y;
    const double a = down ? source.y + source.h : source.y, b = down ? step.y : step.y + step.h, swing = down ? 26 : -26;
    return {Point{from.x, a}, {from.x, a + swing}, {to.x, b - swing}, {to.x, b}};
}

double line_width(float weight) { return std::clamp(static_cast<double>(weight) * kWidestLine, 0.8, kWidestLine); }

void add_edges(TreeLayout& layout, const Report& report, const Drawn& drawn) {
    std::vector<int> at(report.steps.size(), -1);
    for (std::size_t i = 0; i < drawn.nodes.size(); ++i) at[static_cast<std::size_t>(drawn.nodes[i].step.value)] = static_cast<int>(i);
    std::vector<LayoutEdge> tree;
    for (std::size_t i = 0; i < drawn.nodes.size(); ++i) {
        const LayoutNode& node = layout.nodes[i];
        const ReportStep* step = find_step(report, node.step);
        for (const Edge& edge : step->sources) {
            const int source = at[static_cast<std::size_t>(edge.source.value)];
            if (edge.method != report.tree_method || source < 0) continue;
            const auto s = static_cast<std::size_t>(source);
            LayoutEdge placed{.step = edge.step, .source = edge.source, .curve = {}, .label = {}};
            placed.tree = drawn.nodes[s].parent == static_cast<int>(i);
            placed.curve = curve_between(layout.nodes[s], node, layout.vertical);
            placed.weight = edge.weight;
            placed.control = edge.control;
            placed.grade = edge.grade;
            placed.width = line_width(edge.weight);
            placed.control_width = std::clamp(static_cast<double>(edge.control) * kWidestLine, 0.0, kWidestLine);
            // Near the source, where lines have not yet come together, and on the side from which the line bends away.
            const Point from = placed.curve[0];
            placed.label_ends = layout.vertical && placed.curve[3].x > from.x + 1;
            placed.label = layout.vertical ? Point{from.x + (placed.label_ends ? -1 : 1) * (6 + placed.width / 2), from.y + 13}
                                           : Point{from.x + 4, from.y - 4 - placed.width / 2};
            (placed.tree ? tree : layout.edges).push_back(placed);
        }
    }
    layout.crowded = layout.edges.size() > kMostOthers;
    layout.edges.insert(layout.edges.end(), tree.begin(), tree.end());
}

}  // namespace

std::vector<std::string> wrap_text(std::string_view raw, double width, double font, std::size_t max_lines) {
    std::vector<std::string> lines;
    std::u32string rest = code_points(one_line(raw));
    while (!rest.empty()) {
        double used = 0;
        std::size_t end = 0, breaking = 0;
        for (; end < rest.size(); ++end) {
            used += font * char_width(rest[end]);
            if (used > width && end > 0) break;
            if (rest[end] == U' ') breaking = end;
            if (char_width(rest[end]) > 1) breaking = end + 1;
        }
        std::size_t cut = end == rest.size() || breaking == 0 ? end : breaking;
        if (lines.size() + 1 == max_lines && end < rest.size()) {
            cut = end;
            while (cut > 1 && width_of(std::u32string_view(rest).substr(0, cut), font) + font > width) --cut;
            lines.push_back(to_utf8(std::u32string_view(rest).substr(0, cut)) + "…");
            return lines;
        }
        lines.push_back(to_utf8(std::u32string_view(rest).substr(0, cut)));
        rest.erase(0, cut);
        while (!rest.empty() && rest.front() == U' ') rest.erase(0, 1);
    }
    if (lines.empty()) lines.emplace_back("(empty)");
    return lines;
}

TreeLayout lay_out_tree(const Report& report, const LayoutStyle& style) {
    TreeLayout layout;
    if (report.tree.empty() || style.max_nodes == 0) return layout;
    const Drawn drawn = prune(report.tree, style.max_nodes);
    layout.left_out = report.tree.size() - drawn.nodes.size();
    lay_across(layout, report, drawn, style);
    if (layout.width > style.page + 1) {
        TreeLayout down;
        down.left_out = layout.left_out;
        down.vertical = true;
        lay_down(down, report, drawn, style);
        if (down.width < layout.width) layout = std::move(down);
    }
    add_edges(layout, report, drawn);
    return layout;
}

}  // namespace reasonscope
