#pragma once
// One figure of two runs over their tokens, drawn over each other from where they part: what they share once, then a line each.
// Hover and Left, Right, Home, End move a cross-hair, Enter or a click chooses the token.

#include <QWidget>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"

namespace reasonscope::ui {

enum class CompareHand { A, B };
/// The colour of a side, everywhere in a comparison: that of its end of the diverging map.
QColor compare_color(CompareHand side);

struct LineSide {
    QString name;                    // "Run 2"
    int first = 0;                   // position of the first value
    std::vector<float> values;       // NaN: none
    std::vector<std::string> words;  // raw bytes, one per value
};

struct PairLinesData {
    LineSide a, b;
    std::optional<int> fork;  // position of the first token that differs
    QString value_name, unit; // "entropy", "nats"
};

class PairLines : public QWidget {
    Q_OBJECT

public:
    explicit PairLines(QWidget* parent = nullptr);

    void set_data(PairLinesData data);
    [[nodiscard]] const PairLinesData& data() const { return data_; }
    [[nodiscard]] std::optional<int> current() const { return current_; }  // position under the cross-hair
    [[nodiscard]] double x_of(int position) const;                         // widget pixels, the token's middle
    [[nodiscard]] QString readout(int position) const;                     // one line per side, one in all before they part

    QSize sizeHint() const override { return {420, 180}; }
    QSize minimumSizeHint() const override { return {220, 110}; }

signals:
    void chosen(int position);  // by the person

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] int begin() const;
    [[nodiscard]] int end() const;
    [[nodiscard]] double highest() const;
    void draw_axes(QPainter& p, const QRectF& area, double top) const;
    void draw_side(QPainter& p, const QRectF& area, double top, const LineSide& side, int from, int to, const QColor& color) const;
    void draw_fork(QPainter& p, const QRectF& area) const;
    void draw_cursor(QPainter& p, const QRectF& area, double top) const;
    void move_to(std::optional<int> position);

    PairLinesData data_;
    std::optional<int> current_;
};

}  // namespace reasonscope::ui
