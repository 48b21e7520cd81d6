// The window's branch menu, and what a branch changes around it.

#include <QAction>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>

#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/branch/sibling_bar.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/banner.h"
#include "ui/shell/main_window.h"
#include "ui/shell/run_controller.h"

namespace reasonscope::ui {

void MainWindow::build_branch_menu() {
    auto* menu = menuBar()->addMenu(tr("&Branch"));
    branch_->fill(*menu);
    menu->addSeparator();
    QAction* undo = branch_->undo().createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction* redo = branch_->undo().createRedoAction(this, tr("&Redo"));
    redo->setShortcut(QKeySequence::Redo);
    menu->addActions({undo, redo});
    addActions({undo, redo});
}

void MainWindow::connect_branches() {
    transcript_->add_to_bar(new SiblingBar(*branch_, context_, this));
    connect(transcript_, &TranscriptPanel::branch_menu_wanted, branch_, &BranchActions::open_menu);
    tree_->canvas().setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&tree_->canvas(), &QWidget::customContextMenuRequested, this, [this](QPoint at) { branch_->open_menu(tree_->canvas().mapToGlobal(at)); });
    connect(branch_, &BranchActions::run_wanted, controller_, &RunController::show_run);
    connect(branch_, &BranchActions::compare_wanted, this, [this](RunId a, RunId b) {
        docks_.back()->show();
        docks_.back()->raise();
        compare_->compare(a, b);
    });
    connect(compare_, &ComparePanel::failed, this, &MainWindow::report_error);
    connect(branch_, &BranchActions::pruned, this, [this](const QString& sentence) {
        banner_->show_message(Banner::Tone::Info, sentence, {{tr("Undo"), [this] { branch_->undo().undo(); }}}, 8);
    });
    connect(engine_.get(), &Engine::runs_hidden, sessions_, &SessionsPanel::refresh_current);
    connect(engine_.get(), &Engine::hide_failed, this, &MainWindow::report_error);
}

}  // namespace reasonscope::ui
