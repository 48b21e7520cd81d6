#pragma once
// The detail side: one step, its attention, its experts, its layers; and where the run nearly went elsewhere.

#include <QTabWidget>

#include "ui/panels/common/context.h"

namespace reasonscope::ui {

class AttentionTab;
class ExpertsTab;
class ForksTab;
class LensTab;
class StepTab;

class InspectorPanel : public QTabWidget {
    Q_OBJECT

public:
    explicit InspectorPanel(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] StepTab& step() { return *step_; }
    [[nodiscard]] AttentionTab& attention() { return *attention_; }
    [[nodiscard]] ExpertsTab& experts() { return *experts_; }
    [[nodiscard]] LensTab& lens() { return *lens_; }
    [[nodiscard]] ForksTab& forks() { return *forks_; }

private:
    StepTab* step_;
    AttentionTab* attention_;
    ExpertsTab* experts_;
    LensTab* lens_;
    ForksTab* forks_;
};

}  // namespace reasonscope::ui
