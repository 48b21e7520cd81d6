#pragma once
// "‹ 2/3 ›": which of the sibling runs is on show. Hidden while there is only one.

#include <QWidget>

#include "ui/panels/common/context.h"

class QLabel;
class QToolButton;

namespace reasonscope::ui {

class BranchActions;

class SiblingBar : public QWidget {
    Q_OBJECT

public:
    explicit SiblingBar(BranchActions& branch, const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] QString text() const;

private:
    void update_bar();
    BranchActions& branch_;
    PanelContext context_;
    QToolButton* previous_;
    QToolButton* next_;
    QLabel* place_;
};

}  // namespace reasonscope::ui
