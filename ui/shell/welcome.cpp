// What the window does around a session: the start page, the tour, what a crash left, files dropped on it, notifications.

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>
#include <algorithm>
#include <utility>

#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/banner.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/drop.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notifier.h"
#include "ui/shell/preferences.h"
#include "ui/shell/run_controller.h"
#include "ui/shell/session_files.h"
#include "ui/shell/start/start_page.h"
#include "ui/shell/tour/tour.h"

namespace reasonscope::ui {
namespace {

constexpr int kTourDelay = 800;  // the window has settled by then

QString text(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

std::vector<std::filesystem::path> local_files(const QMimeData* data) {
    std::vector<std::filesystem::path> files;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile()) files.emplace_back(url.toLocalFile().toStdString());
    }
    return files;
}

}  // namespace

void MainWindow::connect_start_page() {
    connect(start_, &StartPage::question_chosen, this, [this](const QString& question) {
        prompt_->set_question(question);
        prompt_->run();
    });
    connect(start_, &StartPage::session_chosen, this, [this](const std::filesystem::path& file) { change_session(file); });
    connect(start_, &StartPage::models_wanted, this, &MainWindow::show_models);
    connect(start_, &StartPage::open_wanted, this, [this] { ask_session(false); });
    connect(start_, &StartPage::tour_wanted, this, &MainWindow::show_tour);
}

void MainWindow::show_start_page(bool shown) {
    shown = shown && options_.write;
    middle_->setCurrentWidget(shown ? static_cast<QWidget*>(start_) : tree_);
    prompt_->set_samples_visible(!shown);
    if (!shown) return;
    std::vector<std::filesystem::path> files;
    for (const auto& file : known_sessions(folder_of_sessions(), recent_, library_->file())) {
        if (file != library_->file()) files.push_back(file);
    }
    // The person's own order of use first, then the newest of the folder.
    const auto key = [this](const std::filesystem::path& file) {
        const qsizetype at = recent_.indexOf(text(file));
        std::error_code gone;
        return std::pair(at < 0 ? recent_.size() : at, -std::filesystem::last_write_time(file, gone).time_since_epoch().count());
    };
    std::sort(files.begin(), files.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    start_->set_recent(files);
}

void MainWindow::show_tour() {
    if (findChild<Tour*>() != nullptr) return;
    docks_->restore();
    QWidget* centre = middle_->currentWidget();
    auto* tour = new Tour({{prompt_, tr("Ask"), tr("Type a question and press Ctrl+Enter. Esc stops a run at any moment; what was said is kept.")},
                           {centre, tr("Watch it think"), tr("Each sentence becomes a card while the model writes. Afterwards the tree shows what the answer rests on; click a card to follow it.")},
                           {transcript_, tr("Read every word"), tr("Words are tinted where the model was unsure. Hover one to see what else it could have said; T changes the tint.")},
                           {inspector_, tr("Ask why"), tr("For the step you clicked: what it rests on and how that was measured, where each head looked, which experts worked.")},
                           {sessions_, tr("Keep and find"), tr("Every run is kept by itself. Search all of them by word, class of step or uncertainty; %1 finds everything else.")
                                                                .arg(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText))}},
                          this);
    connect(tour, &Tour::ended, this, [this] {
        preferences_->set(QLatin1String(pref::kTourSeen), true);
        prompt_->focus_question();
    });
    tour->start();
}

void MainWindow::welcome() {
    if (!options_.remember || preferences_->value(QLatin1String(pref::kTourSeen), false).toBool()) return;
    QTimer::singleShot(kTourDelay, this, &MainWindow::show_tour);
}

void MainWindow::offer_recovery(const std::filesystem::path& opening) {
    if (!options_.write) return;
    crashed_ = writer_died(opening);  // the next writer clears the trace, so it is asked before
    for (const auto& file : known_sessions(folder_of_sessions(), recent_, opening)) {
        if (file == opening || !writer_died(file)) continue;
        banner_->show_message(Banner::Tone::Warning, tr("The session “%1” was not closed properly. What its runs wrote is kept.").arg(text(file.stem())),
                              {{tr("Open it"), [this, file] { change_session(file); }}});
        return;
    }
}

void MainWindow::tell_of_interrupted() {
    if (!std::exchange(crashed_, false)) return;
    library_->list_runs(library_->file(), this, [this](const Result<std::vector<RunSummary>>& runs) {
        if (!runs) return;
        const auto run = std::find_if(runs->rbegin(), runs->rend(), [](const RunSummary& r) { return r.state == RunState::Interrupted; });
        if (run == runs->rend()) return;
        banner_->show_message(Banner::Tone::Warning, tr("Reasonscope ended in the middle of run %1 last time. The %2 tokens that it had written are kept.")
                                                         .arg(run->id.value).arg(run->generated_tokens),
                              {{tr("Show the run"), [this, id = run->id] { controller_->show_run(id); }},
                               {tr("Ask again"), [this, question = QString::fromStdString(run->start.prompt)] {
                                    prompt_->set_question(question);
                                    prompt_->run();
                                }}});
    });
}

void MainWindow::connect_notifier() {
    notifier_ = new Notifier(this);
    connect(engine_.get(), &Engine::busy_changed, notifier_, [this](bool busy) {
        if (busy) notifier_->job_began();
    });
    connect(engine_.get(), &Engine::run_finished, notifier_, [this](const RunOutcome& outcome) {
        if (outcome.cancelled()) return;
        notifier_->job_ended(outcome.error ? tr("The run failed") : tr("The run is over"),
                             QString::fromStdString(outcome.error ? outcome.error->message : outcome.answer));
    });
    connect(engine_.get(), &Engine::explained, notifier_,
            [this](RunId run) { notifier_->job_ended(tr("The explanation is ready"), tr("Run %1").arg(run.value)); });
    connect(engine_.get(), &Engine::fidelity_checked, notifier_,
            [this] { notifier_->job_ended(tr("The model was checked"), tr("The model library shows how true its numbers are.")); });
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!options_.write || local_files(event->mimeData()).empty()) return;
    event->acceptProposedAction();
    const Theme& t = theme::current();
    auto* sheet = new QLabel(tr("Drop a model folder, a GGUF file or a session to open it"), this);
    sheet->setObjectName(QStringLiteral("drop_sheet"));
    sheet->setAlignment(Qt::AlignCenter);
    sheet->setFont(theme::font(TextRole::Heading));
    sheet->setAttribute(Qt::WA_TransparentForMouseEvents);
    sheet->setStyleSheet(QStringLiteral("background: %1; color: %2; border: 3px dashed %2; border-radius: 12px;").arg(t.selected.name(), t.accent.name()));
    sheet->setGeometry(rect().adjusted(space::xl, space::xl, -space::xl, -space::xl));
    sheet->show();
    drop_sheet_ = sheet;
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { delete drop_sheet_; }

void MainWindow::dropEvent(QDropEvent* event) {
    delete drop_sheet_;
    event->acceptProposedAction();
    for (const auto& file : local_files(event->mimeData())) {
        const auto kind = kind_of_drop(file);
        if (!kind) {
            report_error(QString::fromStdString(kind.error().message));
        } else if (*kind == DropKind::Session) {
            change_session(file);
        } else {
            use_model(file);
        }
    }
}

}  // namespace reasonscope::ui
