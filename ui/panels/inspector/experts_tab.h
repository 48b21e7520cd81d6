#pragma once
// Which experts worked on the selected step, against what even use would give; what each one works on; and what goes without them.

#include <QScrollArea>
#include <optional>
#include <utility>
#include <vector>

#include "ui/models/expert_use.h"
#include "ui/panels/common/context.h"
#include "ui/views/heat_map.h"

class QComboBox;
class QLabel;
class QListWidget;
class QTimer;
class QTreeWidget;

namespace reasonscope::ui {

class BarStrip;
class KnockoutBox;
class SegmentedControl;

class ExpertsTab : public QScrollArea {
    Q_OBJECT

public:
    enum class Rows { Layers, Steps, Tokens };  // of the map; columns are experts

    explicit ExpertsTab(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] HeatMapView& loads() { return *map_; }
    [[nodiscard]] BarStrip& bars() { return *bars_; }
    [[nodiscard]] QTreeWidget& classes() { return *classes_; }
    [[nodiscard]] KnockoutBox& knockout() { return *knockout_; }
    void choose_rows(Rows rows);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void ask();
    void show_nothing(const QString& why);
    void show_all();
    void show_map();
    void show_bars();
    void show_expert();
    void show_tokens();
    void choose(std::size_t layer, int expert);
    void set_marks(std::vector<std::pair<int, int>> marks);  // decoder layer, expert
    [[nodiscard]] std::optional<StepId> step() const;        // of the scope; unset: the whole run
    PanelContext context_;
    std::optional<RunId> read_;  // the run that use_ is of
    ExpertUse use_;
    std::size_t layer_ = 0;      // chosen, index into routing.layers
    int expert_ = -1;            // chosen; -1: none yet
    std::vector<std::pair<int, int>> marks_;
    SegmentedControl* scope_;
    SegmentedControl* rows_;
    QComboBox* layers_;
    HeatMapView* map_;
    QLabel* note_;
    QWidget* details_;
    QLabel* bars_title_;
    BarStrip* bars_;
    QLabel* expert_title_;
    QLabel* words_;
    QTreeWidget* classes_;
    QLabel* classes_note_;
    QLabel* tokens_title_;
    QListWidget* tokens_;
    KnockoutBox* knockout_;
    QTimer* later_;
};

}  // namespace reasonscope::ui
