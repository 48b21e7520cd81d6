#pragma once
// The small multiples of a comparison: uncertainty, attention and experts of two runs.

#include <QScrollArea>
#include <optional>
#include <vector>

#include "ui/models/compare_maps.h"
#include "ui/panels/common/context.h"
#include "ui/views/heat_map.h"

class QGridLayout;
class QLabel;

namespace reasonscope::ui {

class PairLines;

/// Titled views side by side, as many in a row as the width has room for; scrolls where the height has none.
class Multiples : public QScrollArea {
    Q_OBJECT

public:
    Multiples(const QString& accessible_name, int least_width, QWidget* parent);
    /// `share` of the width beside its neighbours. The title is the label's.
    QLabel* add(QWidget* view, int share = 1);
    void set_note(const QString& text);
    [[nodiscard]] QString note() const;
    void set_views_visible(bool visible);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    struct Cell {
        QWidget* box;
        int share;
    };
    int least_width_;
    int in_a_row_ = 0;
    QWidget* page_;
    QLabel* note_;
    QGridLayout* grid_;
    std::vector<Cell> cells_;
};

/// "Run 2" in the colour of its side.
QString side_title(const CompareSide& side, bool second);

class UncertaintyPage : public Multiples {
    Q_OBJECT

public:
    explicit UncertaintyPage(const PanelContext& context, QWidget* parent = nullptr);
    void show_maps(const CompareMaps& maps);
    [[nodiscard]] PairLines& lines() { return *lines_; }

private:
    PanelContext context_;
    PairLines* lines_;
    QLabel* title_;
    std::optional<RunId> a_, b_;
};

class AttentionPage : public Multiples {
    Q_OBJECT

public:
    explicit AttentionPage(const PanelContext& context, QWidget* parent = nullptr);
    void show_maps(const CompareMaps& maps);
    [[nodiscard]] HeatMapView& map(int index) { return *maps_[static_cast<std::size_t>(index)]; }  // a, b, difference

private:
    void follow(int map, HeatMapCell cell);
    PanelContext context_;
    std::vector<HeatMapView*> maps_;
    std::vector<QLabel*> titles_;
    AttentionMaps shown_;
    std::optional<RunId> a_, b_;
    int row_group_ = 1, column_group_ = 1;
};

class ExpertsPage : public Multiples {
    Q_OBJECT

public:
    explicit ExpertsPage(const PanelContext& context, QWidget* parent = nullptr);
    void show_maps(const CompareMaps& maps);
    [[nodiscard]] HeatMapView& parting() { return *parting_; }  // layers by aligned tokens
    [[nodiscard]] HeatMapView& load() { return *load_; }        // layers by experts

private:
    void show_parting(const CompareMaps& maps);
    void show_load(const CompareMaps& maps);
    PanelContext context_;
    HeatMapView* parting_;
    HeatMapView* load_;
    QLabel* parting_title_;
    QLabel* load_title_;
};

}  // namespace reasonscope::ui
