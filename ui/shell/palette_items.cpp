// What the command palette offers: actions, sessions, runs of the open session, models.

#include <QAction>

#include "ui/jobs/model_shelf.h"
#include "ui/panels/common/widgets.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette/palette.h"
#include "ui/shell/preferences.h"
#include "ui/shell/run_controller.h"
#include "ui/shell/session_files.h"

namespace reasonscope::ui {
namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

}  // namespace

void MainWindow::show_palette() {
    std::vector<PaletteItem> items;
    for (const auto& entry : registry_->entries()) {
        if (!entry.action->isEnabled() || entry.spec.id == QLatin1String("app.palette")) continue;
        items.push_back({tr("Action"), entry.name(), entry.spec.tip, entry.keys_text(), [action = entry.action] { action->trigger(); }});
    }
    for (const auto& file : known_sessions(folder_of_sessions(), recent_, library_->file())) {
        if (file == library_->file()) continue;
        items.push_back({tr("Session"), text(file.stem().string()), text(file.string()), {}, [this, file] { change_session(file); }});
    }
    palette_->open(std::move(items));

    library_->list_runs(library_->file(), palette_, [this](const Result<std::vector<RunSummary>>& runs) {
        if (!runs) return;  // the panel of the sessions says why
        std::vector<PaletteItem> found;
        for (auto run = runs->rbegin(); run != runs->rend(); ++run) {
            if (run->hidden) continue;
            found.push_back({tr("Run"), tr("%1 – %2").arg(run->id.value).arg(shown_in_line(text(run->start.prompt))), shown_in_line(text(run->answer)), {},
                             [this, id = run->id] { controller_->show_run(id); }});
        }
        palette_->add_items(std::move(found));
    });
    auto* shelf = new ModelShelf(palette_);
    connect(shelf, &ModelShelf::found, palette_, [this](const std::vector<ModelPlace>& places) {
        std::vector<PaletteItem> found;
        for (const ModelPlace& place : places) {
            found.push_back({tr("Model"), tr("Load %1").arg(text(place.name)), text(place.path.string()), {}, [this, path = place.path] { use_model(path); }});
        }
        palette_->add_items(std::move(found));
    });
    connect(shelf, &ModelShelf::finished, shelf, &QObject::deleteLater);
    std::vector<std::filesystem::path> added;
    for (const QString& path : preferences_->value(QStringLiteral("models")).toStringList()) added.emplace_back(path.toStdString());
    shelf->refresh(added);
}

}  // namespace reasonscope::ui
