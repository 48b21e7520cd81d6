#pragma once
// The window: docks, menus and what connects them. All work happens elsewhere; nothing here waits.

#include <QMainWindow>
#include <QStringList>
#include <memory>
#include <optional>

#include "ui/panels/common/context.h"
#include "ui/shell/options.h"
#include "ui/theme/theme.h"

class QAction;
class QDockWidget;
class QUndoStack;

namespace reasonscope::ui {

class Banner;
class InspectorPanel;
class ModelDialog;
class PromptPanel;
class RunController;
class SessionsPanel;
class StatusPanel;
class TimelinePanel;
class TranscriptPanel;
class TreePanel;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(std::unique_ptr<EngineBackend> backend, WindowOptions options, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens the session and, if wished, the model; both in the background. Call once, after show().
    void start();
    void open_session(const std::filesystem::path& file, std::optional<RunId> run = {});
    void open_model(const std::filesystem::path& folder);  // empty: the bundled one
    void export_to(const std::filesystem::path& file);
    void set_theme(ThemeMode mode);

    [[nodiscard]] Engine& engine() { return *engine_; }
    [[nodiscard]] Library& library() { return *library_; }
    [[nodiscard]] RunDocument& document() { return *document_; }
    [[nodiscard]] Selection& selection() { return *selection_; }
    /// Commands that Edit > Undo and Redo step through; cleared when another session opens.
    [[nodiscard]] QUndoStack& undo_stack() { return *undo_; }
    [[nodiscard]] Banner& banner() { return *banner_; }
    [[nodiscard]] PromptPanel& prompt() { return *prompt_; }
    [[nodiscard]] SessionsPanel& sessions() { return *sessions_; }
    [[nodiscard]] TreePanel& tree() { return *tree_; }
    [[nodiscard]] TranscriptPanel& transcript() { return *transcript_; }
    [[nodiscard]] InspectorPanel& inspector() { return *inspector_; }

signals:
    void run_shown(reasonscope::RunId run);
    void exported(const QString& file);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build_docks();
    void build_menus();
    void build_file_menu();
    void build_edit_menu();
    void build_view_menu();
    void connect_parts();
    QDockWidget* add_dock(const QString& title, const QString& name, QWidget* panel, Qt::DockWidgetArea area);
    QAction* act(const QString& text, const QKeySequence& keys, const QString& tip, std::function<void()> what);
    void remember_layout() const;
    void restore_layout();
    void default_layout();
    void report_error(const QString& sentence);
    void ask_export();
    void ask_session(bool fresh);
    void show_models();
    void use_model(const std::filesystem::path& folder);
    void delete_run(RunId run);
    void commit_deletion();
    void zoom_text(int step);
    void list_sessions();
    void show_title();
    void update_actions();

    WindowOptions options_;
    std::unique_ptr<RunDocument> document_;
    std::unique_ptr<Selection> selection_;
    std::unique_ptr<Library> library_;
    std::unique_ptr<Engine> engine_;
    PanelContext context_;
    RunController* controller_;
    QUndoStack* undo_;
    Banner* banner_;
    PromptPanel* prompt_;
    TreePanel* tree_;
    SessionsPanel* sessions_;
    TranscriptPanel* transcript_;
    InspectorPanel* inspector_;
    TimelinePanel* timeline_;
    StatusPanel* status_;
    std::vector<QDockWidget*> docks_;
    QAction* run_action_ = nullptr;
    QAction* stop_action_ = nullptr;
    QAction* unlock_action_ = nullptr;
    QAction* export_action_ = nullptr;
    QStringList recent_;
    ModelDialog* models_ = nullptr;  // while it is open
    std::optional<RunId> first_run_;
    std::optional<RunId> deleting_;  // hidden, still undoable
    QByteArray default_state_;
    int text_zoom_ = 0;  // points added to every font
    bool layout_restored_ = false;
    bool closing_ = false;
};

}  // namespace reasonscope::ui
