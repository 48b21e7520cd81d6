#pragma once
// The words of the run, tinted by what the model was unsure of, and the same steps as a table.

#include <QWidget>
#include <optional>

#include "ui/models/step_model.h"
#include "ui/panels/common/context.h"
#include "ui/panels/common/view_data.h"
#include "ui/views/transcript_view.h"

class QHBoxLayout;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace reasonscope::ui {

class SegmentedControl;

class TranscriptPanel : public QWidget {
    Q_OBJECT

public:
    explicit TranscriptPanel(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] TranscriptView& view() { return *view_; }
    [[nodiscard]] QTableView& table() { return *table_; }
    void add_to_bar(QWidget* widget);  // between the forms and the count

signals:
    void branch_menu_wanted(QPoint at);  // global; the token under it is locked

private:
    void build_table();
    void follow_widths();
    void reload();
    void append(int first);
    void show_selected_row();
    void show_count();
    void want_menu(QPoint in_view, std::optional<TokenPos> token);
    PanelContext context_;
    TranscriptView* view_;
    QHBoxLayout* bar_;
    QLabel* count_;
    SegmentedControl* form_;
    QStackedWidget* stack_;
    QTableView* table_;
    StepModel* model_;
    QSortFilterProxyModel* sorted_;
    std::optional<TokenSorter> sorter_;
    std::optional<TokenTint> measured_tint_;  // the person's, while a run without figures is on show
};

}  // namespace reasonscope::ui
