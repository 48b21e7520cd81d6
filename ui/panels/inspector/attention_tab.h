#pragma once
// Which heads looked where: layers x heads for the selected step, one head word by word, and step x step for the whole run.

#include <QScrollArea>

#include "ui/panels/common/context.h"
#include "ui/views/heat_map.h"

class QComboBox;
class QLabel;
class QTimer;

namespace reasonscope::ui {

class HeadView;
class KnockoutBox;

class AttentionTab : public QScrollArea {
    Q_OBJECT

public:
    explicit AttentionTab(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] HeatMapView& heads() { return *heads_; }
    [[nodiscard]] HeatMapView& steps() { return *steps_; }
    [[nodiscard]] HeadView& head_view() { return *head_view_; }
    [[nodiscard]] KnockoutBox& knockout() { return *knockout_; }

signals:
    void filled(reasonscope::StepId step);  // the heads of the selected step are on show, or why there are none

protected:
    void showEvent(QShowEvent* event) override;

private:
    void show_what_there_is();
    void fill_sources();
    void ask_heads();
    void ask_steps();
    void show_heads(StepId step, const SessionReader::HeadGrid& grid);
    void show_steps(const StepMatrix& matrix);
    PanelContext context_;
    QComboBox* source_;
    QLabel* heads_title_;
    HeatMapView* heads_;
    HeadView* head_view_;
    QLabel* steps_title_;
    QLabel* no_heads_;
    HeatMapView* steps_;
    KnockoutBox* knockout_;
    QTimer* later_;  // hover moves fast, the disk does not
};

}  // namespace reasonscope::ui
