#pragma once
// Steps by steps: how much the step of a row rests on the step of a column. The lower triangle, for steps rest on earlier ones alone.
//
// Mouse: hover names both steps, click selects the row's step, double click activates it, drag pans, wheel scrolls, Ctrl+wheel zooms.
// Keys come from the canvas around it: Up/Down previous/next step, Left strongest source, Right strongest step that rests on it.

#include <QWidget>
#include <memory>
#include <optional>

#include "ui/selection/selection.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

class StepMatrixView : public QWidget {
    Q_OBJECT

public:
    explicit StepMatrixView(QWidget* parent);
    ~StepMatrixView() override;

    void attach(Selection* selection);  // not owned, not null, outlives the view or is replaced before
    /// Nodes are the steps in order, ghosts are left out; edges are the cells.
    void set_graph(CanvasGraph graph);
    [[nodiscard]] const CanvasGraph& graph() const;
    void set_least_weight(double weight);
    void set_most_sources(int count);

    void find(const QString& words);
    void next_match(int by);
    [[nodiscard]] int match() const;    // -1: none
    [[nodiscard]] int matches() const;

    [[nodiscard]] double zoom() const;  // 1: 16 px a cell
    void zoom_by(double factor);
    void fit();
    void reset_zoom();
    /// True when the key was for the matrix.
    bool take_key(int key);

    [[nodiscard]] QRectF cell_rect(int row, int column) const;  // widget pixels
    /// Row and column under a point of the lower triangle.
    [[nodiscard]] std::optional<std::pair<int, int>> cell_at(QPointF position) const;
    [[nodiscard]] float weight(int row, int column) const;      // as drawn: 0 when filtered out
    [[nodiscard]] QString readout(int row, int column) const;   // rich text naming both steps

signals:
    void zoom_changed(double zoom);
    void step_activated(reasonscope::StepId step);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope::ui
