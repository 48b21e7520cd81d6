#include "report/svg.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/palette.h"
#include "report/text.h"
#include "report/tree_layout.h"
#include "report/words.h"

namespace reasonscope {
namespace {

std::string path(const std::array<Point, 4>& c) {
    return fmt::format("M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", c[0].x, c[0].y, c[1].x, c[1].y, c[2].x, c[2].y, c[3].x, c[3].y);
}

std::string edge_svg(const Report& report, const LayoutEdge& edge) {
    const std::string d = path(edge.curve);
    std::string out = fmt::format("<g class=\"e {}{}\" data-step=\"{}{}\" data-source=\"{}{}\"><title>Step {} rests on step {}: {} against a random control of {} ({})</title>",
                                  edge.tree ? "tree" : "other", edge.weight <= edge.control ? " weak" : "", report.anchor, edge.step.value, report.anchor, edge.source.value,
                                  edge.step.value, edge.source.value, percent(edge.weight), percent(edge.control), name(edge.grade));
    out += fmt::format("<path class=\"w\" d=\"{}\" stroke-width=\"{:.1f}\"/>", d, edge.width);
    if (edge.tree) {
        out += fmt::format("<path class=\"c\" d=\"{}\" stroke-width=\"{:.1f}\"/>", d, std::min(edge.control_width, edge.width));
        out += fmt::format("<text class=\"wt\" x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>", edge.label.x, edge.label.y, edge.label_ends ? " text-anchor=\"end\"" : "",
                           percent(edge.weight));
    }
    return out + "</g>\n";
}

std::string node_svg(const Report& report, const LayoutNode& node, const LayoutStyle& style) {
    const ReportStep* step = find_step(report, node.step);
    const auto cls = step->stored.step.cls;
    std::string out = fmt::format("<a class=\"n k{}{}\" href=\"#step-{}{}\" data-step=\"{}{}\" aria-label=\"Step {}, {}\"><title>{}</title>",
                                  static_cast<int>(cls), node.root ? " root" : "", report.anchor, node.step.value, report.anchor, node.step.value, node.step.value, class_label(cls),
                                  escape_html(trimmed(step->stored.text)));
    out += fmt::format("<rect class=\"box\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"6\"/>", node.x, node.y, node.w, node.h);
    out += fmt::format("<path class=\"kb\" d=\"M{0:.1f} {1:.1f}h-1a6 6 0 0 0-6 6v{2:.1f}a6 6 0 0 0 6 6h1z\"/>", node.x + 7, node.y, node.h - 12);
    const double left = node.x + style.padding + style.accent;
    out += fmt::format("<text class=\"hd\" x=\"{:.1f}\" y=\"{:.1f}\">{} · {}</text>", left, node.y + style.padding + 10, node.step.value, class_label(cls));
    out += fmt::format("<text class=\"tx\" y=\"{:.1f}\">", node.y + style.padding + style.header + 12.5);
    for (std::size_t i = 0; i < node.lines.size(); ++i) {
        out += fmt::format("<tspan x=\"{:.1f}\"{}>{}</tspan>", left, i == 0 ? "" : fmt::format(" dy=\"{}\"", style.line), escape_html(node.lines[i]));
    }
    return out + "</text></a>\n";
}

std::string legend(const Report& report, const TreeLayout& layout) {
    std::string out = "<ul class=\"legend\">";
    for (const StepClass cls : classes_used(report)) {
        out += fmt::format("<li class=\"k{}\"><i class=\"dot\"></i>{}</li>", static_cast<int>(cls), class_label(cls));
    }
    out += "<li><svg class=\"key\" width=\"34\" height=\"12\" aria-hidden=\"true\"><g class=\"e tree\"><path class=\"w\" d=\"M0 6H34\" stroke-width=\"9\"/><path class=\"c\" "
           "d=\"M0 6H34\" stroke-width=\"3\"/></g></svg>Band: weight; line inside: random control</li>";
    if (std::ranges::any_of(layout.edges, [](const LayoutEdge& edge) { return !edge.tree; })) {
        out += fmt::format("<li><svg class=\"key\" width=\"34\" height=\"12\" aria-hidden=\"true\"><g class=\"e other\"><path class=\"w\" d=\"M0 6H34\" "
                           "stroke-width=\"2\"/></g></svg>Other source{}</li>",
                           layout.crowded ? ", shown for the selected step" : "");
    }
    if (layout.left_out > 0) out += fmt::format("<li>{} steps with the least weight are not drawn</li>", layout.left_out);
    return out + "</ul>";
}

}  // namespace

TreePicture tree_picture(const Report& report) {
    const LayoutStyle style;
    const TreeLayout layout = lay_out_tree(report, style);
    if (layout.nodes.empty()) return {};
    std::string out = fmt::format("<svg class=\"tree{2}\" xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" aria-label=\"Reasoning tree\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
                                  "viewBox=\"0 0 {0:.0f} {1:.0f}\">\n",
                                  layout.width, layout.height, layout.crowded ? " crowded" : "");
    for (const LayoutEdge& edge : layout.edges) out += edge_svg(report, edge);
    for (const LayoutNode& node : layout.nodes) out += node_svg(report, node, style);
    return {out + "</svg>\n", legend(report, layout)};
}

}  // namespace reasonscope
