#pragma once
// Everything that makes a branch of the run on show, as actions for menus and keys, and the bar that walks through siblings.

#include <QObject>
#include <QPoint>
#include <QUndoStack>
#include <vector>

#include "ui/panels/common/context.h"

class QAction;
class QMenu;

namespace reasonscope::ui {

class BranchActions : public QObject {
    Q_OBJECT

public:
    /// `window` carries dialogs and menus.
    BranchActions(const PanelContext& context, QWidget* window);

    /// Actions in menu order, keys included; they work on the locked token or step.
    void fill(QMenu& menu);
    /// The alternatives of the locked token and the actions, as a menu at `at` (global).
    void open_menu(QPoint at);

    [[nodiscard]] QUndoStack& undo() { return undo_; }
    [[nodiscard]] const std::vector<RunId>& family() const { return family_; }  // visible siblings of the run on show
    [[nodiscard]] std::optional<RunId> fork_parent() const;                     // of the run on show
    void refresh();                                                            // read the session's branches again
    void walk(int by);                                                         // to the sibling before or after

signals:
    void run_wanted(reasonscope::RunId run);
    void compare_wanted(reasonscope::RunId a, reasonscope::RunId b);
    void family_changed();
    void pruned(const QString& sentence);  // with undo() ready

private:
    [[nodiscard]] bool ready() const;
    BranchRequest request(BranchKind kind) const;
    void take_alternative(TokenPos at, std::int32_t id);
    void ask_text(BranchKind kind, const QString& title, const QString& hint, const QString& before);
    void add_alternatives(QMenu& menu);
    void prune();
    void update_actions();
    QAction* add(const QString& name, const QString& text, const QKeySequence& keys, std::function<void()> what);

    PanelContext context_;
    QWidget* window_;
    QUndoStack undo_;
    std::vector<QAction*> actions_;
    QAction* previous_ = nullptr;
    QAction* next_ = nullptr;
    QAction* compare_ = nullptr;
    std::vector<BranchRow> branches_;
    std::vector<RunId> hidden_, family_;
};

}  // namespace reasonscope::ui
