#pragma once
// The canvas: decision tree, provenance tree and step chain of one run as cards and edges, and the matrix of steps by steps.
//
// Mouse: hover previews, click locks, double click activates, drag pans, Ctrl+wheel or pinch zooms, wheel scrolls.
// Keys: Left parent, Right child, Up/Down siblings, Home/End first/last, F fit, + - 0 zoom, 1 2 3 4 mode, G folds chains,
// < and > (and Enter at a fork) walk through the runs that part there, Enter on another run's card shows it.
// O leaves colour only to what the step rests on and what rests on it, Ctrl+F searches, Enter activates, Esc unlocks.

#include <QWidget>
#include <functional>
#include <memory>

#include "ui/selection/selection.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

class StepMatrixView;

class TreeCanvas : public QWidget {
    Q_OBJECT

public:
    explicit TreeCanvas(QWidget* parent = nullptr);
    ~TreeCanvas() override;

    /// Both ways: hover and lock are read from and written to `selection` (not owned, may be null).
    void attach(Selection* selection);

    /// Where drawings come from when they are needed, so that only the one in sight is made anew while a run grows. refresh() says
    /// that all of them changed.
    void set_source(std::function<CanvasGraph(CanvasMode)> source);
    void refresh();
    /// Replaces the drawing of one mode. Cards that stay keep their place or glide to the new one.
    void set_graph(CanvasMode mode, CanvasGraph graph);
    [[nodiscard]] const CanvasGraph& graph(CanvasMode mode) const;  // as drawn: folded chains are one node
    [[nodiscard]] StepMatrixView& matrix();
    void clear();

    void set_mode(CanvasMode mode);
    [[nodiscard]] CanvasMode mode() const;

    /// While a run is live the newest card is kept in sight until the person pans or zooms; set true again to resume.
    void set_live(bool live);
    [[nodiscard]] bool is_following() const;

    /// What to do when there is nothing to show.
    void set_empty_text(const QString& title, const QString& hint);
    /// Where height is scarce the second row of controls stays behind a button.
    void set_compact(bool compact);
    [[nodiscard]] QRectF drawing_area() const;  // widget pixels: between the controls and the legend
    void set_animated(bool animated);  // default true; off: every change is immediate
    [[nodiscard]] bool animated() const;
    void set_minimap_visible(bool visible);

    /// Chains of one class as one card each; a click on such a card opens it.
    void set_folded(bool folded);
    [[nodiscard]] bool folded() const;
    /// Only what leads to the selected step and what rests on it keeps its colour.
    void set_focus_mode(bool on);
    [[nodiscard]] bool focus_mode() const;
    [[nodiscard]] QRectF minimap_rect() const;  // widget pixels; empty while everything is in sight

    [[nodiscard]] double zoom() const;  // 1 = 100 %
    /// Index into graph(mode()).nodes, or -1; position in widget pixels.
    [[nodiscard]] int node_at(QPointF position) const;
    [[nodiscard]] QRectF node_rect(int index) const;  // widget pixels, at its final place
    [[nodiscard]] int current_node() const;           // keyboard cursor: the locked card or one of a limb, or -1
    [[nodiscard]] QString spoken_current() const;     // what a screen reader says of it; empty without

    /// What a tooltip says there (rich text); empty over nothing.
    [[nodiscard]] QString tooltip_at(QPointF position) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public slots:
    void search();       // opens the search line
    void walk(int by);   // at a fork or on a limb: to the run before or after
    void fit();          // everything in sight, never above 100 %
    void zoom_in();
    void zoom_out();
    void reset_zoom();   // 100 %
    void center_on(reasonscope::StepId step);

signals:
    void mode_changed(reasonscope::ui::CanvasMode mode);
    void step_activated(reasonscope::StepId step);                                 // double click or Enter
    void ghost_activated(reasonscope::TokenPos at, std::int32_t token_id);       // the same on a ghost
    void ghost_clicked(reasonscope::TokenPos at, std::int32_t token_id, QPoint below);  // `below` the card, global
    void run_activated(reasonscope::RunId run, reasonscope::StepId step);          // another branch is wanted, at this step of it
    void limb_opened(reasonscope::RunId run);                                      // all its steps are wanted

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
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope::ui
