#include "ui/panels/common/limb_graph.h"

#include "ui/models/branch_family.h"
#include <QCoreApplication>
#include <algorithm>

#include "ui/views/labels.h"


namespace reasonscope::ui {
namespace {

Difference drawn(StepDifference difference) {
    switch (difference) {
        case StepDifference::None: return Difference::None;
        case StepDifference::Same: return Difference::Same;
        case StepDifference::Changed: return Difference::Changed;
        case StepDifference::OnlyHere: return Difference::OnlyHere;
    }
    return Difference::None;
}

CanvasNode node_of(const Limb& limb, const LimbStep& step) {
    CanvasNode node;
    node.kind = step.step.source == StepSource::Answer ? CanvasNodeKind::Answer : CanvasNodeKind::Step;
    node.step = step.step.id;
    node.step_class = static_cast<int>(step.step.cls);
    node.text = step.text;
    node.run = limb.run;
    node.difference = drawn(step.difference);
    return node;
}

/// Where something hangs that parts at `fork`: the card of the last step that begins there or before, else the first one.
struct Places {
    std::vector<std::pair<TokenPos, int>> begins;  // first token of a step, its card; ascending
    [[nodiscard]] int at(TokenPos fork) const {
        const auto after = std::ranges::upper_bound(begins, fork, {}, &std::pair<TokenPos, int>::first);
        return begins.empty() ? -1 : (after == begins.begin() ? after : after - 1)->second;
    }
};

}  // namespace

void add_limbs(CanvasGraph& graph, const RunDocument& document, const LimbTree& tree, const std::set<RunId>& opened, std::optional<RunId> hoisted) {
    Places trunk;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        CanvasNode& node = graph.nodes[i];
        if (node.kind != CanvasNodeKind::Step && node.kind != CanvasNodeKind::Answer) continue;
        if (const StoredStep* stored = document.step(node.step)) trunk.begins.emplace_back(stored->step.first, static_cast<int>(i));
        const auto own = static_cast<std::size_t>(node.step.value);
        if (own < tree.own.size() && !document.live()) node.difference = drawn(tree.own[own]);
    }
    const std::vector<RunId> below = hoisted ? subtree_of(tree.branches, *hoisted) : std::vector<RunId>();
    std::vector<Places> places(tree.limbs.size());
    for (std::size_t l = 0; l < tree.limbs.size(); ++l) {
        const Limb& limb = tree.limbs[l];
        if (hoisted && std::ranges::find(below, limb.run) == below.end()) continue;
        if (limb.host >= 0 && places[static_cast<std::size_t>(limb.host)].begins.empty()) continue;
        CanvasNode head;
        head.kind = CanvasNodeKind::Branch;
        head.run = limb.run;
        head.step = limb.steps.empty() ? StepId(0) : limb.steps.front().step.id;
        head.parent = limb.host < 0 ? trunk.at(limb.fork) : places[static_cast<std::size_t>(limb.host)].at(limb.fork);
        head.text = limb.change.isEmpty() ? QCoreApplication::translate("LimbGraph", "the run that this one left") : limb.change;
        head.note = plain_words(limb.answer);
        int last = static_cast<int>(graph.nodes.size());
        places[l].begins.emplace_back(limb.fork, last);
        graph.nodes.push_back(std::move(head));
        const bool folds = !opened.contains(limb.run) && limb.steps.size() > kLimbBegin + kLimbEnd + 1;
        for (std::size_t i = 0; i < limb.steps.size(); ++i) {
            CanvasNode node = node_of(limb, limb.steps[i]);
            node.parent = last;
            last = static_cast<int>(graph.nodes.size());
            if (folds && i == kLimbBegin) {
                node.kind = CanvasNodeKind::More;
                node.difference = Difference::None;
                const std::size_t end = limb.steps.size() - kLimbEnd;
                for (; i < end; ++i) {
                    node.folded.push_back(limb.steps[i].step.id);
                    places[l].begins.emplace_back(limb.steps[i].step.first, last);
                }
                --i;
            } else {
                places[l].begins.emplace_back(limb.steps[i].step.first, last);
            }
            graph.nodes.push_back(std::move(node));
        }
        // A step that began before the fork stands behind the head all the same.
        std::ranges::stable_sort(places[l].begins, {}, &std::pair<TokenPos, int>::first);
    }
}

void hoist(CanvasGraph& graph, const RunDocument& document, const LimbTree& tree, RunId hoisted) {
    // What every run below shares ends where the first one on the way up parted.
    std::optional<TokenPos> fork;
    for (RunId at = tree.run;;) {
        const auto row = std::ranges::find(tree.branches, at, &BranchRow::run);
        if (row == tree.branches.end()) break;
        if (!fork || row->position < *fork) fork = row->position;
        if (at == hoisted || !row->parent) break;
        at = *row->parent;
    }
    if (!fork) return;
    std::vector<int> place(graph.nodes.size(), -1);
    std::vector<CanvasNode> kept;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        CanvasNode& node = graph.nodes[i];
        const StoredStep* stored = document.step(node.step);
        if (node.kind != CanvasNodeKind::Prompt && stored != nullptr && stored->step.last <= *fork) continue;
        if (node.parent >= 0) node.parent = place[static_cast<std::size_t>(node.parent)];
        place[i] = static_cast<int>(kept.size());
        kept.push_back(std::move(node));
    }
    graph.nodes = std::move(kept);
}

}  // namespace reasonscope::ui
