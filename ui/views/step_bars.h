#pragma once
// One signed bar per step along the run, from a zero line, with the band of classes below: what an imported trace says of its steps.
// Hover previews a step, click keeps it; Left and Right go from step to step.

#include <QString>
#include <QWidget>
#include <span>
#include <vector>

#include "ui/selection/selection.h"
#include "ui/views/data.h"

namespace reasonscope::ui {

class StepBars : public QWidget {
    Q_OBJECT

public:
    explicit StepBars(Selection& selection, QWidget* parent = nullptr);

    /// `values` [steps] by step, NaN for none; `steps` in order.
    void set_bars(std::vector<float> values, std::vector<StepBand> steps);
    [[nodiscard]] QRectF bar_rect(int step) const;  // the column of a step, widget pixels; empty when out of range
    /// The line above the plot belongs to others from this pixel on.
    void keep_right_free(int pixels);
    [[nodiscard]] QString readout(int step) const;  // "#12 Plan · 0.08"

    QSize sizeHint() const override { return {600, 120}; }
    QSize minimumSizeHint() const override { return {160, 80}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] int step_at(double x) const;  // -1: none
    Selection& selection_;
    std::vector<float> values_;
    std::vector<StepBand> steps_;
    double least_ = 0, most_ = 0;
    int right_free_ = 0;
};

}  // namespace reasonscope::ui
