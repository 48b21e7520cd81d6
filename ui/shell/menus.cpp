// The window's menus and dialogs. Dialogs never block: they open beside the running event loop.

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QUndoStack>
#include <QVBoxLayout>
#include <utility>

#include "ui/panels/common/widgets.h"
#include "ui/panels/models/model_dialog.h"
#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/main_window.h"
#include "ui/shell/session_files.h"

namespace reasonscope::ui {
namespace {

constexpr int kLeastZoom = -3, kMostZoom = 8;  // points added to every font

void zoom_application_font(int points) {
    QFont font = theme::font(TextRole::Body);
    font.setPointSizeF(font.pointSizeF() + points);
    QApplication::setFont(font);
}

void show_text_dialog(QWidget* parent, const QString& title, QWidget* content) {
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::l);
    content->setParent(dialog);
    column->addWidget(content);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    column->addWidget(buttons);
    dialog->open();
}

QWidget* shortcut_page() {
    const std::vector<std::pair<QString, QString>> rows = {
        {MainWindow::tr("Ctrl+Enter"), MainWindow::tr("Run the question")},
        {MainWindow::tr("Esc"), MainWindow::tr("Stop the run; otherwise unlock the selection")},
        {MainWindow::tr("Ctrl+L"), MainWindow::tr("Go to the question")},
        {MainWindow::tr("Ctrl+E"), MainWindow::tr("Export a report")},
        {MainWindow::tr("Ctrl+N, Ctrl+O"), MainWindow::tr("New session, open session")},
        {MainWindow::tr("Ctrl+M"), MainWindow::tr("Models: load, unload, check")},
        {MainWindow::tr("1, 2, 3"), MainWindow::tr("In the tree: decisions, provenance, chain")},
        {MainWindow::tr("Arrows"), MainWindow::tr("In the tree: parent, child, siblings; in the text: token by token")},
        {MainWindow::tr("F, +, −, 0"), MainWindow::tr("In the tree: fit, zoom in, zoom out, 100 %")},
        {MainWindow::tr("Enter"), MainWindow::tr("In the tree: what does this step rest on?")},
        {MainWindow::tr("T"), MainWindow::tr("In the text: next tint")},
        {MainWindow::tr("Del"), MainWindow::tr("In the sessions: delete the run")},
        {MainWindow::tr("Ctrl++, Ctrl+−, Ctrl+0"), MainWindow::tr("Larger text, smaller text, usual text")},
    };
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::xl);
    grid->setVerticalSpacing(space::s);
    int row = 0;
    for (const auto& [keys, what] : rows) {
        grid->addWidget(section_title(keys, page), row, 0);
        grid->addWidget(new QLabel(what, page), row++, 1);
    }
    return page;
}

QWidget* about_page() {
    auto* label = new QLabel(MainWindow::tr("<h2>Reasonscope %1</h2>"
                                            "<p>Opens up a reasoning model: prompt, watch, ask why, keep the evidence.</p>"
                                            "<p>Everything runs on this machine; nothing is sent anywhere.</p>"
                                            "<p>Free software under the GNU General Public License, version 3 or later.<br>"
                                            "Built with Qt %2, QCustomPlot, libtorch and SQLite.</p>")
                                 .arg(QStringLiteral(REASONSCOPE_VERSION), QLatin1String(qVersion())));
    label->setWordWrap(true);
    label->setMinimumWidth(380);
    return label;
}

}  // namespace

QAction* MainWindow::act(const QString& text, const QKeySequence& keys, const QString& tip, std::function<void()> what) {
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setStatusTip(tip);
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, [what = std::move(what)] { what(); });
    addAction(action);
    return action;
}

void MainWindow::build_menus() {
    build_file_menu();
    build_edit_menu();
    build_view_menu();
    auto* run = menuBar()->addMenu(tr("&Run"));
    run_action_ = act(tr("&Run question"), QKeySequence(Qt::CTRL | Qt::Key_Return), tr("Ask the model"), [this] { prompt_->run(); });
    run_action_->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    stop_action_ = act(tr("&Stop"), QKeySequence(Qt::Key_Escape), tr("Stop the run; what was said is kept"), [this] { prompt_->stop(); });
    unlock_action_ = act(tr("&Unlock selection"), QKeySequence(Qt::Key_Escape), tr("Let go of the selected step"), [this] { selection_->unlock(); });
    run->addActions({run_action_, stop_action_});
    run->addSeparator();
    run->addAction(unlock_action_);
    run->addAction(act(tr("Go to the &question"), QKeySequence(Qt::CTRL | Qt::Key_L), tr("Put the cursor into the question"),
                       [this] { prompt_->focus_question(); }));
    auto* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(act(tr("&Keyboard shortcuts"), QKeySequence(Qt::Key_F1), tr("All keys"),
                        [this] { show_text_dialog(this, tr("Keyboard shortcuts"), shortcut_page()); }));
    help->addAction(act(tr("&About Reasonscope"), {}, tr("Version and licence"), [this] { show_text_dialog(this, tr("About Reasonscope"), about_page()); }));
}

void MainWindow::build_file_menu() {
    auto* file = menuBar()->addMenu(tr("&File"));
    file->addAction(act(tr("&New session…"), QKeySequence::New, tr("Start an empty session file"), [this] { ask_session(true); }));
    file->addAction(act(tr("&Open session…"), QKeySequence::Open, tr("Open a session file"), [this] { ask_session(false); }));
    file->addSeparator();
    file->addAction(act(tr("&Models…"), QKeySequence(Qt::CTRL | Qt::Key_M), tr("What can be loaded here, what it is and whether it fits"),
                        [this] { show_models(); }));
    file->addAction(act(tr("Use the &bundled model"), {}, tr("Go back to R1-mini"), [this] { use_model({}); }));
    file->addSeparator();
    export_action_ = act(tr("&Export report…"), QKeySequence(Qt::CTRL | Qt::Key_E),
                         tr("Write this run as HTML, PDF, Markdown, JSON, DOT or CSV"), [this] { ask_export(); });
    export_action_->setObjectName(QStringLiteral("export"));
    file->addAction(export_action_);
    file->addSeparator();
    file->addAction(act(tr("&Quit"), QKeySequence::Quit, tr("Close the window"), [this] { close(); }));
}

void MainWindow::build_edit_menu() {
    auto* edit = menuBar()->addMenu(tr("&Edit"));
    QAction* undo = undo_->createUndoAction(this, tr("Undo"));
    undo->setShortcuts(QKeySequence::Undo);
    QAction* redo = undo_->createRedoAction(this, tr("Redo"));
    redo->setShortcuts(QKeySequence::Redo);
    edit->addActions({undo, redo});
}

void MainWindow::build_view_menu() {
    auto* view = menuBar()->addMenu(tr("&View"));
    int number = 1;
    for (QDockWidget* dock : docks_) {
        QAction* toggle = dock->toggleViewAction();
        toggle->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number++)));
        view->addAction(toggle);
    }
    view->addAction(act(tr("&Reset layout"), {}, tr("Put all panels back"), [this] {
        restoreState(default_state_, 1);
        for (QDockWidget* dock : docks_) dock->show();
        default_layout();
    }));
    view->addSeparator();
    auto* themes = view->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    for (const auto& [mode, name] : {std::pair{ThemeMode::System, tr("&System")}, std::pair{ThemeMode::Light, tr("&Light")},
                                     std::pair{ThemeMode::Dark, tr("&Dark")}}) {
        QAction* choice = themes->addAction(name, this, [this, mode = mode] { set_theme(mode); });
        choice->setCheckable(true);
        choice->setChecked(theme::mode() == mode);
        choice->setData(static_cast<int>(mode));
        group->addAction(choice);
    }
    auto* tree = view->addMenu(tr("T&ree"));
    tree->addAction(tr("&Decisions"), this, [this] { tree_->choose_mode(CanvasMode::Decision); });
    tree->addAction(tr("&Provenance"), this, [this] { tree_->choose_mode(CanvasMode::Provenance); });
    tree->addAction(tr("&Chain"), this, [this] { tree_->choose_mode(CanvasMode::Chain); });
    tree->addSeparator();
    tree->addAction(tr("&Fit"), &tree_->canvas(), &TreeCanvas::fit);
    view->addSeparator();
    view->addAction(act(tr("&Larger text"), QKeySequence::ZoomIn, tr("Larger text everywhere"), [this] { zoom_text(1); }));
    view->addAction(act(tr("S&maller text"), QKeySequence::ZoomOut, tr("Smaller text everywhere"), [this] { zoom_text(-1); }));
    view->addAction(act(tr("&Usual text"), QKeySequence(Qt::CTRL | Qt::Key_0), tr("Text as delivered"), [this] { zoom_text(0); }));
}

void MainWindow::update_actions() {
    const bool running = engine_->running();
    run_action_->setEnabled(!running);
    stop_action_->setEnabled(running);
    unlock_action_->setEnabled(!running);  // the same key: never both at once
    export_action_->setEnabled(document_->run().has_value() && !document_->live());
}

void MainWindow::set_theme(ThemeMode mode) {
    theme::apply(mode);
    zoom_application_font(text_zoom_);  // apply() set the usual one
    if (options_.remember) QSettings().setValue(QStringLiteral("theme"), static_cast<int>(mode));
}

void MainWindow::zoom_text(int step) {
    const int wanted = step == 0 ? 0 : std::clamp(text_zoom_ + step, kLeastZoom, kMostZoom);
    const int by = wanted - std::exchange(text_zoom_, wanted);
    zoom_application_font(text_zoom_);
    // Labels with a font of their own do not follow the application's.
    const auto widgets = findChildren<QWidget*>();
    for (QWidget* widget : widgets) {
        if (!widget->testAttribute(Qt::WA_SetFont)) continue;
        QFont own = widget->font();
        own.setPointSizeF(own.pointSizeF() + by);
        widget->setFont(own);
    }
}

void MainWindow::ask_export() {
    auto* dialog = new QFileDialog(this, tr("Export report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Web page (*.html)"), tr("PDF (*.pdf)"), tr("Markdown (*.md)"), tr("JSON (*.json)"),
                            tr("Graphviz (*.dot)"), tr("Table of edges (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("html"));
    dialog->selectFile(tr("run %1.html").arg(document_->run()->id.value));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { export_to(file.toStdString()); });
    dialog->open();
}

void MainWindow::ask_session(bool fresh) {
    if (engine_->running()) {
        report_error(tr("Another session opens when the run is over; press Esc to stop it."));
        return;
    }
    auto* dialog = new QFileDialog(this, fresh ? tr("New session") : tr("Open session"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(fresh ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(fresh ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Sessions (*.db)"), tr("All files (*)")});
    dialog->setDefaultSuffix(QStringLiteral("db"));
    dialog->setDirectory(QString::fromStdString(sessions_folder().string()));
    if (fresh) dialog->selectFile(QString::fromStdString(new_session_file().filename().string()));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { open_session(file.toStdString()); });
    dialog->open();
}

void MainWindow::show_models() {
    if (models_) {
        models_->raise();
        models_->activateWindow();
        return;
    }
    std::vector<std::filesystem::path> added;
    const QStringList kept = options_.remember ? QSettings().value(QStringLiteral("models")).toStringList() : QStringList();
    for (const QString& path : kept) added.emplace_back(path.toStdString());
    models_ = new ModelDialog(context_, std::move(added), this);
    models_->setAttribute(Qt::WA_DeleteOnClose);
    connect(models_, &ModelDialog::load_wanted, this, &MainWindow::use_model);
    connect(models_, &ModelDialog::added_changed, this, [this] {
        if (!options_.remember) return;
        QStringList paths;
        for (const auto& path : models_->added()) paths << QString::fromStdString(path.string());
        QSettings().setValue(QStringLiteral("models"), paths);
    });
    connect(models_, &QObject::destroyed, this, [this] { models_ = nullptr; });
    models_->show();
}

}  // namespace reasonscope::ui
