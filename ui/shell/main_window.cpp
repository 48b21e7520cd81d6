#include "ui/shell/main_window.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QEvent>
#include <QMenuBar>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QUndoStack>
#include <QVBoxLayout>
#include <utility>

#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/common/icon.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/faithfulness/faithfulness_dialog.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/marks/mark_actions.h"
#include "ui/panels/models/model_dialog.h"
#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/search/search_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/status/status_panel.h"
#include "ui/panels/timeline/timeline_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/print/pdf_report.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/banner.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/palette/palette.h"
#include "ui/shell/preferences.h"
#include "ui/shell/run_controller.h"
#include "ui/shell/session_files.h"
#include "ui/shell/settings/settings_dialog.h"
#include "ui/shell/start/start_page.h"

namespace reasonscope::ui {
namespace {

constexpr int kLowWindow = 800;  // pixels

QString text(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

/// The model that was chosen last, if it is still there; empty: the bundled one.
std::filesystem::path last_model() {
    const std::filesystem::path last = QSettings().value(QStringLiteral("model")).toString().toStdString();
    std::error_code ignored;
    return !last.empty() && std::filesystem::exists(last, ignored) ? last : std::filesystem::path();
}

}  // namespace

MainWindow::MainWindow(std::unique_ptr<EngineBackend> backend, WindowOptions options, QWidget* parent)
    : QMainWindow(parent),
      options_(std::move(options)),
      preferences_(std::make_unique<Preferences>(options_.remember)),
      document_(std::make_unique<RunDocument>()),
      selection_(std::make_unique<Selection>()),
      library_(std::make_unique<Library>()),
      engine_(std::make_unique<Engine>(std::move(backend))),
      context_{*document_, *selection_, *library_, *engine_},
      controller_(new RunController(context_, this)),
      undo_(new QUndoStack(this)) {
    setObjectName(QStringLiteral("main"));
    setWindowIcon(application_icon());
    setDockNestingEnabled(true);
    setAcceptDrops(true);
    apply_preference(QLatin1String(pref::kTextZoom));
    build_ui();
    connect_engine();
    connect_notifier();
    connect(preferences_.get(), &Preferences::changed, this, &MainWindow::apply_preference);
    if (options_.remember) restore_layout();
}

void MainWindow::build_ui() {
    banner_ = new Banner(this);
    prompt_ = new PromptPanel(context_, this);
    tree_ = new TreePanel(context_, this);
    start_ = new StartPage(this);
    sessions_ = new SessionsPanel(context_, this);
    transcript_ = new TranscriptPanel(context_, this);
    inspector_ = new InspectorPanel(context_, this);
    timeline_ = new TimelinePanel(context_, this);
    status_ = new StatusPanel(context_, this);
    branch_ = new BranchActions(context_, *undo_, this);
    branch_->set_added_models([this] { return added_models(); });
    marks_ = new MarkActions(context_, *undo_, this);
    compare_ = new ComparePanel(context_, this);
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(banner_);
    column->addWidget(prompt_);
    middle_ = new QStackedWidget(centre);
    middle_->addWidget(tree_);
    middle_->addWidget(start_);
    column->addWidget(middle_, 1);
    setCentralWidget(centre);
    setStatusBar(status_);
    show_start_page(false);
    palette_ = new Palette(this);
    build_docks();
    build_actions();
    build_menus();
    connect_panels();
    apply_run_defaults();
    apply_preference(QLatin1String(pref::kReduceMotion));
    show_title();
    update_actions();
    fit_height();
}

void MainWindow::tear_down_ui() {
    // Panels go before the document and the selection that they follow; answers still on their way to them are dropped.
    const auto panels = findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
    for (QWidget* panel : panels) {
        if (qobject_cast<QTabBar*>(panel)) continue;  // of tabbed docks: they belong to the window's layout, which uses them again
        if (!panel->isWindow() || qobject_cast<QDockWidget*>(panel)) delete panel;
    }
    delete std::exchange(registry_, nullptr);
    delete std::exchange(branch_, nullptr);
    delete std::exchange(marks_, nullptr);
    delete std::exchange(docks_, nullptr);
}

void MainWindow::rebuild_ui() {
    const QByteArray layout = docks_->state();
    const QString question = prompt_->question();
    const bool settings_open = prompt_->settings_visible();
    const CanvasMode mode = tree_->canvas().mode();
    const bool start = middle_->currentWidget() == start_;
    const std::optional<RunComparison> comparison = compare_->comparison();
    const std::map<RunId, AnswerDistribution> answers = compare_->answers();
    tear_down_ui();
    build_ui();
    for (QWidget* part : {static_cast<QWidget*>(menuBar()), centralWidget(), static_cast<QWidget*>(statusBar())}) part->show();
    docks_->set_state(layout);
    prompt_->set_question(question);
    prompt_->set_settings_visible(settings_open);
    list_sessions();
    // The panels were made while the run was there already: they are told of it as of a new one.
    emit document_->was_reset();
    emit document_->steps_changed();
    emit document_->live_changed(document_->live());
    if (document_->run()) sessions_->show_run(document_->run()->id);
    tree_->choose_mode(mode);
    compare_->take_over(comparison, answers);
    show_start_page(start);
}

MainWindow::~MainWindow() {
    engine_->disconnect();
    library_->disconnect();
    preferences_->disconnect();
    delete models_;
    delete faithfulness_;
    delete settings_;
    tear_down_ui();
    // The engine's and the library's threads join when those two go, as members.
    delete undo_;
    delete controller_;
}

void MainWindow::build_docks() {
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    docks_ = new DockLayout(this);
    docks_->add(tr("Sessions"), QStringLiteral("sessions"), sessions_, Qt::LeftDockWidgetArea);
    docks_->add(tr("Transcript"), QStringLiteral("transcript"), transcript_, Qt::LeftDockWidgetArea);
    docks_->add(tr("Inspector"), QStringLiteral("inspector"), inspector_, Qt::RightDockWidgetArea);
    docks_->add(tr("Timeline"), QStringLiteral("timeline"), timeline_, Qt::BottomDockWidgetArea);
    tabifyDockWidget(docks_->dock(QStringLiteral("timeline")),
                     docks_->add(tr("Compare"), QStringLiteral("compare"), compare_, Qt::BottomDockWidgetArea));
    docks_->dock(QStringLiteral("timeline"))->raise();
    docks_->give_own_heights({QStringLiteral("timeline"), QStringLiteral("compare")});
    docks_->finish();
}

void MainWindow::connect_engine() {
    connect(engine_.get(), &Engine::session_opened, this, [this](const std::filesystem::path& file) { library_->open(file); });
    connect(engine_.get(), &Engine::session_failed, this, &MainWindow::report_error);
    connect(engine_.get(), &Engine::model_loaded, this, &MainWindow::update_actions);
    connect(engine_.get(), &Engine::model_unloaded, this, &MainWindow::update_actions);
    connect(engine_.get(), &Engine::model_failed, this, [this](const QString& sentence) {
        banner_->show_message(Banner::Tone::Error, sentence, {{tr("Models…"), [this] { show_models(); }}});
    });
    connect(engine_.get(), &Engine::run_started, this, [this](RunId run) {
        banner_->dismiss();
        show_start_page(false);
        sessions_->refresh_current();
        sessions_->show_run(run);
        update_actions();
    });
    connect(engine_.get(), &Engine::running_changed, this, &MainWindow::update_actions);
    connect(engine_.get(), &Engine::run_finished, this, [this](const RunOutcome& outcome) {
        if (outcome.error && !outcome.cancelled()) {
            report_error(QString::fromStdString(outcome.error->message));
        } else if (!outcome.notes.empty() && !outcome.cancelled()) {
            banner_->show_message(Banner::Tone::Warning, QString::fromStdString(outcome.notes.front()));
        }
        sessions_->refresh_current();
    });
    connect(engine_.get(), &Engine::explain_failed, this, [this](const QString& sentence) {
        if (!sentence.isEmpty()) report_error(sentence);
    });
    connect(engine_.get(), &Engine::probe_failed, this, [this](const QString& sentence) {
        if (!sentence.isEmpty()) report_error(sentence);
    });
    connect(engine_.get(), &Engine::probes_changed, this, &MainWindow::update_actions);
    connect(engine_.get(), &Engine::remove_failed, this, &MainWindow::report_error);
    connect(engine_.get(), &Engine::run_removed, this, [this](RunId) { sessions_->refresh_current(); });
    connect(engine_.get(), &Engine::runs_hidden, this, [this] { sessions_->refresh_current(); });
    connect(engine_.get(), &Engine::hide_failed, this, &MainWindow::report_error);
    connect(engine_.get(), &Engine::marks_changed, this, [this] { sessions_->refresh_current(); });
    connect(engine_.get(), &Engine::mark_failed, this, &MainWindow::report_error);
    connect(engine_.get(), &Engine::busy_changed, this, [this](bool busy) {
        if (!busy && closing_) close();
    });
    connect(library_.get(), &Library::failed, this, &MainWindow::report_error);
    connect(library_.get(), &Library::opened, this, [this](const std::filesystem::path& file) {
        undo_->clear();
        selection_->hoist(std::nullopt);
        const QString path = text(file);
        recent_.removeAll(path);
        if (options_.write) recent_.prepend(path);
        while (recent_.size() > 12) recent_.removeLast();
        list_sessions();
        show_title();
        tell_of_interrupted();
        if (const auto run = std::exchange(first_run_, std::nullopt)) {
            controller_->show_run(*run);
        } else if (!engine_->running()) {
            controller_->show_newest();
        }
    });
    connect(controller_, &RunController::failed, this, &MainWindow::report_error);
    connect(controller_, &RunController::shown, this, [this](RunId run) {
        show_start_page(false);
        sessions_->show_run(run);
        if (const auto step = std::exchange(wanted_step_, std::nullopt); step && document_->step(*step)) {
            selection_->lock(*step);
            tree_->canvas().center_on(*step);
        }
        if (!engine_->running()) prompt_->set_question(QString::fromStdString(document_->run()->start.prompt));
        update_actions();
        emit run_shown(run);
    });
    connect(controller_, &RunController::nothing_to_show, this, [this] {
        show_start_page(true);
        update_actions();
    });
}

void MainWindow::connect_panels() {
    connect_start_page();
    connect_branches();
    connect_forks();
    connect(sessions_, &SessionsPanel::run_chosen, this, [this](const std::filesystem::path& file, RunId run) {
        if (engine_->running() && document_->live() && document_->run()->id == run) return;
        if (file == library_->file()) {
            controller_->show_run(run);
        } else {
            change_session(file, run);
        }
    });
    connect(&sessions_->search(), &SearchPanel::hit_chosen, this, [this](const std::filesystem::path& file, RunId run, std::optional<StepId> step) {
        if (engine_->running()) return report_error(tr("What was found opens when the run is over; press Esc to stop it."));
        wanted_step_ = step;
        if (file == library_->file()) {
            controller_->show_run(run);
        } else {
            open_session(file, run);
        }
    });
    connect(sessions_, &SessionsPanel::delete_wanted, this, &MainWindow::delete_run);
    connect(sessions_, &SessionsPanel::bring_back_wanted, this, [this](const std::vector<RunId>& runs) { engine_->set_hidden(runs, false); });
    connect(sessions_, &SessionsPanel::new_wanted, this, [this] { ask_session(true); });
    connect(sessions_, &SessionsPanel::open_wanted, this, [this] { ask_session(false); });
}

void MainWindow::start() {
    if (options_.write && options_.load_model) open_model(options_.remember ? last_model() : std::filesystem::path());
    std::filesystem::path file = options_.session;
    if (file.empty() && options_.remember) {
        const std::filesystem::path last = QSettings().value(QStringLiteral("session")).toString().toStdString();
        if (!last.empty() && std::filesystem::exists(last)) file = last;
    }
    if (file.empty()) file = default_session_file(folder_of_sessions());
    offer_recovery(file);
    open_session(file, options_.run);
    welcome();
    prompt_->focus_question();
}

void MainWindow::open_session(const std::filesystem::path& file, std::optional<RunId> run) {
    undo_->clear();  // what was deleted goes for good
    first_run_ = run;
    if (options_.write) {
        engine_->open_session(file);  // makes it when it is new; the library reads it then
    } else {
        library_->open(file);
    }
}

void MainWindow::change_session(const std::filesystem::path& file, std::optional<RunId> run) {
    if (engine_->running()) {
        report_error(tr("Another session opens when the run is over; press Esc to stop it."));
    } else {
        open_session(file, run);
    }
}

void MainWindow::open_model(const std::filesystem::path& folder) { engine_->load_model(folder); }

void MainWindow::use_model(const std::filesystem::path& folder) {
    if (options_.remember) QSettings().setValue(QStringLiteral("model"), text(folder));
    open_model(folder);
}

void MainWindow::export_report(const Library::ReportOrder& order) {
    const QString path = text(order.file);
    library_->export_report(order, write_pdf_report, this, [this, path](const Status& done) {
        if (!done) {
            report_error(QString::fromStdString(done.error().message));
            return;
        }
        banner_->show_message(Banner::Tone::Info, tr("The report was written to %1.").arg(path), {}, 6);
        emit exported(path);
    });
}

std::filesystem::path MainWindow::folder_of_sessions() const {
    return sessions_folder(preferences_->value(QLatin1String(pref::kSessionsFolder)).toString().toStdString());
}

void MainWindow::report_error(const QString& sentence) { banner_->show_message(Banner::Tone::Error, sentence); }

void MainWindow::list_sessions() {
    const auto& current = library_->file();
    sessions_->set_files(options_.write ? known_sessions(folder_of_sessions(), recent_, current) : std::vector{current}, current);
}

void MainWindow::show_title() {
    const QString session = QString::fromStdString(library_->file().stem().string());
    setWindowTitle(session.isEmpty() ? QStringLiteral("Reasonscope") : tr("%1 – Reasonscope").arg(session));
}

void MainWindow::remember_layout() const {
    QSettings settings;
    settings.setValue(QStringLiteral("geometry"), saveGeometry());
    settings.setValue(QStringLiteral("layout"), docks_->state());
    settings.setValue(QStringLiteral("session"), text(library_->file()));
    settings.setValue(QStringLiteral("recent"), recent_);
    settings.setValue(QStringLiteral("settings_visible"), prompt_->settings_visible());
}

void MainWindow::restore_layout() {
    const QSettings settings;
    recent_ = settings.value(QStringLiteral("recent")).toStringList();
    if (!restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray())) resize(1440, 900);
    layout_restored_ = docks_->set_state(settings.value(QStringLiteral("layout")).toByteArray());
    prompt_->set_settings_visible(settings.value(QStringLiteral("settings_visible")).toBool());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    // The first close asks the engine to stop and lets the window live until it has; nothing freezes meanwhile.
    if (!closing_ && options_.remember) remember_layout();
    engine_->stop_all();
    undo_->clear();  // what was deleted goes for good
    if (engine_->busy()) {
        closing_ = true;
        banner_->show_message(Banner::Tone::Info, tr("Stopping the run and saving; the window closes in a moment."));
        event->ignore();
        return;
    }
    event->accept();
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (!std::exchange(layout_restored_, true)) docks_->share_space();  // shares of a size that is known only now
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    fit_height();
}

void MainWindow::fit_height() {
    const bool low = height() < kLowWindow;
    prompt_->set_low(low);
    tree_->canvas().set_compact(low);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) refresh_icons(this);
}

}  // namespace reasonscope::ui
