// The window's branch actions, and what a branch changes around it.

#include <QAction>
#include <QDockWidget>
#include <QUndoStack>

#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/branch/sibling_bar.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/marks/mark_actions.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/banner.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/main_window.h"
#include "ui/shell/run_controller.h"

namespace reasonscope::ui {

void MainWindow::add_branch_actions() {
    int section = 0;
    for (QAction* action : branch_->actions()) {
        if (action == branch_->first_of_walking()) section = 1;
        registry_->adopt({.id = action->objectName(), .text = action->text(), .tip = action->toolTip(), .keys = action->shortcuts(),
                          .menu = MenuId::Branch, .section = section}, action);
    }
    for (QAction* action : marks_->actions())
        registry_->adopt({.id = action->objectName(), .text = action->text(), .tip = action->toolTip(), .keys = action->shortcuts(), .menu = MenuId::Marks}, action);
}

void MainWindow::connect_branches() {
    transcript_->add_to_bar(new SiblingBar(*branch_, context_, this));
    connect(transcript_, &TranscriptPanel::branch_menu_wanted, branch_, [this](QPoint at) { branch_->open_menu(at); });
    tree_->canvas().setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&tree_->canvas(), &QWidget::customContextMenuRequested, this, [this](QPoint at) { branch_->open_menu(tree_->canvas().mapToGlobal(at)); });
    connect(&tree_->canvas(), &TreeCanvas::ghost_clicked, this,
            [this](TokenPos, std::int32_t token, QPoint below) { branch_->open_menu(below, token); });
    connect(&tree_->canvas(), &TreeCanvas::ghost_activated, branch_, &BranchActions::take_alternative);
    connect(&tree_->canvas(), &TreeCanvas::run_activated, this, [this](RunId run, StepId step) {
        if (engine_->running()) return report_error(tr("Another run opens when this one is over; press Esc to stop it."));
        wanted_step_ = step;
        controller_->show_run(run);
    });
    connect(marks_, &MarkActions::changed, this, [this] {
        tree_->set_marks(marks_->marks());
        transcript_->view().set_marks(marks_->of_run());
    });
    connect(document_.get(), &RunDocument::was_reset, transcript_, [this] { transcript_->view().set_marks(marks_->of_run()); });
    connect(marks_, &MarkActions::jump_wanted, this, [this](RunId run, StepId step) {
        if (document_->run() && document_->run()->id == run) return selection_->lock(step);
        if (engine_->running()) return report_error(tr("Another run opens when this one is over; press Esc to stop it."));
        wanted_step_ = step;
        controller_->show_run(run);
    });
    connect(branch_, &BranchActions::run_wanted, controller_, &RunController::show_run);
    connect(branch_, &BranchActions::compare_wanted, this, [this](RunId a, RunId b) {
        QDockWidget* dock = docks_->dock(QStringLiteral("compare"));
        if (!dock->isVisible()) docks_->restore();  // another panel may have the whole window
        dock->show();
        dock->raise();
        compare_->compare(a, b);
    });
    connect(compare_, &ComparePanel::failed, this, &MainWindow::report_error);
    connect(branch_, &BranchActions::pruned, this, [this](const QString& sentence) {
        banner_->show_message(Banner::Tone::Info, sentence, {{tr("Undo"), [this] { undo_->undo(); }}}, 8);
    });
}

}  // namespace reasonscope::ui
