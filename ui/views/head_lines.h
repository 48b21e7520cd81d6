#pragma once
// One attention head over one step: the step's tokens on the right, what they look at on the left, a line for each weight.
// Hover or Up/Down picks a token and shows its lines alone; click or Enter keeps it; a click on the left goes to the token looked at.

#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

#include "base/ids.h"

namespace reasonscope::ui {

struct HeadWord {
    TokenPos position;
    QString text;             // as people can read it
    int step_class = -1;      // of its step; -1: of no step
    bool gap_before = false;  // tokens in between are left out
};

struct HeadLine {
    int query = 0, key = 0;  // places in the lists
    float weight = 0;        // softmax weight, [0,1]
};

struct HeadLinesData {
    std::vector<HeadWord> queries, keys;  // ascending positions
    std::vector<HeadLine> lines;
};

class HeadLines : public QWidget {
    Q_OBJECT

public:
    explicit HeadLines(QWidget* parent = nullptr);

    void set_data(HeadLinesData data);
    [[nodiscard]] const HeadLinesData& data() const { return data_; }
    void clear();
    void set_current(std::optional<TokenPos> query);  // no signal
    [[nodiscard]] QRectF query_rect(int index) const;
    [[nodiscard]] QRectF key_rect(int index) const;
    [[nodiscard]] QString spoken() const;  // the current token and its strongest sources in words

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void query_chosen(reasonscope::TokenPos position);
    void key_chosen(reasonscope::TokenPos position);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Place {
        bool key = false;
        int index = 0;
        bool operator==(const Place&) const = default;
    };
    [[nodiscard]] std::optional<Place> place_at(QPointF at) const;
    [[nodiscard]] QRectF word_rect(bool key, int index) const;
    [[nodiscard]] std::optional<Place> focus() const;  // whose lines stand out
    [[nodiscard]] bool shown(const HeadLine& line, const std::optional<Place>& focus) const;
    [[nodiscard]] QString tip_of(const Place& place) const;
    void paint_word(QPainter& p, bool key, int index, double weight, bool lit) const;

    HeadLinesData data_;
    std::optional<Place> hovered_;
    int current_ = -1;  // of the queries
};

}  // namespace reasonscope::ui
