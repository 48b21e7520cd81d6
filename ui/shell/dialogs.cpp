// The window's dialogs. They never block: they open beside the running event loop.

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/faithfulness/faithfulness_dialog.h"
#include "ui/panels/models/model_dialog.h"
#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/prompt/settings_bar.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/actions/key_list.h"
#include "ui/shell/export/export_dialog.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/shell/preferences.h"
#include "ui/shell/session_files.h"
#include "ui/shell/settings/settings_dialog.h"

namespace reasonscope::ui {
namespace {

constexpr int kLeastZoom = -3, kMostZoom = 8;  // points added to every font

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

void MainWindow::show_keys() { show_text_dialog(this, tr("Keyboard shortcuts"), key_list(*registry_)); }
void MainWindow::show_about() { show_text_dialog(this, tr("About Reasonscope"), about_page()); }

void MainWindow::show_settings() {
    if (settings_) {
        settings_->raise();
        settings_->activateWindow();
        return;
    }
    settings_ = new SettingsDialog(*preferences_, *registry_, this);
    settings_->setAttribute(Qt::WA_DeleteOnClose);
    connect(settings_, &QObject::destroyed, this, [this, gone = settings_] {
        if (settings_ == gone) settings_ = nullptr;
    });
    settings_->show();
}

void MainWindow::apply_preference(const QString& key) {
    if (key == QLatin1String(pref::kTheme)) {
        set_theme(static_cast<ThemeMode>(preferences_->value(key, static_cast<int>(ThemeMode::System)).toInt()));
    } else if (key == QLatin1String(pref::kTextZoom)) {
        apply_text_zoom();
    } else if (key == QLatin1String(pref::kReduceMotion)) {
        // A desktop without animations wants none here either.
        const bool desktop_is_still = style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0;
        theme::set_reduced_motion(preferences_->value(key, desktop_is_still).toBool());
        tree_->canvas().set_animated(!theme::reduced_motion());
        registry_->action(QStringLiteral("view.reduce_motion"))->setChecked(theme::reduced_motion());
    } else if (key == QLatin1String(pref::kLanguage)) {
        // The box that was changed is about to be built anew itself.
        QTimer::singleShot(0, this, [this] {
            install_language(preferences_->value(QLatin1String(pref::kLanguage), QString()).toString());
            const bool open = settings_ != nullptr, models = models_ != nullptr, faithfulness = faithfulness_ != nullptr;
            const SettingsPage page = open ? settings_->page() : SettingsPage::Appearance;
            const QPoint at = open ? settings_->pos() : QPoint();
            delete std::exchange(settings_, nullptr);
            delete std::exchange(models_, nullptr);
            delete std::exchange(faithfulness_, nullptr);
            rebuild_ui();
            if (models) show_models();
            if (faithfulness) show_faithfulness();
            if (!open) return;
            show_settings();
            settings_->move(at);
            settings_->show_page(page);
        });
    } else if (key.startsWith(QLatin1String("sampling/"))) {
        apply_run_defaults();
    } else if (key == QLatin1String(pref::kSessionsFolder)) {
        list_sessions();
    }
}

void MainWindow::set_theme(ThemeMode mode) {
    preferences_->set(QLatin1String(pref::kTheme), static_cast<int>(mode));
    theme::apply(mode);
    for (const auto& [id, of] : {std::pair{"theme.system", ThemeMode::System}, std::pair{"theme.light", ThemeMode::Light}, std::pair{"theme.dark", ThemeMode::Dark}}) {
        if (mode == of) registry_->action(QLatin1String(id))->setChecked(true);
    }
}

void MainWindow::zoom_text(int step) {
    const int now = preferences_->value(QLatin1String(pref::kTextZoom), 0).toInt();
    preferences_->set(QLatin1String(pref::kTextZoom), step == 0 ? 0 : std::clamp(now + step, kLeastZoom, kMostZoom));
}

void MainWindow::apply_text_zoom() {
    const double wanted = preferences_->value(QLatin1String(pref::kTextZoom), 0).toInt();
    const double by = wanted - std::exchange(text_zoom_, wanted);
    theme::set_text_zoom(wanted);
    if (by == 0) return;
    // Labels with a font of their own do not follow the application's.
    const auto widgets = findChildren<QWidget*>();
    for (QWidget* widget : widgets) {
        if (!widget->testAttribute(Qt::WA_SetFont)) continue;
        QFont own = widget->font();
        own.setPointSizeF(own.pointSizeF() + by);
        widget->setFont(own);
    }
}

void MainWindow::apply_run_defaults() {
    std::optional<GenerateSettings> own;
    if (preferences_->value(QLatin1String(pref::kOwnSampling), false).toBool()) {
        own.emplace();
        own->sampler.temperature = preferences_->value(QLatin1String(pref::kTemperature), 0.6).toFloat();
        own->sampler.top_p = preferences_->value(QLatin1String(pref::kTopP), 0.95).toFloat();
        own->max_tokens = preferences_->value(QLatin1String(pref::kMaxTokens), own->max_tokens).toInt();
        own->trace = static_cast<TraceLevel>(preferences_->value(QLatin1String(pref::kTrace), static_cast<int>(TraceLevel::Full)).toInt());
    }
    prompt_->settings_bar().set_preferred(own);
}

void MainWindow::ask_export() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto* dialog = new ExportDialog(document_->run()->id, folder, tr("run %1").arg(document_->run()->id.value), Library::templates(), *preferences_, this);
    connect(dialog, &ExportDialog::export_wanted, this, &MainWindow::export_report);
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
    dialog->setDirectory(QString::fromStdString(folder_of_sessions().string()));
    if (fresh) dialog->selectFile(QString::fromStdString(new_session_file(folder_of_sessions()).filename().string()));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { open_session(file.toStdString()); });
    dialog->open();
}

std::vector<std::filesystem::path> MainWindow::added_models() const {
    std::vector<std::filesystem::path> added;
    const QStringList kept = options_.remember ? QSettings().value(QStringLiteral("models")).toStringList() : QStringList();
    for (const QString& path : kept) added.emplace_back(path.toStdString());
    return added;
}

void MainWindow::show_models() {
    if (models_) {
        models_->raise();
        models_->activateWindow();
        return;
    }
    models_ = new ModelDialog(context_, added_models(), this);
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

void MainWindow::show_faithfulness() {
    if (faithfulness_) {
        faithfulness_->raise();
        faithfulness_->activateWindow();
        return;
    }
    faithfulness_ = new FaithfulnessDialog(context_, this);
    faithfulness_->setAttribute(Qt::WA_DeleteOnClose);
    connect(faithfulness_, &QObject::destroyed, this, [this] { faithfulness_ = nullptr; });
    faithfulness_->show();
}

}  // namespace reasonscope::ui
