#pragma once
// The inside of StepMatrixView. Included by its own source files alone.

#include <QImage>
#include <QPointer>
#include <unordered_map>

#include "ui/geometry/step_grid.h"
#include "ui/views/step_matrix.h"

namespace reasonscope::ui {

struct StepMatrixView::Impl {
    explicit Impl(StepMatrixView* widget) : self(widget) {}

    StepMatrixView* self;
    QPointer<Selection> selection;
    CanvasGraph graph;
    StepGrid grid;
    GridFilter filter;
    std::unordered_map<int, int> row_of_step;
    std::vector<int> matches;
    int match = -1;

    double cell = 16;              // pixels
    double first_x = 0, first_y = 0;  // cells at the plot's top left corner
    bool touched = false;          // the person moved the view
    std::optional<std::pair<int, int>> hovered;
    QPointF press, last;
    bool pressed = false, panning = false;
    QImage cells;                  // the cells in sight; null: to be made

    [[nodiscard]] int size() const { return grid.size(); }
    [[nodiscard]] const CanvasNode& node(int row) const { return graph.nodes[static_cast<std::size_t>(row)]; }
    [[nodiscard]] QRectF plot() const;  // without labels and class strips
    [[nodiscard]] double fitting_cell() const;
    [[nodiscard]] int row_of(std::optional<StepId> step) const;
    void fit_view();
    void clamp();
    void zoom_about(double factor, QPointF about);
    void show_row(int row);
    void select(int row);
    void changed();
    void make_cells();
    void paint_axes(QPainter& p) const;
    void paint_marks(QPainter& p) const;
    void paint_scale(QPainter& p) const;
};

}  // namespace reasonscope::ui
