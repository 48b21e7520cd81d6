#pragma once
// Session files, their questions, runs and branches as a tree. A click shows a run; Delete removes it, with undo; H hoists a branch.

#include <QWidget>
#include <filesystem>
#include <set>

#include "ui/models/session_tree_model.h"
#include "ui/panels/common/context.h"

class QTreeView;

namespace reasonscope::ui {

class CrumbBar;
class SearchPanel;

class SessionsPanel : public QWidget {
    Q_OBJECT

public:
    explicit SessionsPanel(const PanelContext& context, QWidget* parent = nullptr);

    void set_files(const std::vector<std::filesystem::path>& files, const std::filesystem::path& current);
    void refresh_current();  // read the current session's runs again
    void show_run(RunId run);
    void set_deleted(RunId run, bool deleted);  // gone from the list, although the undo still keeps it
    [[nodiscard]] SearchPanel& search() { return *search_; }
    [[nodiscard]] QTreeView& view() { return *view_; }
    [[nodiscard]] SessionTreeModel& model() { return *model_; }

signals:
    void run_chosen(const std::filesystem::path& file, reasonscope::RunId run);
    void delete_wanted(reasonscope::RunId run);  // of the current session
    void bring_back_wanted(const std::vector<reasonscope::RunId>& runs);  // hidden ones, of the current session
    void new_wanted();
    void open_wanted();

private:
    void choose(const QModelIndex& index);
    void fetch(const std::filesystem::path& file);
    void open_menu(QPoint at);
    void hoist(const QModelIndex& index);
    void show_crumbs();
    void expand(const std::filesystem::path& file);  // all but what the person closed
    [[nodiscard]] QString place_of(const QModelIndex& index) const;  // the same after every reading
    [[nodiscard]] bool can_delete(const QModelIndex& index) const;
    PanelContext context_;
    SessionTreeModel* model_;
    QTreeView* view_;
    SearchPanel* search_;
    CrumbBar* crumbs_;
    std::set<RunId> deleted_;
    std::set<QString> closed_;
    bool filling_ = false;
    std::filesystem::path current_;
    std::optional<RunId> shown_;
};

}  // namespace reasonscope::ui
