#pragma once
// Layers by tokens: what each layer would say if it were the last. Text: the likeliest token; colour: its probability; the line under the cells
// of a column: from that layer on it stays. Layer 0 on top, what was written below the last layer.
// Hover explains a cell, a click selects its token. Wide steps scroll sideways; the layer numbers stay.

#include <QAbstractScrollArea>
#include <optional>

#include "ui/views/data.h"

namespace reasonscope::ui {

class LensGridView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit LensGridView(QWidget* parent = nullptr);

    void set_data(LensGridData data);
    [[nodiscard]] const LensGridData& data() const { return data_; }
    void clear(const QString& why);  // shown in its place
    [[nodiscard]] const QString& empty_text() const { return empty_text_; }  // what clear() said
    void set_selected(std::optional<TokenPos> token);
    [[nodiscard]] QRectF cell_rect(int layer, int token) const;  // viewport pixels

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void token_selected(reasonscope::TokenPos token);  // by the person

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Place {
        int layer = 0, token = 0;
    };
    [[nodiscard]] std::optional<Place> place_at(QPointF position) const;
    [[nodiscard]] const LensGridCell& cell(int layer, int token) const;
    [[nodiscard]] double row_height() const;
    void arrange();

    LensGridData data_;
    QString empty_text_;
    std::optional<TokenPos> selected_;
    double column_width_ = 60;
};

}  // namespace reasonscope::ui
