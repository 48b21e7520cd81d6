#pragma once
// Top-1 of every method as a dot with its 95 % interval, on lines where the baselines stand.

#include <QWidget>
#include <optional>

#include "ui/jobs/backend.h"

namespace reasonscope::ui {

class ScorePlot : public QWidget {
    Q_OBJECT

public:
    explicit ScorePlot(QWidget* parent = nullptr);
    void set_result(const std::optional<FaithfulnessResult>& result);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] int row_height() const;
    std::optional<FaithfulnessResult> result_;
};

}  // namespace reasonscope::ui
