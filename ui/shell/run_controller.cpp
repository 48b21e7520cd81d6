#include "ui/shell/run_controller.h"

namespace reasonscope::ui {

RunController::RunController(const PanelContext& context, QObject* parent) : QObject(parent), context_(context) {
    connect(&context_.engine, &Engine::run_started, this, [this](RunId run, const RunStart& start) {
        wanted_.reset();
        context_.document.begin(run, start);
        context_.selection.select_run(run);
    });
    connect(&context_.engine, &Engine::tokens_arrived, &context_.document, &RunDocument::append);
    connect(&context_.engine, &Engine::steps_arrived, this, [this](const std::vector<StoredStep>& steps, const std::vector<Edge>& edges) {
        if (context_.document.live()) context_.document.set_steps(steps, edges);
    });
    connect(&context_.engine, &Engine::run_finished, this, &RunController::finish);
    connect(&context_.engine, &Engine::explained, this, [this](RunId run) {
        if (context_.document.run() && context_.document.run()->id == run) show_run(run);
    });
}

void RunController::finish(const RunOutcome& outcome) {
    const bool on_show = outcome.run && context_.document.live() && context_.document.run()->id == *outcome.run;
    if (on_show) show_run(*outcome.run);
}

void RunController::show_run(RunId run) {
    wanted_ = run;
    context_.library.query<RunData>(
        QStringLiteral("run"), this, [run](const SessionReader& reader) { return read_run(reader, run); },
        [this, run](Result<RunData> data) {
            if (wanted_ == run) receive(std::move(data));
        });
}

void RunController::show_newest() {
    context_.library.query<std::vector<RunSummary>>(
        QStringLiteral("newest"), this, [](const SessionReader& reader) { return reader.runs(); },
        [this](Result<std::vector<RunSummary>> runs) {
            if (runs) std::erase_if(*runs, [](const RunSummary& run) { return run.hidden; });
            if (!runs) {
                emit failed(QString::fromStdString(runs.error().message));
            } else if (!runs->empty()) {
                show_run(runs->back().id);
            } else if (!context_.document.live()) {
                context_.selection.select_run(std::nullopt);
                context_.document.clear();
                emit nothing_to_show();
            }
        });
}

void RunController::receive(Result<RunData> data) {
    if (!data) {
        context_.document.end_live();
        emit failed(QString::fromStdString(data.error().message));
        return;
    }
    const RunId run = data->summary.id;
    // A step that the person locked while the run was live stays locked.
    const bool same = context_.selection.run() == run;
    const auto locked = same ? context_.selection.locked_step() : std::nullopt;
    if (!same) context_.selection.select_run(run);
    context_.document.load(std::move(data->summary), std::move(data->tokens), std::move(data->steps), std::move(data->edges));
    if (!locked || context_.document.step(*locked) == nullptr) context_.selection.lock(context_.document.most_important());
    emit shown(run);
}

}  // namespace reasonscope::ui
