#pragma once
// "All › Run 1 › Run 3": where a branch that is shown alone hangs, and the way back. Hidden while everything is shown.

#include <QWidget>
#include <optional>
#include <vector>

#include "base/ids.h"

class QHBoxLayout;

namespace reasonscope::ui {

class CrumbBar : public QWidget {
    Q_OBJECT

public:
    explicit CrumbBar(QWidget* parent);
    void show_line(const std::vector<RunId>& line);  // the oldest first; the last one is shown alone. Empty: hides the bar

signals:
    void chosen(std::optional<reasonscope::RunId> run);  // that one alone; nothing: everything

private:
    QHBoxLayout* row_;
};

}  // namespace reasonscope::ui
