#pragma once
// One fork: the token among its neighbours, how undecided the model was, and what each word it weighed would have led to.

#include <QFrame>

#include "ui/jobs/stored_probes.h"
#include "ui/models/run_document.h"

class QGridLayout;
class QLabel;

namespace reasonscope::ui {

/// Takes the focus; Enter, Space or a click choose it, Up and Down go to the card before and after.
class ForkCard : public QFrame {
    Q_OBJECT

public:
    explicit ForkCard(QWidget* parent);
    void show_fork(const reasonscope::Fork& fork, const RunDocument& document);
    void set_current(bool current);        // its token is the selected one
    void set_branching(bool possible);
    [[nodiscard]] const reasonscope::Fork& fork() const { return fork_; }
    [[nodiscard]] QString text() const;    // all that it says

signals:
    void chosen();
    void walked(int by);
    void branch_wanted(std::int32_t token);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void add_branch(const ForkBranch& branch);
    reasonscope::Fork fork_;
    QLabel* place_;
    QLabel* verdict_;
    QLabel* figures_;
    QGridLayout* grid_;
    QWidget* rows_ = nullptr;
    bool current_ = false, branching_ = true;
};

}  // namespace reasonscope::ui
