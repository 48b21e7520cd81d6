#pragma once
// Everything that makes a branch of the run on show, as actions for menus and keys, and the bar that walks through siblings.

#include <QObject>
#include <QPoint>
#include <filesystem>
#include <functional>
#include <vector>

#include "ui/panels/common/context.h"

class QAction;
class QMenu;
class QUndoStack;

namespace reasonscope::ui {

class BranchActions : public QObject {
    Q_OBJECT

public:
    /// `window` carries dialogs and menus; what can be undone goes onto `undo`.
    BranchActions(const PanelContext& context, QUndoStack& undo, QWidget* window);

    /// In menu order, keys and tips included; they work on the locked token or step.
    [[nodiscard]] const std::vector<QAction*>& actions() const { return actions_; }
    /// The first of the actions that do not make a branch: walking, comparing, hiding.
    [[nodiscard]] const QAction* first_of_walking() const { return previous_; }
    /// The alternatives of the locked token and the actions, as a menu at `at` (global).
    void open_menu(QPoint at, std::optional<std::int32_t> alternative = {});  // that one under the cursor, if it is there
    /// Runs on with another token at a place.
    void take_alternative(TokenPos at, std::int32_t id);

    [[nodiscard]] const std::vector<RunId>& family() const { return family_; }  // visible siblings of the run on show
    [[nodiscard]] std::optional<RunId> fork_parent() const;                     // of the run on show
    /// Models that can be branched with besides those that are found: the person's own list.
    void set_added_models(std::function<std::vector<std::filesystem::path>()> added) { added_models_ = std::move(added); }
    void refresh();                                                            // read the session's branches again
    void walk(int by);                                                         // to the sibling before or after

signals:
    void run_wanted(reasonscope::RunId run);
    void compare_wanted(reasonscope::RunId a, reasonscope::RunId b);
    void family_changed();
    void pruned(const QString& sentence);  // the undo stack is ready to bring it back

private:
    [[nodiscard]] bool ready() const;
    BranchRequest request(BranchKind kind) const;
    void ask_text(BranchKind kind, const QString& title, const QString& hint, const QString& before);
    void ask_settings();
    void add_alternatives(QMenu& menu);
    void prune();
    void update_actions();
    QAction* add(const QString& name, const QString& text, const QString& tip, const QKeySequence& keys, std::function<void()> what);

    PanelContext context_;
    QUndoStack& undo_;
    QWidget* window_;
    std::vector<QAction*> actions_;
    QAction* previous_ = nullptr;
    QAction* next_ = nullptr;
    QAction* compare_ = nullptr;
    std::vector<BranchRow> branches_;
    std::vector<RunId> hidden_, family_;
    std::function<std::vector<std::filesystem::path>()> added_models_;
};

}  // namespace reasonscope::ui
