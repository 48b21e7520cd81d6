#pragma once
// Entropy and latency of every generated token, below the tree.

#include <QWidget>
#include <optional>

#include "ui/panels/common/context.h"
#include "ui/panels/common/view_data.h"
#include "ui/views/timeline_view.h"

namespace reasonscope::ui {

class TimelinePanel : public QWidget {
    Q_OBJECT

public:
    explicit TimelinePanel(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] TimelineView& view() { return *view_; }

private:
    void reload();
    void append(int first);
    PanelContext context_;
    TimelineView* view_;
    std::optional<TokenSorter> sorter_;
};

}  // namespace reasonscope::ui
