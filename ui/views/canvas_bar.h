#pragma once
// The controls on the tree canvas: which drawing, zoom, and "follow" while a run is live.

#include <QToolButton>
#include <QWidget>
#include <array>

#include "ui/views/data.h"

namespace reasonscope::ui {

class CanvasBar : public QWidget {
    Q_OBJECT

public:
    explicit CanvasBar(QWidget* parent);
    void show_mode(CanvasMode mode);
    void show_zoom(double zoom);
    /// A button that shows and hides the second row; without it the row is always there.
    void offer_tools(bool offered);
    [[nodiscard]] bool tools_wanted() const;

signals:
    void mode_picked(reasonscope::ui::CanvasMode mode);
    void zoom_in();
    void zoom_out();
    void reset_zoom();
    void fit();
    void tools_toggled(bool shown);

private:
    std::array<QToolButton*, kCanvasModes> modes_{};
    QToolButton* percent_ = nullptr;
    QToolButton* tools_ = nullptr;
};

/// "Follow" pill, shown while a live run has scrolled out of sight.
QToolButton* make_follow_button(QWidget* parent);

}  // namespace reasonscope::ui
