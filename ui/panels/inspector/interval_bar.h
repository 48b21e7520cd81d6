#pragma once
// A signed value with its interval on a line from -1 to +1, zero in the middle.

#include <QWidget>

namespace reasonscope::ui {

class IntervalBar : public QWidget {
    Q_OBJECT

public:
    explicit IntervalBar(QWidget* parent = nullptr);
    void set_value(double value, double low, double high);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double value_ = 0, low_ = -1, high_ = 1;
};

}  // namespace reasonscope::ui
