#pragma once
// A themed QCustomPlot heat map with axis labels, colour scale, hover readout and cell selection.
// With a baseline the colours diverge around it ("against uniform"); without, they run from nothing to the maximum.
// Keys: arrows move the selected cell, Esc clears it. Where cells can be marked a click marks one, with Shift more; Space does so for
// the selected cell.

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "ui/views/data.h"

namespace reasonscope::ui {

class HeatMapView : public QWidget {
    Q_OBJECT

public:
    explicit HeatMapView(QWidget* parent = nullptr);
    ~HeatMapView() override;

    void set_data(HeatMapData data);
    [[nodiscard]] const HeatMapData& data() const;
    void clear();
    void set_empty_text(const QString& text);

    void set_selected(std::optional<HeatMapCell> cell);  // no signal
    [[nodiscard]] std::optional<HeatMapCell> selected() const;
    [[nodiscard]] QRectF cell_rect(HeatMapCell cell) const;                   // widget pixels
    [[nodiscard]] std::optional<HeatMapCell> cell_at(QPointF position) const;  // widget pixels
    [[nodiscard]] QString readout(HeatMapCell cell) const;  // "Layer 2, Head 5: attention mass 31.4 %"

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Cells to do something with, besides the one that is looked at. Off until switched on.
    void set_markable(bool markable);
    void set_marked(std::vector<HeatMapCell> cells);  // no signal
    [[nodiscard]] const std::vector<HeatMapCell>& marked() const;

signals:
    void marks_changed();  // by the person
    void cell_hovered(std::optional<reasonscope::ui::HeatMapCell> cell);
    void cell_selected(std::optional<reasonscope::ui::HeatMapCell> cell);  // by the person

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void toggle_mark(HeatMapCell cell, bool more);
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace reasonscope::ui
