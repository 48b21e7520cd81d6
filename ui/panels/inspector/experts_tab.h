#pragma once
// Which experts worked on the selected step, against what even use would give.

#include <QWidget>
#include <vector>

#include "ui/panels/common/context.h"
#include "ui/views/heat_map.h"

class QLabel;
class QListWidget;
class QTimer;

namespace reasonscope::ui {

class SegmentedControl;

/// Routing of one step's tokens, as the tab keeps it.
struct StepRouting {
    struct Token {
        TokenPos position;
        RouterTrace router;
    };
    std::vector<ExpertLoad> loads;
    std::vector<Token> tokens;  // at most a few hundred
};

class ExpertsTab : public QWidget {
    Q_OBJECT

public:
    explicit ExpertsTab(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] HeatMapView& loads() { return *loads_; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void ask();
    void show_routing(StepRouting routing);
    void show_tokens();
    void show_nothing(const QString& why);
    PanelContext context_;
    SegmentedControl* scope_;
    HeatMapView* loads_;
    QLabel* note_;
    QLabel* tokens_title_;
    QListWidget* tokens_;
    QTimer* later_;
    StepRouting routing_;
    std::vector<int> layers_;  // decoder layer of each row of the map
};

}  // namespace reasonscope::ui
