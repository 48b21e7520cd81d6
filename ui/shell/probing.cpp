// The window's actions that ask the model about a run again, and what they change around it.

#include <QAction>
#include <QDockWidget>

#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/forks/fork_search.h"
#include "ui/panels/forks/forks_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/inspector/resample_box.h"
#include "ui/panels/inspector/step_tab.h"
#include "ui/panels/timeline/timeline_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/main_window.h"

namespace reasonscope::ui {

void MainWindow::add_probe_actions() {
    registry_->add({.id = "tools.forks", .text = tr("Find &forks"), .tip = tr("Where the model nearly said something else, and what that would have led to; again: stop"),
                    .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_K}, .menu = MenuId::Tools}, [this] {
                        show_inspector(&inspector_->forks());
                        inspector_->forks().find();
                    });
    registry_->add({.id = "tools.resample", .text = tr("&Resample the step"), .tip = tr("How the answers differ when the model says something else there; again: stop"),
                    .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_R}, .menu = MenuId::Tools}, [this] {
                        show_inspector(&inspector_->step());
                        inspector_->step().ensureWidgetVisible(&inspector_->step().resample());
                        inspector_->step().resample().resample();
                    });
}

void MainWindow::update_probe_actions() {
    const ForkSearch& search = inspector_->forks().search();
    registry_->action(QStringLiteral("tools.forks"))->setEnabled(search.running() != nullptr || search.why_not().isEmpty());
    registry_->action(QStringLiteral("tools.resample"))->setEnabled(inspector_->step().resample().possible());
}

void MainWindow::connect_forks() {
    ForksTab& tab = inspector_->forks();
    connect(&tab, &ForksTab::branch_wanted, branch_, &BranchActions::take_alternative);
    connect(&tab.search(), &ForkSearch::changed, this, [this, &tab] {
        const std::vector<ForkMark> marks = tab.search().marks();
        timeline_->view().set_forks(marks);
        transcript_->view().set_forks(marks);
        update_probe_actions();
    });
    connect(&inspector_->step().resample(), &ResampleBox::possible_changed, this, &MainWindow::update_probe_actions);
}

/// Brings one of its tabs before the person.
void MainWindow::show_inspector(QWidget* tab) {
    QDockWidget* dock = docks_->dock(QStringLiteral("inspector"));
    if (!dock->isVisible()) docks_->restore();  // another panel may have the whole window
    dock->show();
    dock->raise();
    inspector_->setCurrentWidget(tab);
}

}  // namespace reasonscope::ui
