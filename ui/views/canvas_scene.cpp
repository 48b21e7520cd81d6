#include "ui/views/canvas_scene.h"

#include <atomic>
#include <cmath>
#include <numeric>

#include "ui/geometry/flow_layout.h"
#include "ui/geometry/spine_tree.h"
#include "ui/geometry/tidy_tree.h"

namespace reasonscope::ui {
namespace {

constexpr double kArcRoom = 64;       // left of the path, for arcs
constexpr double kChainArcRoom = 150;  // the chain has nothing else on its left
constexpr double kPanelMargin = 12, kPanelHeader = 26;
constexpr int kDeepestBeside = 7;  // a provenance tree deeper than this grows downwards

std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

std::uint64_t key_of(const CanvasNode& node) {
    if (node.run) {
        const std::uint64_t kind = node.kind == CanvasNodeKind::Branch ? 1 : 0;  // its step is the first one's
        return (1ULL << 62) | kind << 61 | (static_cast<std::uint64_t>(node.run->value) & 0x1FFFFFFFULL) << 32 | static_cast<std::uint32_t>(node.step.value);
    }
    if (node.kind != CanvasNodeKind::Ghost) return static_cast<std::uint32_t>(node.step.value);
    return (1ULL << 63) | (static_cast<std::uint64_t>(static_cast<std::uint32_t>(node.at.value) & 0x7FFFFFFFU) << 32) |
           static_cast<std::uint32_t>(node.token_id);
}

}  // namespace

CanvasScene::CanvasScene(CanvasMode mode, CanvasGraph graph) : mode_(mode), graph_(std::move(graph)), serial_(next_serial()) {
    by_key_.reserve(graph_.nodes.size());
    by_step_.reserve(graph_.nodes.size());
    for (int i = 0; i < size(); ++i) {
        CanvasNode& n = graph_.nodes[static_cast<std::size_t>(i)];
        if (n.parent >= i) n.parent = -1;  // a careless caller must not make a cycle
        by_key_.emplace(key_of(n), i);
        if (n.run) {
            limb_nodes_.push_back(i);
            continue;
        }
        if (n.kind != CanvasNodeKind::Ghost) by_step_.emplace(n.step.value, i);
        for (const StepId step : n.folded) by_step_.emplace(step.value, i);
    }
    lay_out();
    make_links();
    rank_links();
    index_links();
    summarize();
    find_forks();
    node_index_ = RangeIndex(rects_);
    bounds_ = bounds_of(std::span<const Rect>(rects_)).united(fact_panel_);
    if (mode_ == CanvasMode::Chain && !empty()) {  // the arcs belong to the picture
        double reach = 0;
        for (const Link& link : links_)
            if (link.kind == LinkKind::Rests)
                reach = std::max(reach, -point_on(route(link, rect(link.from), rect(link.to)), 0.5).x);
        bounds_ = bounds_.united({-reach - 12, 0, 1, 1});
    }
    first_child_.assign(graph_.nodes.size(), -1);
    right_child_.assign(graph_.nodes.size(), -1);
    for (int i = size(); i-- > 0;) {
        const int parent = parent_of(i);
        if (parent == i) continue;
        first_child_[static_cast<std::size_t>(parent)] = i;
        if (rect(i).x >= rect(parent).right()) right_child_[static_cast<std::size_t>(parent)] = i;
    }
}

void CanvasScene::lay_out() {
    switch (mode_) {
        case CanvasMode::Decision: {
            std::vector<FlowNode> flow;
            flow.reserve(graph_.nodes.size());
            for (const CanvasNode& n : graph_.nodes) {
                const FlowRole role = n.kind == CanvasNodeKind::Prompt  ? FlowRole::Fact
                                      : n.kind == CanvasNodeKind::Ghost ? FlowRole::Ghost
                                      : n.kind == CanvasNodeKind::Branch ? FlowRole::Branch
                                                                         : FlowRole::Step;
                flow.push_back({role, n.parent});
            }
            rects_ = flow_layout(flow);
            for (int i = 0; i < size(); ++i)
                if (node(i).kind == CanvasNodeKind::Prompt) fact_panel_ = fact_panel_.united(rect(i));
            if (!fact_panel_.empty()) {
                fact_panel_ = fact_panel_.grown(kPanelMargin);
                fact_panel_.y -= kPanelHeader - kPanelMargin;
                fact_panel_.height += kPanelHeader - kPanelMargin;
            }
            break;
        }
        case CanvasMode::Provenance: {
            std::vector<int> parents;
            parents.reserve(graph_.nodes.size());
            for (const CanvasNode& n : graph_.nodes) parents.push_back(n.parent);
            rects_ = tree_depth(parents) > kDeepestBeside ? spine_tree(parents) : tidy_tree(parents);
            break;
        }
        case CanvasMode::Chain:
        case CanvasMode::Matrix:
            rects_ = chain_layout(size());
            break;
    }
}

void CanvasScene::make_links() {
    if (mode_ == CanvasMode::Decision) {
        for (int i = 0; i < size(); ++i) {
            const int parent = node(i).parent;
            if (node(i).kind == CanvasNodeKind::Prompt || parent < 0) continue;
            if (node(parent).kind == CanvasNodeKind::Prompt) continue;
            const LinkKind kind = node(i).kind == CanvasNodeKind::Ghost ? LinkKind::Ghost : node(i).kind == CanvasNodeKind::Branch ? LinkKind::Limb : LinkKind::Path;
            if (kind == LinkKind::Limb) limb_links_.push_back(static_cast<int>(links_.size()));
            links_.push_back({kind, parent, i, -1, 0, true, true});
        }
    } else if (mode_ == CanvasMode::Chain) {
        for (int i = 1; i < size(); ++i) links_.push_back({LinkKind::Path, i - 1, i, -1, 0, true, true});
    }

    std::unordered_map<std::uint64_t, int> tree_link;  // (step, source) -> link, so that the evidence can be added
    std::unordered_map<std::uint64_t, int> between;    // the same of nodes, where folded cards bundle several edges
    const bool bundles = std::any_of(graph_.nodes.begin(), graph_.nodes.end(), [](const CanvasNode& n) { return !n.folded.empty(); });
    const auto pair_key = [](StepId step, StepId source) {
        return static_cast<std::uint64_t>(static_cast<std::uint32_t>(step.value)) << 32 | static_cast<std::uint32_t>(source.value);
    };
    if (mode_ == CanvasMode::Provenance) {
        for (int i = 0; i < size(); ++i) {
            const int parent = node(i).parent;
            if (parent < 0) continue;
            tree_link.emplace(pair_key(node(parent).step, node(i).step), static_cast<int>(links_.size()));
            links_.push_back({LinkKind::Rests, i, parent, -1, node(i).weight, true, true});
        }
    }
    for (std::size_t e = 0; e < graph_.edges.size(); ++e) {
        const CanvasEdge& edge = graph_.edges[e];
        if (const auto known = tree_link.find(pair_key(edge.step, edge.source)); known != tree_link.end()) {
            Link& link = links_[static_cast<std::size_t>(known->second)];
            if (link.evidence < 0) {
                link.evidence = static_cast<int>(e);
                if (link.weight <= 0) link.weight = edge.weight;
            }
            continue;
        }
        const auto source = node_of(edge.source), step = node_of(edge.step);
        if (!source || !step || *source == *step) continue;
        if (bundles) {
            const auto [known, fresh] = between.emplace(pair_key(StepId(*step), StepId(*source)), static_cast<int>(links_.size()));
            if (!fresh) {  // the strongest of them stands for all
                Link& link = links_[static_cast<std::size_t>(known->second)];
                if (edge.weight > link.weight) {
                    link.weight = edge.weight;
                    link.evidence = static_cast<int>(e);
                }
                continue;
            }
        }
        const bool always = mode_ == CanvasMode::Chain || (mode_ == CanvasMode::Decision && edge.strongest);
        links_.push_back({LinkKind::Rests, *source, *step, static_cast<int>(e), edge.weight, always});
    }
}

void CanvasScene::rank_links() {
    std::vector<int> strongest;
    for (int i = 0; i < static_cast<int>(links_.size()); ++i)
        if (links_[static_cast<std::size_t>(i)].kind == LinkKind::Rests) strongest.push_back(i);
    std::stable_sort(strongest.begin(), strongest.end(), [this](int a, int b) {
        return links_[static_cast<std::size_t>(a)].weight > links_[static_cast<std::size_t>(b)].weight;
    });
    std::vector<int> seen(graph_.nodes.size(), 0);
    for (const int i : strongest) {
        Link& link = links_[static_cast<std::size_t>(i)];
        link.rank = seen[static_cast<std::size_t>(link.to)]++;
        const Rect &from = rect(link.from), &to = rect(link.to);
        if (link.in_tree) far_links_.push_back({i, static_cast<float>(std::abs(from.x - to.x)), static_cast<float>(std::abs(from.y - to.y))});
    }
}

void CanvasScene::index_links() {
    link_begin_.assign(graph_.nodes.size() + 1, 0);
    for (const Link& link : links_) {
        ++link_begin_[static_cast<std::size_t>(link.from) + 1];
        ++link_begin_[static_cast<std::size_t>(link.to) + 1];
    }
    std::partial_sum(link_begin_.begin(), link_begin_.end(), link_begin_.begin());
    node_links_.resize(links_.size() * 2);
    std::vector<int> next(link_begin_.begin(), link_begin_.end() - 1);
    for (int i = 0; i < static_cast<int>(links_.size()); ++i)
        for (const int end : {links_[static_cast<std::size_t>(i)].from, links_[static_cast<std::size_t>(i)].to})
            node_links_[static_cast<std::size_t>(next[static_cast<std::size_t>(end)]++)] = i;
}

void CanvasScene::summarize() {
    std::vector<std::uint8_t> kinds, faint;
    kinds.reserve(graph_.nodes.size());
    faint.reserve(graph_.nodes.size());
    for (const CanvasNode& n : graph_.nodes) {
        const bool ghost = n.kind == CanvasNodeKind::Ghost;
        const int cls = n.step_class >= 0 && n.step_class < kStepClassCount ? n.step_class : kUnknownStepClass;
        kinds.push_back(static_cast<std::uint8_t>(ghost ? kGhostLaneKind : cls));
        faint.push_back(n.abandoned || n.run ? 1 : 0);
        summary_.tested_steps |= n.tested.has_value();
        summary_.marks |= n.marks;
        summary_.limbs |= n.kind == CanvasNodeKind::Branch;
        summary_.same |= n.difference == Difference::Same;
        summary_.changed |= n.difference == Difference::Changed;
        summary_.only_here |= n.difference == Difference::OnlyHere;
        if (n.kind == CanvasNodeKind::Branch || n.kind == CanvasNodeKind::More) continue;  // no step of a class
        if (ghost) summary_.ghosts = true;
        else summary_.classes[static_cast<std::size_t>(cls)] = true;
        summary_.folded |= !n.folded.empty();
        summary_.abandoned |= n.abandoned;
        summary_.undecided |= !ghost && n.probability >= 0 && n.entropy >= kUndecided;
        if (!n.folded.empty()) continue;  // the card of a chain shows no sums
        summary_.verified |= n.claims == ClaimState::Verified;
        summary_.wrong |= n.claims == ClaimState::Wrong;
    }
    for (const Link& link : links_) {
        if (link.kind != LinkKind::Rests) continue;
        summary_.rests = true;
        if (link.evidence < 0) continue;
        const Evidence grade = graph_.edges[static_cast<std::size_t>(link.evidence)].grade;
        summary_.tested |= grade == Evidence::Tested;
        summary_.labelled |= grade == Evidence::Labelled;
    }
    lanes_ = make_lanes(rects_, kinds, faint);
}

void CanvasScene::find_forks() {
    for (const int i : limb_nodes_) {
        if (node(i).kind != CanvasNodeKind::Branch || node(i).parent < 0) continue;
        forks_[node(i).parent].heads.push_back(i);
    }
    for (auto& [at, fork] : forks_) {
        const RunId own = node(at).run.value_or(graph_.run.value_or(RunId{}));
        fork.runs = {own};
        for (const int head : fork.heads) fork.runs.push_back(*node(head).run);
        std::sort(fork.runs.begin(), fork.runs.end());
        fork.own = static_cast<int>(std::find(fork.runs.begin(), fork.runs.end(), own) - fork.runs.begin());
    }
}

int CanvasScene::head_of(int index) const {
    if (index < 0 || !node(index).run) return -1;
    while (node(index).kind != CanvasNodeKind::Branch && node(index).parent >= 0) index = node(index).parent;
    return index;
}

int CanvasScene::anchor_of(int index) const {
    while (index >= 0 && node(index).run && node(index).parent >= 0) index = node(index).parent;
    return index;
}

const Fork* CanvasScene::fork_at(int index) const {
    const auto found = forks_.find(index);
    return found == forks_.end() ? nullptr : &found->second;
}

std::span<const int> CanvasScene::links_of(int node) const {
    const auto i = static_cast<std::size_t>(node);
    return std::span(node_links_).subspan(static_cast<std::size_t>(link_begin_[i]), static_cast<std::size_t>(link_begin_[i + 1] - link_begin_[i]));
}

std::vector<char> CanvasScene::kin_of(int node, const std::function<bool(const Link&)>& shown) const {
    std::vector<char> kin(graph_.nodes.size(), 0);
    for (const bool towards_sources : {true, false}) {
        std::vector<int> open{node};
        std::vector<char> seen(graph_.nodes.size(), 0);
        seen[static_cast<std::size_t>(node)] = 1;
        while (!open.empty()) {
            const int now = open.back();
            open.pop_back();
            kin[static_cast<std::size_t>(now)] = 1;
            for (const int i : links_of(now)) {
                const Link& link = links_[static_cast<std::size_t>(i)];
                const int here = towards_sources ? link.to : link.from, there = towards_sources ? link.from : link.to;
                if (link.kind != LinkKind::Rests || here != now || seen[static_cast<std::size_t>(there)] != 0 || !shown(link)) continue;
                seen[static_cast<std::size_t>(there)] = 1;
                open.push_back(there);
            }
        }
    }
    return kin;
}

std::uint64_t CanvasScene::key(int index) const { return key_of(node(index)); }

std::optional<int> CanvasScene::find_key(std::uint64_t key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int> CanvasScene::node_of(StepId step) const {
    const auto found = by_step_.find(step.value);
    return found == by_step_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int> CanvasScene::node_at(Point point) const {
    const auto hits = nodes_in({point.x, point.y, 0, 0});
    return hits.empty() ? std::nullopt : std::optional(hits.back());
}

Cubic CanvasScene::route(const Link& link, const Rect& from, const Rect& to) const {
    if (mode_ == CanvasMode::Provenance) {
        const bool one_row = std::abs(from.center().y - to.center().y) < to.height, card_between = from.x - to.right() > to.width;
        if (!link.in_tree && one_row && card_between) return route_over(to, from);
        if (link.structural && from.x == to.x) return route_down(to, from);  // the source stands below
        if (link.in_tree || from.x > to.right()) return route_right(to, from);  // the step stands left of its sources
        return route_arc(from, to, kArcRoom * 0.8);
    }
    if (link.kind == LinkKind::Path) {
        if (to.x > from.x + 1) return route_right(from, to);  // an explored branch
        return route_down(from, to);
    }
    if (link.kind == LinkKind::Ghost || link.kind == LinkKind::Limb) return route_right(from, to);
    if (mode_ == CanvasMode::Decision && from.right() < to.x) return route_right(from, to);
    return route_arc(from, to, mode_ == CanvasMode::Chain ? kChainArcRoom : kArcRoom);
}

int CanvasScene::parent_of(int index) const {
    if (mode_ == CanvasMode::Chain) return std::max(0, index - 1);
    const int parent = node(index).parent;
    return parent < 0 ? index : parent;
}

int CanvasScene::child_of(int index) const {
    const auto i = static_cast<std::size_t>(index);
    if (right_child_[i] >= 0) return right_child_[i];
    return first_child_[i] >= 0 ? first_child_[i] : index;
}

int CanvasScene::above(int index) const { return neighbour(index, false); }
int CanvasScene::below(int index) const { return neighbour(index, true); }

/// Siblings stand in one column in every layout, so the next card of the column is the next sibling wherever there is one.
int CanvasScene::neighbour(int index, bool down) const {
    const Rect own = rect(index);
    double reach = own.height * 4;
    while (true) {
        const Rect column = down ? Rect{own.center().x - 1, own.bottom() + 0.5, 2, reach}
                                 : Rect{own.center().x - 1, own.y - reach - 0.5, 2, reach};
        const auto found = nodes_in(column);
        int best = index;
        double nearest = reach * 2;
        for (const int candidate : found) {
            const double apart = down ? rect(candidate).y - own.bottom() : own.y - rect(candidate).bottom();
            if (candidate != index && apart >= 0 && apart < nearest) {
                nearest = apart;
                best = candidate;
            }
        }
        if (best != index || reach > bounds_.height) return best;
        reach *= 8;
    }
}

int CanvasScene::first() const { return empty() ? -1 : 0; }

int CanvasScene::last() const {
    if (empty()) return -1;
    if (mode_ == CanvasMode::Provenance) return 0;  // the root is what everything leads to
    for (int i = size(); i-- > 0;)
        if (node(i).kind != CanvasNodeKind::Ghost && !node(i).run) return i;
    return 0;
}

}  // namespace reasonscope::ui
