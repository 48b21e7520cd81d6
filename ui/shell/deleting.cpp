// Deleting a run, so that Edit > Undo brings it back: it is hidden at once and goes for good when the command is forgotten.

#include <QUndoCommand>
#include <QUndoStack>

#include "ui/panels/sessions/sessions_panel.h"
#include "ui/shell/banner.h"
#include "ui/shell/main_window.h"
#include "ui/shell/run_controller.h"

namespace reasonscope::ui {
namespace {

constexpr int kUndoSeconds = 8;  // of the banner; the undo itself stays

class DeleteRun : public QUndoCommand {
public:
    DeleteRun(Engine& engine, RunId run, std::function<void(bool)> show) : engine_(engine), run_(run), show_(std::move(show)) {
        setText(MainWindow::tr("Delete run %1").arg(run.value));
    }
    ~DeleteRun() override {
        if (deleted_) engine_.remove_run(run_);
    }
    void redo() override { set(true); }
    void undo() override { set(false); }

private:
    void set(bool deleted) {
        deleted_ = deleted;
        engine_.set_hidden({run_}, deleted);
        show_(deleted);
    }
    Engine& engine_;
    RunId run_;
    std::function<void(bool)> show_;
    bool deleted_ = false;
};

}  // namespace

void MainWindow::delete_run(RunId run) {
    undo_->push(new DeleteRun(*engine_, run, [this, run](bool deleted) { set_deleted(run, deleted); }));
    banner_->show_message(Banner::Tone::Info, tr("Run %1 was deleted.").arg(run.value), {{tr("Undo"), [this] { undo_->undo(); }}}, kUndoSeconds);
}

void MainWindow::set_deleted(RunId run, bool deleted) {
    sessions_->set_deleted(run, deleted);
    if (!deleted) return controller_->show_run(run);
    if (!document_->run() || document_->run()->id != run) return;
    selection_->select_run(std::nullopt);
    document_->clear();
    update_actions();
}

}  // namespace reasonscope::ui
