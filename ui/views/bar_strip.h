#pragma once
// Upright bars side by side, each with a tick where its control stands: experts against the even load, steps of a knock-out
// against a random one.
// Keys: Left and Right move the current bar, Space marks it, Enter goes there.

#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

namespace reasonscope::ui {

struct Bar {
    QString label;        // below the bar where there is room
    QString tip;          // the whole in words: read out, and shown on hover
    double value = 0;     // >= 0
    std::optional<double> control;
    int step_class = -1;  // colour of the bar; -1: the accent
};

class BarStrip : public QWidget {
    Q_OBJECT

public:
    explicit BarStrip(QWidget* parent = nullptr);

    void set_bars(std::vector<Bar> bars);
    [[nodiscard]] const std::vector<Bar>& bars() const { return bars_; }
    void set_marked(std::vector<int> marked);
    void set_current(int index);  // -1: none; no signal
    [[nodiscard]] int current() const { return current_; }
    [[nodiscard]] QRectF bar_rect(int index) const;  // the column of a bar, widget pixels

    QSize sizeHint() const override { return {240, 92}; }
    QSize minimumSizeHint() const override { return {80, 64}; }

signals:
    void current_changed(int index);          // by the person
    void mark_toggled(int index, bool more);  // click; Shift-click and Space ask for more than one
    void activated(int index);                // Enter, double click

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] int bar_at(QPointF position) const;
    void choose(int index);
    std::vector<Bar> bars_;
    std::vector<int> marked_;
    int current_ = -1;
};

}  // namespace reasonscope::ui
