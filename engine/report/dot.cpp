// The provenance graph for Graphviz: arrows run from a source to the step that rests on it.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/palette.h"
#include "report/formula_text.h"
#include "report/text.h"
#include "report/tree_layout.h"
#include "report/words.h"

namespace reasonscope {
namespace {

std::string node_line(const Report& report, const ReportStep& step) {
    const Step& stored = step.stored.step;
    std::string label = fmt::format("{} · {}", stored.id.value, escape_dot(report.word(class_label(stored.cls))));
    for (const std::string& line : wrap_text(plain_words(step.stored.text), 230, 12, 4)) label += "\\n" + escape_dot(line);
    const ClassTone& tone = class_color(stored.cls).light;
    return fmt::format("  s{} [label=\"{}\", fillcolor=\"{}\", color=\"{}\", tooltip=\"{}\"];\n", stored.id.value, label, hex(tone.fill), hex(tone.ink),
                       escape_dot(trimmed(step.stored.text)));
}

std::string edge_line(const Edge& edge, bool tree) {
    return fmt::format("  s{} -> s{} [label=\"{}\", penwidth={:.2f}, style={}, tooltip=\"{} against a random control of {} ({}, {})\"];\n", edge.source.value,
                       edge.step.value, percent(edge.weight), std::clamp(edge.weight * 9.0, 0.5, 9.0), tree ? "solid" : "dashed", percent(edge.weight),
                       percent(edge.control), escape_dot(one_line(edge.method)), name(edge.grade));
}

}  // namespace

std::string to_dot(const Report& report) {
    std::string out = "digraph reasoning {\n  charset=\"UTF-8\";\n  rankdir=TB;\n  labelloc=t;\n  fontname=\"Helvetica,Arial,sans-serif\";\n";
    out += fmt::format("  label=\"{}\\nAnswer: {}\\n{}, seed {}, fingerprint {}\";\n", escape_dot(excerpt(plain_words(report.run.start.prompt), 160)),
                       escape_dot(report.run.answer.empty() ? "none" : excerpt(plain_words(report.run.answer), 120)), escape_dot(one_line(report.run.start.model_name)),
                       report.run.start.seed, escape_dot(excerpt(report.run.start.fingerprint, 24)));
    out += "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica,Arial,sans-serif\", fontsize=11, margin=\"0.14,0.08\"];\n"
           "  edge [color=\"#7d93b2\", fontcolor=\"#5a6068\", fontname=\"Helvetica,Arial,sans-serif\", fontsize=9, arrowsize=0.6];\n";
    std::set<std::pair<StepId, StepId>> tree;  // source, step
    std::set<StepId> drawn;
    for (const ProvenanceNode& node : report.tree) {
        drawn.insert(node.step);
        if (node.parent >= 0) tree.emplace(node.step, report.tree[static_cast<std::size_t>(node.parent)].step);
    }
    for (const StepId id : drawn) {
        if (const ReportStep* step = find_step(report, id)) out += node_line(report, *step);
    }
    for (const ReportStep& step : report.steps) {
        for (const Edge& edge : step.sources) {
            if (edge.method == report.tree_method && drawn.contains(edge.step) && drawn.contains(edge.source)) {
                out += edge_line(edge, tree.contains({edge.source, edge.step}));
            }
        }
    }
    return out + "}\n";
}

}  // namespace reasonscope
