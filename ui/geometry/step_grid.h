#pragma once
// The step x step matrix as sparse rows, and its picture at any zoom: cells, or the strongest cell of each pixel.

#include <cstdint>
#include <span>
#include <vector>

namespace reasonscope::ui {

struct GridCell {
    int row = 0, column = 0;
    float weight = 0;  // [0,1]
};

/// Which cells count.
struct GridFilter {
    float least_weight = 0;
    int most_per_row = 1'000'000;  // the strongest of each row
};

class StepGrid {
public:
    StepGrid() = default;
    /// Cells outside the lower triangle (column < row < size) are left out; of several for one place the strongest counts. O(n log n).
    StepGrid(int size, std::vector<GridCell> cells);

    [[nodiscard]] int size() const { return size_; }
    [[nodiscard]] float greatest() const { return greatest_; }
    [[nodiscard]] float at(int row, int column, const GridFilter& filter = {}) const;  // 0 where nothing is
    /// Cells of a row, by column.
    [[nodiscard]] std::span<const GridCell> row(int row) const;
    [[nodiscard]] bool passes(std::size_t cell, const GridFilter& filter) const { return cells_[cell].weight >= filter.least_weight && rank_[cell] < filter.most_per_row; }

    /// A raster of `width` x `height` places, row-major; place (x, y) holds the strongest passing cell among those whose column lies in
    /// [first_column + x / scale, first_column + (x + 1) / scale), rows alike; 0 for none. `scale` is places per cell. O(cells in sight).
    [[nodiscard]] std::vector<float> raster(double first_column, double first_row, double scale, int width, int height, const GridFilter& filter) const;

private:
    int size_ = 0;
    float greatest_ = 0;
    std::vector<GridCell> cells_;     // by row, then column
    std::vector<std::size_t> begin_;  // [size + 1]
    std::vector<int> rank_;           // 0 for the strongest of its row
};

}  // namespace reasonscope::ui
