#pragma once
// Entropy and latency of every generated token, below the tree; and, on request, how likely the answer was when thinking stops at each step.
// For an imported run the numbers that were published with its steps stand there instead.

#include <QWidget>
#include <optional>

#include "ui/panels/common/context.h"
#include "ui/panels/common/view_data.h"
#include "ui/models/published_figures.h"
#include "ui/views/step_bars.h"
#include "ui/views/timeline_view.h"

class QComboBox;
class QToolButton;

namespace reasonscope::ui {

class TimelinePanel : public QWidget {
    Q_OBJECT

public:
    explicit TimelinePanel(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] TimelineView& view() { return *view_; }
    [[nodiscard]] QToolButton& answer_button() { return *answer_; }
    [[nodiscard]] StepBars& published() { return *bars_; }
    [[nodiscard]] QComboBox& published_choice() { return *figure_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void reload();
    void append(int first);
    void ask_answer_curve();      // the stored one
    void compute_answer_curve();
    void offer_answer_curve(bool known);
    void show_published();  // or the timeline, where nothing was published
    void show_figure();
    void place_button();
    PanelContext context_;
    TimelineView* view_;
    QToolButton* answer_;
    StepBars* bars_;
    QComboBox* figure_;  // which of the published numbers
    std::vector<PublishedFigure> figures_;
    std::optional<TokenSorter> sorter_;
};

}  // namespace reasonscope::ui
