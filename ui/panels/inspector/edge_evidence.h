#pragma once
// Why this edge: what every method says of it, its control, and how far they agree.

#include <QWidget>

#include "ui/models/run_document.h"

class QLabel;
class QTreeWidget;

namespace reasonscope::ui {

class EdgeEvidence : public QWidget {
    Q_OBJECT

public:
    explicit EdgeEvidence(QWidget* parent = nullptr);
    /// Hidden when no method has edges at `step`.
    void show_edge(const RunDocument& document, StepId step, StepId source);
    [[nodiscard]] QTreeWidget& methods() { return *methods_; }
    [[nodiscard]] QString sentence() const;

private:
    QLabel* title_;
    QTreeWidget* methods_;
    QLabel* agreement_;
};

}  // namespace reasonscope::ui
