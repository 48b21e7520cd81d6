#include "ui/geometry/step_grid.h"

#include <algorithm>
#include <cmath>

namespace reasonscope::ui {

StepGrid::StepGrid(int size, std::vector<GridCell> cells) : size_(std::max(0, size)), cells_(std::move(cells)) {
    std::erase_if(cells_, [this](const GridCell& c) { return c.column < 0 || c.column >= c.row || c.row >= size_ || !(c.weight > 0); });
    std::sort(cells_.begin(), cells_.end(), [](const GridCell& a, const GridCell& b) {
        return a.row != b.row ? a.row < b.row : a.column != b.column ? a.column < b.column : a.weight > b.weight;
    });
    const auto same = [](const GridCell& a, const GridCell& b) { return a.row == b.row && a.column == b.column; };
    cells_.erase(std::unique(cells_.begin(), cells_.end(), same), cells_.end());
    begin_.assign(static_cast<std::size_t>(size_) + 1, 0);
    for (const GridCell& c : cells_) {
        ++begin_[static_cast<std::size_t>(c.row) + 1];
        greatest_ = std::max(greatest_, c.weight);
    }
    for (std::size_t r = 0; r < static_cast<std::size_t>(size_); ++r) begin_[r + 1] += begin_[r];
    rank_.resize(cells_.size());
    std::vector<std::size_t> order;
    for (std::size_t r = 0; r < static_cast<std::size_t>(size_); ++r) {
        order.clear();
        for (std::size_t i = begin_[r]; i < begin_[r + 1]; ++i) order.push_back(i);
        std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) { return cells_[a].weight > cells_[b].weight; });
        for (std::size_t k = 0; k < order.size(); ++k) rank_[order[k]] = static_cast<int>(k);
    }
}

std::span<const GridCell> StepGrid::row(int row) const {
    if (row < 0 || row >= size_) return {};
    const auto r = static_cast<std::size_t>(row);
    return std::span(cells_).subspan(begin_[r], begin_[r + 1] - begin_[r]);
}

float StepGrid::at(int row, int column, const GridFilter& filter) const {
    const auto cells = this->row(row);
    const auto found = std::lower_bound(cells.begin(), cells.end(), column, [](const GridCell& c, int wanted) { return c.column < wanted; });
    if (found == cells.end() || found->column != column) return 0;
    return passes(static_cast<std::size_t>(&*found - cells_.data()), filter) ? found->weight : 0;
}

std::vector<float> StepGrid::raster(double first_column, double first_row, double scale, int width, int height, const GridFilter& filter) const {
    std::vector<float> places(static_cast<std::size_t>(std::max(0, width)) * static_cast<std::size_t>(std::max(0, height)), 0.0F);
    const int from = std::max(0, static_cast<int>(std::floor(first_row))), to = std::min(size_, static_cast<int>(std::ceil(first_row + height / scale)));
    if (places.empty() || from >= to) return places;
    for (std::size_t i = begin_[static_cast<std::size_t>(from)]; i < begin_[static_cast<std::size_t>(to)]; ++i) {
        const GridCell& c = cells_[i];
        const int x = static_cast<int>(std::floor((c.column - first_column) * scale)), y = static_cast<int>(std::floor((c.row - first_row) * scale));
        if (x < 0 || x >= width || y < 0 || y >= height || !passes(i, filter)) continue;
        float& place = places[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
        place = std::max(place, c.weight);
    }
    return places;
}

}  // namespace reasonscope::ui
