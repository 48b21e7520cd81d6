#pragma once
// The second row of controls on the canvas: folding, focus, which edges are drawn, search.

#include <QWidget>

#include "ui/views/data.h"

class QLabel;
class QSlider;
class QToolButton;

namespace reasonscope::ui {

class CanvasTools : public QWidget {
    Q_OBJECT

public:
    explicit CanvasTools(QWidget* parent);

    [[nodiscard]] bool folded() const;
    void set_folded(bool folded);
    [[nodiscard]] bool focus_mode() const;
    void set_focus_mode(bool on);
    [[nodiscard]] double least_weight() const { return least_weight_; }  // [0,1]
    [[nodiscard]] int most_sources() const { return most_sources_; }     // per step, kAllSources for all
    void show_mode(CanvasMode mode);  // chains fold in drawings of cards only

signals:
    void fold_toggled(bool folded);
    void focus_toggled(bool on);
    void edges_changed();
    void search_wanted();

private:
    QToolButton *fold_, *focus_;
    QSlider *weight_, *sources_;
    QLabel *weight_label_, *sources_label_;
    double least_weight_ = 0;
    int most_sources_ = 0;
};

}  // namespace reasonscope::ui
