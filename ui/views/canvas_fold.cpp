#include "ui/views/canvas_fold.h"

namespace reasonscope::ui {
namespace {

constexpr int kWordsKept = 12;  // steps of a long chain whose words the folded card keeps, for the tooltip and the search

/// The node that `i` continues: same class, both plain steps, no other step in between or beside; -1 otherwise.
int continues(CanvasMode mode, const CanvasGraph& graph, const std::vector<int>& children, int i) {
    const auto at = [&](int k) -> const CanvasNode& { return graph.nodes[static_cast<std::size_t>(k)]; };
    const int before = mode == CanvasMode::Chain ? i - 1 : at(i).parent;
    if (before < 0 || at(i).run || at(i).kind != CanvasNodeKind::Step || at(before).kind != CanvasNodeKind::Step) return -1;
    if (at(i).step_class != at(before).step_class) return -1;
    return mode == CanvasMode::Chain || children[static_cast<std::size_t>(before)] == 1 ? before : -1;
}

}  // namespace

CanvasGraph fold_chains(CanvasMode mode, const CanvasGraph& graph, const std::set<int>& opened) {
    const std::size_t n = graph.nodes.size();
    std::vector<int> children(n, 0), head(n), length(n, 1);
    for (const CanvasNode& node : graph.nodes)
        if (node.parent >= 0 && node.kind != CanvasNodeKind::Ghost) ++children[static_cast<std::size_t>(node.parent)];
    for (std::size_t i = 0; i < n; ++i) {
        const int before = continues(mode, graph, children, static_cast<int>(i));
        head[i] = before < 0 ? static_cast<int>(i) : head[static_cast<std::size_t>(before)];
        if (before >= 0) ++length[static_cast<std::size_t>(head[i])];
    }
    const auto folds = [&](std::size_t i) {
        const auto h = static_cast<std::size_t>(head[i]);
        return length[h] >= kShortestFold && !opened.contains(graph.nodes[h].step.value);
    };

    CanvasGraph folded;
    folded.edges = graph.edges;
    folded.run = graph.run;
    std::vector<int> place(n, -1);  // where a node went; -1: hidden with its chain
    for (std::size_t i = 0; i < n; ++i) {
        const CanvasNode& node = graph.nodes[i];
        const auto parent = static_cast<std::size_t>(std::max(0, node.parent));
        const bool inside = node.kind == CanvasNodeKind::Ghost && node.parent >= 0 && folds(parent);
        if (inside) continue;
        if (folds(i) && head[i] != static_cast<int>(i)) {
            place[i] = place[static_cast<std::size_t>(head[i])];
            CanvasNode& card = folded.nodes[static_cast<std::size_t>(place[i])];
            card.folded.push_back(node.step);
            if (card.folded.size() <= kWordsKept) card.text += u' ' + node.text;
            continue;
        }
        place[i] = static_cast<int>(folded.nodes.size());
        folded.nodes.push_back(node);
        CanvasNode& card = folded.nodes.back();
        if (node.parent >= 0) card.parent = place[parent];
        if (!folds(i)) continue;
        card.folded = {node.step};
        card.probability = card.entropy = -1;
    }
    return folded;
}

}  // namespace reasonscope::ui
