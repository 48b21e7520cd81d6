#include "report/svg.h"

#include <algorithm>
#include <array>

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
    std::string out = fmt::format("<g class=\"e {}{}\" data-step=\"{}{}\" data-source=\"{}{}\"><title>{}</title>",
                                  edge.tree ? "tree" : "other", edge.weight <= edge.control ? " weak" : "", report.anchor, edge.step.value, report.anchor, edge.source.value,
                                  report.say("Step {} rests on step {}: {} against a random control of {} ({})", edge.step.value, edge.source.value, percent(edge.weight),
                                             percent(edge.control), report.word(name(edge.grade))));
    out += fmt::format("<path class=\"w\" d=\"{}\" stroke-width=\"{:.1f}\"/>", d, edge.width);
    if (edge.tree) {
        out += fmt::format("<path class=\"c\" d=\"{}\" stroke-width=\"{:.1f}\"/>", d, std::min(edge.control_width, edge.width));
        out += fmt::format("<text class=\"wt\" x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>", edge.label.x, edge.label.y, edge.label_ends ? " text-anchor=\"end\"" : "",
                           percent(edge.weight));
    }
    return out + "</g>\n";
}

constexpr std::array<MarkKind, 3> kMarks = {MarkKind::Bookmark, MarkKind::Note, MarkKind::Tag};
constexpr double kMarkSize = 12;

std::string node_title(const Report& report, const ReportStep& step) {
    std::string title = trimmed(step.stored.text);
    for (const ReportNote& note : notes_at(report, step.stored.step.id)) title += "\n" + note_sentence(report, note);
    return title;
}

std::string claim_sign(const Report& report, StepId step) {
    const auto verdict = claim_of(report, step);
    if (!verdict || *verdict == ClaimVerdict::NotCheckable) return {};
    return *verdict == ClaimVerdict::Wrong ? " <tspan class=\"bad\">✗</tspan>" : " <tspan class=\"good\">✓</tspan>";
}

std::string node_marks(const Report& report, const LayoutNode& node) {
    std::string out;
    double x = node.x + node.w - 8;
    for (const MarkKind kind : kMarks) {
        if ((marks_at(report, node.step) & (1U << static_cast<unsigned>(kind))) == 0) continue;
        x -= kMarkSize;
        out += mark_icon(kind, fmt::format(" x=\"{:.1f}\" y=\"{:.1f}\"", x, node.y + 8));
        x -= 2;
    }
    return out;
}

/// What the signs on the nodes mean, as far as they occur.
std::string signs_legend(const Report& report, const TreeLayout& layout) {
    bool good = false, bad = false;
    std::uint8_t marks = 0;
    for (const LayoutNode& node : layout.nodes) {
        const auto verdict = claim_of(report, node.step);
        good |= verdict == ClaimVerdict::Verified;
        bad |= verdict == ClaimVerdict::Wrong;
        marks |= marks_at(report, node.step);
    }
    std::string out;
    if (good) out += "<li><b class=\"good\">✓</b>" + report.say("sum checked") + "</li>";
    if (bad) out += "<li><b class=\"bad\">✗</b>" + report.say("sum wrong") + "</li>";
    for (const MarkKind kind : kMarks)
        if ((marks & (1U << static_cast<unsigned>(kind))) != 0) out += "<li>" + mark_icon(kind) + note_kind(report, kind) + "</li>";
    return out;
}

std::string node_svg(const Report& report, const LayoutNode& node, const LayoutStyle& style) {
    const ReportStep* step = find_step(report, node.step);
    const auto cls = step->stored.step.cls;
    std::string out = fmt::format("<a class=\"n k{}{}\" href=\"#step-{}{}\" data-step=\"{}{}\" aria-label=\"{}\"><title>{}</title>",
                                  static_cast<int>(cls), node.root ? " root" : "", report.anchor, node.step.value, report.anchor, node.step.value,
                                  report.say("Step {}, {}", node.step.value, report.word(class_label(cls))), escape_html(node_title(report, *step)));
    out += fmt::format("<rect class=\"box\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"6\"/>", node.x, node.y, node.w, node.h);
    out += fmt::format("<path class=\"kb\" d=\"M{0:.1f} {1:.1f}h-1a6 6 0 0 0-6 6v{2:.1f}a6 6 0 0 0 6 6h1z\"/>", node.x + 7, node.y, node.h - 12);
    const double left = node.x + style.padding + style.accent;
    out += fmt::format("<text class=\"hd\" x=\"{:.1f}\" y=\"{:.1f}\">{} · {}{}</text>", left, node.y + style.padding + 10, node.step.value, report.word(class_label(cls)),
                       claim_sign(report, node.step));
    out += node_marks(report, node);
    out += fmt::format("<text class=\"tx\" y=\"{:.1f}\">", node.y + style.padding + style.header + 12.5);
    for (std::size_t i = 0; i < node.lines.size(); ++i) {
        out += fmt::format("<tspan x=\"{:.1f}\"{}>{}</tspan>", left, i == 0 ? "" : fmt::format(" dy=\"{}\"", style.line), escape_html(node.lines[i]));
    }
    return out + "</text></a>\n";
}

std::string legend(const Report& report, const TreeLayout& layout) {
    std::string out = "<ul class=\"legend\">";
    for (const StepClass cls : classes_used(report)) {
        out += fmt::format("<li class=\"k{}\"><i class=\"dot\"></i>{}</li>", static_cast<int>(cls), report.word(class_label(cls)));
    }
    out += "<li><svg class=\"key\" width=\"34\" height=\"12\" aria-hidden=\"true\"><g class=\"e tree\"><path class=\"w\" d=\"M0 6H34\" stroke-width=\"9\"/><path class=\"c\" "
           "d=\"M0 6H34\" stroke-width=\"3\"/></g></svg>" + report.say("Band: weight; line inside: random control") + "</li>";
    if (std::ranges::any_of(layout.edges, [](const LayoutEdge& edge) { return !edge.tree; })) {
        out += fmt::format("<li><svg class=\"key\" width=\"34\" height=\"12\" aria-hidden=\"true\"><g class=\"e other\"><path class=\"w\" d=\"M0 6H34\" "
                           "stroke-width=\"2\"/></g></svg>{}</li>",
                           layout.crowded ? report.say("Other source, shown for the selected step") : report.say("Other source"));
    }
    out += signs_legend(report, layout);
    if (layout.left_out > 0) out += "<li>" + report.say("{} steps with the least weight are not drawn", layout.left_out) + "</li>";
    return out + "</ul>";
}

}  // namespace

std::string mark_icon(MarkKind kind, const std::string& at) {
    static constexpr std::array<std::string_view, 3> kPaths = {"M2.5 1h7v10l-3.5-2.7L2.5 11z", "M2 1.5h8v9H2zM4 4.6h4M4 7.4h4", "M1 6l3.5-4H11v8H4.5z"};
    const auto i = static_cast<std::size_t>(kind);
    return fmt::format("<svg class=\"mk mk{}\"{} width=\"12\" height=\"12\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><path d=\"{}\"/></svg>", i, at, kPaths[i]);
}

TreePicture tree_picture(const Report& report) {
    const LayoutStyle style;
    const TreeLayout layout = lay_out_tree(report, style);
    if (layout.nodes.empty()) return {};
    std::string out = fmt::format("<svg class=\"tree{2}\" xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" aria-label=\"{3}\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
                                  "viewBox=\"0 0 {0:.0f} {1:.0f}\">\n",
                                  layout.width, layout.height, layout.crowded ? " crowded" : "", report.say("Reasoning tree"));
    for (const LayoutEdge& edge : layout.edges) out += edge_svg(report, edge);
    for (const LayoutNode& node : layout.nodes) out += node_svg(report, node, style);
    return {out + "</svg>\n", legend(report, layout)};
}

}  // namespace reasonscope
