#pragma once
// Forking tokens of the run or of the selected step, those that could change the answer most first; found on request, shown as they are found.

#include <QWidget>
#include <vector>

#include "ui/panels/common/context.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace reasonscope::ui {

class ForkCard;
class ForkSearch;
class SegmentedControl;

class ForksTab : public QWidget {
    Q_OBJECT

public:
    explicit ForksTab(const PanelContext& context, QWidget* parent = nullptr);

    [[nodiscard]] ForkSearch& search() { return *search_; }
    void find();  // as the button does: looks in the chosen scope, or stops the search that goes on
    [[nodiscard]] QPushButton& button() { return *button_; }
    [[nodiscard]] SegmentedControl& scope() { return *scope_; }
    [[nodiscard]] const std::vector<ForkCard*>& cards() const { return cards_; }  // as they stand
    [[nodiscard]] QString status_text() const;

signals:
    void branch_wanted(reasonscope::TokenPos at, std::int32_t token);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void show_state();
    void show_cards();
    void order_tabs();
    void mark_current();
    void walk(const ForkCard* from, int by);
    [[nodiscard]] std::optional<StepId> where() const;  // the selected step, or nothing for the whole run
    [[nodiscard]] QString status() const;
    ForkCard* make_card();
    PanelContext context_;
    ForkSearch* search_;
    SegmentedControl* scope_;
    QPushButton* button_;
    QLabel* status_;
    QProgressBar* progress_;
    QScrollArea* area_;
    QWidget* page_;
    QVBoxLayout* column_;  // of the cards
    std::vector<ForkCard*> cards_;
};

}  // namespace reasonscope::ui
