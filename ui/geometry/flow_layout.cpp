#include "ui/geometry/flow_layout.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>
#include <utility>

namespace reasonscope::ui {
namespace {

struct Cell {
    int row = 0, column = 0, slot = 0;
};

/// Rows [begin, end) of some column that a node wants for itself.
struct Claim {
    int node = 0, begin = 0, end = 0;
};

/// Hands out the leftmost column right of `beside` that is free over a claim; claims come in order of their begin.
class Columns {
public:
    int take(const Claim& claim, int beside) {
        while (!busy_.empty() && busy_.top().first <= claim.begin) {
            free_.insert(busy_.top().second);
            busy_.pop();
        }
        auto spot = free_.upper_bound(beside);
        int column = 0;
        if (spot == free_.end()) {
            column = std::max(next_, beside + 1);
            for (int skipped = next_; skipped < column; ++skipped) free_.insert(skipped);
            next_ = column + 1;
        } else {
            column = *spot;
            free_.erase(spot);
        }
        busy_.emplace(claim.end, column);
        return column;
    }

    [[nodiscard]] int count() const { return next_; }

private:
    using End = std::pair<int, int>;  // end row, column
    std::priority_queue<End, std::vector<End>, std::greater<>> busy_;
    std::set<int> free_;
    int next_ = 1;  // column 0 is the path
};

}  // namespace

std::vector<Rect> flow_layout(std::span<const FlowNode> nodes, const FlowStyle& style) {
    const std::size_t n = nodes.size();
    const auto below_step = [&nodes](const FlowNode& node) {
        if (node.parent < 0) return false;
        const FlowRole role = nodes[static_cast<std::size_t>(node.parent)].role;
        return role == FlowRole::Step || role == FlowRole::Branch;
    };
    const bool limbs = std::any_of(nodes.begin(), nodes.end(), [](const FlowNode& node) { return node.role == FlowRole::Branch; });

    // The first step child continues its parent's column, the others open one; head[i] is the node that opened i's column.
    std::vector<int> heir(n, -1), head(n, 0), length(n, 1), ghosts(n, 0);
    bool have_path = false;
    for (std::size_t i = 0; i < n; ++i) {
        head[i] = static_cast<int>(i);
        if (nodes[i].role != FlowRole::Step || !below_step(nodes[i])) continue;
        const auto parent = static_cast<std::size_t>(nodes[i].parent);
        if (heir[parent] >= 0) continue;
        heir[parent] = static_cast<int>(i);
        head[i] = head[parent];
    }
    for (std::size_t i = n; i-- > 0;)
        if (heir[i] >= 0) length[i] = length[static_cast<std::size_t>(heir[i])] + 1;

    // Rows first, then columns by sweeping the claims from top to bottom.
    std::vector<Cell> cells(n);
    std::vector<Claim> claims;
    int fact_row = 0;
    for (std::size_t i = 0; i < n; ++i) {
        Cell& cell = cells[i];
        const bool below = below_step(nodes[i]);
        const auto parent = static_cast<std::size_t>(std::max(0, nodes[i].parent));
        const auto node = static_cast<int>(i);
        switch (nodes[i].role) {
            case FlowRole::Fact:
                cell.row = fact_row++;
                break;
            case FlowRole::Step:
                cell.row = below ? cells[parent].row + 1 : 0;
                if (head[i] != node) break;
                if (below || have_path) claims.push_back({node, cell.row, cell.row + length[i]});
                have_path = true;
                break;
            case FlowRole::Branch:
                cell.row = below ? cells[parent].row : 0;
                claims.push_back({node, cell.row, cell.row + length[i]});
                break;
            case FlowRole::Ghost:
                cell.row = below ? cells[parent].row : 0;
                cell.slot = below ? ghosts[parent]++ % style.ghosts_per_row : 0;
                if (cell.slot == 0) claims.push_back({node, cell.row, cell.row + 1});
                break;
        }
    }
    std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.begin < b.begin; });

    // The column beside which a claim must stay right is settled by then: its owner opened in an earlier row, or in the
    // same row with a smaller index.
    Columns columns;
    for (const Claim& claim : claims) {
        const auto node = static_cast<std::size_t>(claim.node);
        const int parent = nodes[node].parent;
        const int owner = parent < 0 ? -1 : head[static_cast<std::size_t>(parent)];
        const int beside = owner < 0 ? 0 : cells[static_cast<std::size_t>(owner)].column;
        cells[node].column = columns.take(claim, nodes[node].role == FlowRole::Branch ? std::max(beside, 1) : beside);
    }

    // Column widths decide x; a stacked ghost follows the first one of its stack.
    std::vector<double> width(static_cast<std::size_t>(columns.count()), 0);
    width[0] = style.step_width;
    if (limbs) width[1] = style.ghost_width;
    std::vector<std::size_t> stack(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const bool ghost = nodes[i].role == FlowRole::Ghost;
        if (nodes[i].role == FlowRole::Fact) continue;
        if (!ghost) {
            cells[i].column = cells[static_cast<std::size_t>(head[i])].column;
        } else if (below_step(nodes[i])) {
            const auto parent = static_cast<std::size_t>(nodes[i].parent);
            if (cells[i].slot == 0) stack[parent] = i;
            cells[i].column = cells[stack[parent]].column;
        }
        double& w = width[static_cast<std::size_t>(cells[i].column)];
        w = std::max(w, ghost ? style.ghost_width : style.step_width);
    }
    std::vector<double> left(width.size(), 0);
    for (std::size_t c = 1; c < width.size(); ++c) left[c] = left[c - 1] + width[c - 1] + style.column_gap;

    const double pitch = style.card_height + style.row_gap;
    const double ghost_height =
        (style.card_height - style.ghost_gap * (style.ghosts_per_row - 1)) / std::max(1, style.ghosts_per_row);
    std::vector<Rect> rects(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Cell& cell = cells[i];
        const double x = left[static_cast<std::size_t>(cell.column)], y = cell.row * pitch;
        switch (nodes[i].role) {
            case FlowRole::Fact:
                rects[i] = {-style.fact_margin - style.fact_width, cell.row * (style.card_height + style.fact_gap),
                            style.fact_width, style.card_height};
                break;
            case FlowRole::Step:
            case FlowRole::Branch:
                rects[i] = {x, y, style.step_width, style.card_height};
                break;
            case FlowRole::Ghost:
                rects[i] = {x, y + cell.slot * (ghost_height + style.ghost_gap), style.ghost_width, ghost_height};
                break;
        }
    }
    return rects;
}

std::vector<Rect> chain_layout(int count, const ChainStyle& style) {
    std::vector<Rect> rects(static_cast<std::size_t>(std::max(0, count)));
    double y = 0;
    for (Rect& rect : rects) {
        rect = {0, y, style.card_width, style.card_height};
        y += style.card_height + style.row_gap;
    }
    return rects;
}

}  // namespace reasonscope::ui
