// The window's actions and the menus made of them.

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QUndoStack>

#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/search/search_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/timeline/timeline_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/main_window.h"
#include "ui/shell/preferences.h"

namespace reasonscope::ui {

void MainWindow::build_actions() {
    registry_ = new ActionRegistry(this, *preferences_);
    add_file_actions();
    add_edit_actions();
    add_view_actions();
    add_run_actions();
    add_branch_actions();
    add_panel_actions();
    add_probe_actions();
    add_tool_actions();
    add_help_actions();
}

void MainWindow::add_file_actions() {
    registry_->add({.id = "file.new_session", .text = tr("&New session…"), .tip = tr("Start an empty session file"), .keys = {QKeySequence::New}, .menu = MenuId::File},
                   [this] { ask_session(true); });
    registry_->add({.id = "file.open_session", .text = tr("&Open session…"), .tip = tr("Open a session file"), .keys = {QKeySequence::Open}, .menu = MenuId::File},
                   [this] { ask_session(false); });
    registry_->add({.id = "file.models", .text = tr("&Models…"), .tip = tr("What can be loaded here, what it is and whether it fits"),
                    .keys = {Qt::CTRL | Qt::Key_M}, .menu = MenuId::File, .section = 1}, [this] { show_models(); });
    registry_->add({.id = "file.bundled_model", .text = tr("Use the &bundled model"), .tip = tr("Go back to R1-mini"), .menu = MenuId::File, .section = 1},
                   [this] { use_model({}); });
    registry_->add({.id = "file.export", .text = tr("&Export report…"), .tip = tr("Write this run as HTML, PDF, Markdown, JSON, DOT or CSV"),
                    .keys = {Qt::CTRL | Qt::Key_E}, .menu = MenuId::File, .section = 2}, [this] { ask_export(); });
    registry_->add({.id = "app.settings", .text = tr("&Settings…"), .tip = tr("Theme, text size, language, defaults of a run, keys, folders"),
                    .keys = {Qt::CTRL | Qt::Key_Comma}, .menu = MenuId::File, .section = 3}, [this] { show_settings(); });
    registry_->add({.id = "app.quit", .text = tr("&Quit"), .tip = tr("Close the window"), .keys = {Qt::CTRL | Qt::Key_Q}, .menu = MenuId::File, .section = 4},
                   [this] { close(); });
}

void MainWindow::add_edit_actions() {
    registry_->adopt({.id = "edit.undo", .text = tr("Undo"), .tip = tr("Take the last change back"), .keys = {Qt::CTRL | Qt::Key_Z}, .menu = MenuId::Edit},
                     undo_->createUndoAction(registry_, tr("Undo")));
    registry_->adopt({.id = "edit.redo", .text = tr("Redo"), .tip = tr("Do it again"), .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y}, .menu = MenuId::Edit},
                     undo_->createRedoAction(registry_, tr("Redo")));
    registry_->add({.id = "edit.search", .text = tr("&Search runs…"), .tip = tr("Words, classes of steps, uncertainty, or SQL"),
                    .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_F}, .menu = MenuId::Edit, .section = 1}, [this] {
                        docks_->dock(QStringLiteral("sessions"))->show();
                        sessions_->search().focus_words();
                    });
    registry_->add({.id = "app.palette", .text = tr("&Command palette…"), .tip = tr("Find anything that can be done or opened"),
                    .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_P, Qt::CTRL | Qt::Key_K}, .menu = MenuId::Edit, .section = 1}, [this] { show_palette(); });
}

void MainWindow::add_view_actions() {
    int number = 1;
    for (QDockWidget* dock : docks_->docks()) {
        QAction* toggle = dock->toggleViewAction();
        registry_->adopt({.id = "view." + dock->objectName(), .text = toggle->text(), .tip = tr("Show or hide this panel"),
                          .keys = {QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number++))}, .menu = MenuId::View}, toggle);
    }
    registry_->add({.id = "view.maximise", .text = tr("&Maximise panel"), .tip = tr("Give the panel with the focus the whole window, or put it back"),
                    .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_M}, .menu = MenuId::View, .section = 1},
                   [this] { docks_->toggle_maximised(docks_->around(QApplication::focusWidget())); });
    registry_->add({.id = "view.reset_layout", .text = tr("&Reset layout"), .tip = tr("Put all panels back"), .menu = MenuId::View, .section = 1},
                   [this] { docks_->reset(); });
    auto* group = new QActionGroup(registry_);
    for (const auto& [mode, id, name] : {std::tuple{ThemeMode::System, "theme.system", tr("&System theme")}, std::tuple{ThemeMode::Light, "theme.light", tr("&Light theme")},
                                         std::tuple{ThemeMode::Dark, "theme.dark", tr("&Dark theme")}}) {
        QAction* choice = registry_->add({.id = QLatin1String(id), .text = name, .tip = tr("Colours of the window"), .menu = MenuId::Theme},
                                         [this, mode = mode] { preferences_->set(QLatin1String(pref::kTheme), static_cast<int>(mode)); });
        choice->setCheckable(true);
        choice->setChecked(theme::mode() == mode);
        choice->setData(static_cast<int>(mode));
        group->addAction(choice);
    }
    QAction* still = registry_->add({.id = "view.reduce_motion", .text = tr("Reduce m&otion"), .tip = tr("Cards and view jump to their place instead of gliding"),
                                     .menu = MenuId::View, .section = 3},
                                    [this] { preferences_->set(QLatin1String(pref::kReduceMotion), !theme::reduced_motion()); });
    still->setCheckable(true);
    registry_->add({.id = "view.larger", .text = tr("&Larger text"), .tip = tr("Larger text everywhere"), .keys = {Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal},
                    .menu = MenuId::View, .section = 3}, [this] { zoom_text(1); });
    registry_->add({.id = "view.smaller", .text = tr("S&maller text"), .tip = tr("Smaller text everywhere"), .keys = {Qt::CTRL | Qt::Key_Minus},
                    .menu = MenuId::View, .section = 3}, [this] { zoom_text(-1); });
    registry_->add({.id = "view.usual", .text = tr("&Usual text"), .tip = tr("Text as delivered"), .keys = {Qt::CTRL | Qt::Key_0},
                    .menu = MenuId::View, .section = 3}, [this] { zoom_text(0); });
}

void MainWindow::add_run_actions() {
    registry_->add({.id = "run.ask", .text = tr("&Run question"), .tip = tr("Ask the model"), .keys = {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter},
                    .menu = MenuId::Run}, [this] { prompt_->run(); });
    registry_->add({.id = "run.stop", .text = tr("&Stop"), .tip = tr("Stop the run or what is being tested; what was said and found is kept"), .keys = {Qt::Key_Escape}, .menu = MenuId::Run,
                    .shares_keys_with = "selection.unlock"}, [this] { prompt_->stop(); });
    registry_->add({.id = "selection.unlock", .text = tr("&Unlock selection"), .tip = tr("Let go of the selected step"), .keys = {Qt::Key_Escape},
                    .menu = MenuId::Run, .section = 1}, [this] { selection_->unlock(); });
    registry_->add({.id = "run.question", .text = tr("Go to the &question"), .tip = tr("Put the cursor into the question"), .keys = {Qt::CTRL | Qt::Key_L},
                    .menu = MenuId::Run, .section = 1}, [this] { prompt_->focus_question(); });
}

void MainWindow::add_panel_actions() {
    TreeCanvas* canvas = &tree_->canvas();
    const auto tree = [&](const char* id, const QString& text, QList<QKeySequence> keys, int section, std::function<void()> what) {
        registry_->add({.id = QLatin1String(id), .text = text, .tip = tr("In the tree"), .keys = std::move(keys), .menu = MenuId::Tree, .section = section,
                        .where = Where::Tree, .scope = canvas}, std::move(what));
    };
    tree("tree.decisions", tr("&Decisions"), {Qt::Key_1}, 0, [this] { tree_->choose_mode(CanvasMode::Decision); });
    tree("tree.provenance", tr("&Provenance"), {Qt::Key_2}, 0, [this] { tree_->choose_mode(CanvasMode::Provenance); });
    tree("tree.chain", tr("&Chain"), {Qt::Key_3}, 0, [this] { tree_->choose_mode(CanvasMode::Chain); });
    tree("tree.matrix", tr("&Matrix"), {Qt::Key_4}, 0, [this] { tree_->choose_mode(CanvasMode::Matrix); });
    tree("tree.find", tr("Fin&d…"), {Qt::CTRL | Qt::Key_F}, 1, [canvas] { canvas->search(); });
    tree("tree.fold", tr("Fold chains of one c&lass"), {Qt::Key_G}, 1, [canvas] { canvas->set_folded(!canvas->folded()); });
    tree("tree.focus", tr("Focus on what &belongs to the step"), {Qt::Key_O}, 1, [canvas] { canvas->set_focus_mode(!canvas->focus_mode()); });
    tree("tree.previous_branch", tr("Pre&vious branch of the fork"), {Qt::Key_Less}, 1, [canvas] { canvas->walk(-1); });
    tree("tree.next_branch", tr("&Next branch of the fork"), {Qt::Key_Greater}, 1, [canvas] { canvas->walk(1); });
    tree("tree.fit", tr("&Fit"), {Qt::Key_F}, 2, [canvas] { canvas->fit(); });
    tree("tree.zoom_in", tr("Zoom &in"), {Qt::Key_Plus, Qt::Key_Equal}, 2, [canvas] { canvas->zoom_in(); });
    tree("tree.zoom_out", tr("Zoom &out"), {Qt::Key_Minus}, 2, [canvas] { canvas->zoom_out(); });
    tree("tree.full_size", tr("&100 %"), {Qt::Key_0}, 2, [canvas] { canvas->reset_zoom(); });
    registry_->note({Where::Tree, tr("Left, Right, Up, Down"), tr("Parent, child, siblings; with Shift the view moves")});
    registry_->note({Where::Tree, tr("Home, End"), tr("First card, last card")});
    registry_->note({Where::Tree, tr("Enter"), tr("What does this step rest on? At a fork: the next branch; on a card of another run: show it")});
    registry_->add({.id = "text.tint", .text = tr("Next &tint"), .tip = tr("Colour the words by another figure"), .keys = {Qt::Key_T}, .where = Where::Text,
                    .scope = &transcript_->view()}, [this] { transcript_->view().cycle_tint(); });
    registry_->add({.id = "text.thinking", .text = tr("Fold or open the &thinking"), .tip = tr("One line that says how long the model thought, or all of its words"), .keys = {Qt::Key_H}, .where = Where::Text,
                    .scope = &transcript_->view()}, [this] { transcript_->view().set_thinking_folded(!transcript_->view().thinking_folded()); });
    registry_->add({.id = "text.formulas", .text = tr("Formulas as &mathematics"), .tip = tr("Formulas as mathematics or as LaTeX"), .keys = {Qt::Key_M}, .where = Where::Text,
                    .scope = &transcript_->view()}, [this] { transcript_->view().set_mathematics(!transcript_->view().mathematics()); });
    registry_->note({Where::Text, tr("Left, Right"), tr("Token by token")});
    registry_->note({Where::Text, tr("Shift+Left, Shift+Right"), tr("Fork by fork")});
    registry_->note({Where::Text, tr("Enter"), tr("What else could stand here? Choose it to run on")});
    registry_->note({Where::Text, tr("Up, Down"), tr("Step by step")});
    registry_->note({Where::Timeline, tr("Left, Right, Home, End"), tr("Token by token, first, last")});
    registry_->note({Where::Timeline, tr("Shift+Left, Shift+Right"), tr("Fork by fork")});
    registry_->note({Where::Timeline, tr("Backspace"), tr("Show the whole run")});
    registry_->note({Where::Sessions, tr("H"), tr("Show the branch alone, or everything again")});
    registry_->note({Where::Sessions, tr("Left, Right"), tr("Close or open a question or a run")});
    registry_->note({Where::Sessions, tr("Del"), tr("Delete the run; it can be undone")});
}

void MainWindow::add_tool_actions() {
    registry_->add({.id = "tools.faithfulness", .text = tr("&Faithfulness…"),
                    .tip = tr("How often each way of explaining names the true parents of a step, measured on fresh problems"), .menu = MenuId::Tools},
                   [this] { show_faithfulness(); });
}

void MainWindow::add_help_actions() {
    registry_->add({.id = "help.keys", .text = tr("&Keyboard shortcuts"), .tip = tr("All keys"), .keys = {Qt::Key_F1, Qt::Key_Question}, .menu = MenuId::Help},
                   [this] { show_keys(); });
    registry_->add({.id = "help.tour", .text = tr("Guided &tour"), .tip = tr("Five steps around the window"), .menu = MenuId::Help}, [this] { show_tour(); });
    registry_->add({.id = "help.about", .text = tr("&About Reasonscope"), .tip = tr("Version and licence"), .menu = MenuId::Help, .section = 1},
                   [this] { show_about(); });
}

void MainWindow::build_menus() {
    menuBar()->clear();
    const auto add = [this](const QString& title, MenuId id) {
        QMenu* menu = menuBar()->addMenu(title);
        registry_->fill(menu, id);
        return menu;
    };
    add(tr("&File"), MenuId::File);
    add(tr("&Edit"), MenuId::Edit);
    QMenu* view = add(tr("&View"), MenuId::View);
    auto* themes = new QMenu(tr("&Theme"), view);
    registry_->fill(themes, MenuId::Theme);
    auto* tree = new QMenu(tr("T&ree"), view);
    registry_->fill(tree, MenuId::Tree);
    QAction* before = registry_->action(QStringLiteral("view.reduce_motion"));
    view->insertMenu(before, themes);
    view->insertMenu(before, tree);
    view->insertSeparator(before);
    add(tr("&Run"), MenuId::Run);
    add(tr("&Branch"), MenuId::Branch);
    add(tr("&Marks"), MenuId::Marks);
    add(tr("&Tools"), MenuId::Tools);
    add(tr("&Help"), MenuId::Help);
}

void MainWindow::update_actions() {
    const bool running = engine_->running();
    const auto enable = [this](const char* id, bool on) { registry_->action(QLatin1String(id))->setEnabled(on); };
    enable("run.ask", !running);
    const bool stoppable = running || engine_->probing();
    enable("run.stop", stoppable);
    enable("selection.unlock", !stoppable);  // the same key: never both at once
    update_probe_actions();
    enable("file.export", document_->run().has_value() && !document_->live());
}

}  // namespace reasonscope::ui
