#pragma once
// One laid-out drawing of the tree canvas: where its cards are, which edges join them, who is whose neighbour. No pixels, no widget.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "ui/geometry/edge_route.h"
#include "ui/geometry/lanes.h"
#include "ui/geometry/range_index.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

enum class LinkKind {
    Path,   // order of the run: step to the next step
    Ghost,  // step to an alternative that was not taken
    Rests,  // evidence: a step rests on a source
    Limb,   // step to the head of another run that parts there
};

struct Link {
    LinkKind kind = LinkKind::Path;
    int from = 0, to = 0;     // node indices; Rests: from the source to the step
    int evidence = -1;        // index into graph.edges, -1 for none
    float weight = 0;
    bool in_tree = true;      // drawn always; the others only around the focused step
    bool structural = false;  // the tree itself: no threshold hides it
    int rank = 0;             // Rests: 0 for the strongest source of its step
};

inline constexpr float kUndecided = 0.05F;  // nats, mean of a step; below it a card shows no meter

/// What a drawing holds, for the legend.
struct SceneSummary {
    std::array<bool, kStepClassCount> classes{};
    bool ghosts = false, rests = false, tested = false, labelled = false, undecided = false, folded = false, abandoned = false, limbs = false, tested_steps = false;
    bool same = false, changed = false, only_here = false;  // differences between branches
    std::uint8_t marks = 0;
    bool verified = false, wrong = false;  // sums of single steps
};

/// A step at which runs part: its own run and those that leave there, ascending.
struct Fork {
    std::vector<RunId> runs;
    std::vector<int> heads;  // Branch nodes that hang there, by index
    int own = 0;             // place in `runs` of the run that the step belongs to
};

inline constexpr int kGhostLaneKind = kStepClassCount;  // the others are step classes
static_assert(kGhostLaneKind < kLaneKinds);

class CanvasScene {
public:
    CanvasScene() = default;
    CanvasScene(CanvasMode mode, CanvasGraph graph);

    [[nodiscard]] CanvasMode mode() const { return mode_; }
    [[nodiscard]] const CanvasGraph& graph() const { return graph_; }
    [[nodiscard]] bool empty() const { return graph_.nodes.empty(); }
    [[nodiscard]] int size() const { return static_cast<int>(graph_.nodes.size()); }
    [[nodiscard]] const CanvasNode& node(int index) const { return graph_.nodes[static_cast<std::size_t>(index)]; }
    [[nodiscard]] const Rect& rect(int index) const { return rects_[static_cast<std::size_t>(index)]; }
    [[nodiscard]] const std::vector<Rect>& rects() const { return rects_; }
    [[nodiscard]] const Rect& bounds() const { return bounds_; }
    [[nodiscard]] const Rect& fact_panel() const { return fact_panel_; }  // behind the prompt's facts; empty without
    [[nodiscard]] const std::vector<Link>& links() const { return links_; }
    /// The same card in an older or newer drawing has the same key.
    [[nodiscard]] std::uint64_t key(int index) const;
    [[nodiscard]] std::optional<int> find_key(std::uint64_t key) const;
    [[nodiscard]] std::optional<int> node_of(StepId step) const;  // never a ghost

    [[nodiscard]] std::vector<int> nodes_in(const Rect& view) const { return node_index_.find(view); }
    [[nodiscard]] std::span<const int> links_of(int node) const;  // indices of links that begin or end there, ascending
    /// Rests links of the tree, the strongest first, with what tells whether they are seen from afar: a hundred thousand are gone through
    /// for each frame.
    struct FarLink {
        int link = 0;
        float dx = 0, dy = 0;  // between the corners of its ends
    };
    [[nodiscard]] const std::vector<FarLink>& far_links() const { return far_links_; }
    [[nodiscard]] const std::vector<Lane>& lanes() const { return lanes_; }
    [[nodiscard]] const SceneSummary& summary() const { return summary_; }
    /// Differs between any two drawings of this process: for caches.
    [[nodiscard]] std::uint64_t serial() const { return serial_; }
    [[nodiscard]] const std::vector<int>& limb_nodes() const { return limb_nodes_; }  // cards of other runs
    [[nodiscard]] const std::vector<int>& limb_links() const { return limb_links_; }  // of kind Limb
    /// The head of the limb that a card belongs to; -1 for a card of the run on show.
    [[nodiscard]] int head_of(int index) const;
    /// The card of the run on show at which a limb's card hangs at last; the card itself when it is of that run.
    [[nodiscard]] int anchor_of(int index) const;
    /// Null where no run leaves.
    [[nodiscard]] const Fork* fork_at(int index) const;
    /// Everything that leads to `node` and everything that rests on it, over Rests links that pass `shown`; by node, itself included.
    [[nodiscard]] std::vector<char> kin_of(int node, const std::function<bool(const Link&)>& shown) const;
    [[nodiscard]] std::optional<int> node_at(Point point) const;
    /// The curve of a link between two card rectangles (which may be on their way to their place).
    [[nodiscard]] Cubic route(const Link& link, const Rect& from, const Rect& to) const;

    // Where a key press leads; the node itself when there is nothing in that direction.
    [[nodiscard]] int parent_of(int index) const;
    [[nodiscard]] int child_of(int index) const;
    [[nodiscard]] int above(int index) const;
    [[nodiscard]] int below(int index) const;
    [[nodiscard]] int first() const;
    [[nodiscard]] int last() const;  // newest card that is no ghost; -1 when empty

private:
    void lay_out();
    void make_links();
    void rank_links();
    void index_links();
    void summarize();
    void find_forks();
    [[nodiscard]] int neighbour(int index, bool down) const;

    CanvasMode mode_ = CanvasMode::Decision;
    CanvasGraph graph_;
    std::vector<Rect> rects_;
    Rect bounds_, fact_panel_;
    std::vector<Link> links_;
    std::vector<int> first_child_, right_child_;
    std::unordered_map<std::uint64_t, int> by_key_;
    std::unordered_map<int, int> by_step_;
    RangeIndex node_index_;
    std::vector<int> link_begin_, node_links_;  // links of node i: node_links_[link_begin_[i] .. link_begin_[i + 1])
    std::vector<FarLink> far_links_;
    std::vector<int> limb_nodes_, limb_links_;
    std::unordered_map<int, Fork> forks_;
    std::vector<Lane> lanes_;
    SceneSummary summary_;
    std::uint64_t serial_ = 0;
};

}  // namespace reasonscope::ui
