#pragma once
// Entropy and latency of every generated token, below the tree; and, on request, how likely the answer was when thinking stops at each step.

#include <QWidget>
#include <optional>

#include "ui/panels/common/context.h"
#include "ui/panels/common/view_data.h"
#include "ui/views/timeline_view.h"

class QToolButton;

namespace reasonscope::ui {

class TimelinePanel : public QWidget {
    Q_OBJECT

public:
    explicit TimelinePanel(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] TimelineView& view() { return *view_; }
    [[nodiscard]] QToolButton& answer_button() { return *answer_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void reload();
    void append(int first);
    void ask_answer_curve();      // the stored one
    void compute_answer_curve();
    void offer_answer_curve(bool known);
    void place_button();
    PanelContext context_;
    TimelineView* view_;
    QToolButton* answer_;
    std::optional<TokenSorter> sorter_;
};

}  // namespace reasonscope::ui
