#pragma once
// Bookmarks, notes and tags at the steps of runs: the actions that set them, with undo, and the list that jumps to them.

#include <QObject>
#include <QPoint>
#include <functional>
#include <vector>

#include "ui/panels/common/context.h"
#include "ui/views/data.h"

class QAction;
class QUndoStack;

namespace reasonscope::ui {

class MarkActions : public QObject {
    Q_OBJECT

public:
    /// `window` carries dialogs and menus; what is changed goes onto `undo`.
    MarkActions(const PanelContext& context, QUndoStack& undo, QWidget* window);

    [[nodiscard]] const std::vector<QAction*>& actions() const { return actions_; }  // in menu order, keys and tips included
    [[nodiscard]] const std::vector<Mark>& marks() const { return marks_; }          // of the open session
    /// What stands at the steps of the shown run, in order; positions are the steps' first tokens.
    [[nodiscard]] std::vector<TextMark> of_run() const;
    void refresh();  // read the session's marks again

signals:
    void changed();
    void jump_wanted(reasonscope::RunId run, reasonscope::StepId step);

private:
    QAction* add(const QString& name, const QString& text, const QString& tip, const QKeySequence& keys, std::function<void()> what);
    void toggle_bookmark();
    void edit_note();
    void edit_tags();
    void jump(int by);
    void open_list();
    void put(const Mark& mark);           // a new one (id 0) or another text
    void take_away(const Mark& mark);
    [[nodiscard]] std::vector<Mark> here(MarkKind kind) const;  // at the locked step
    [[nodiscard]] Mark fresh(MarkKind kind, const QString& text) const;
    void update_actions();

    PanelContext context_;
    QUndoStack& undo_;
    QWidget* window_;
    std::vector<QAction*> actions_;
    std::vector<Mark> marks_;
    std::int64_t next_id_ = 1;
};

/// Puts marks onto the cards of the run on show.
void add_marks(CanvasGraph& graph, const std::vector<Mark>& marks, RunId run);

}  // namespace reasonscope::ui
