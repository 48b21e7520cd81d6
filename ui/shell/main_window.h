#pragma once
// The window: docks, menus and what connects them. All work happens elsewhere; nothing here waits.

#include <QMainWindow>
#include <QPointer>
#include <QStringList>
#include <memory>
#include <optional>

#include "ui/jobs/library.h"
#include "ui/panels/common/context.h"
#include "ui/shell/options.h"
#include "ui/theme/theme.h"

class QDockWidget;
class QStackedWidget;
class QUndoStack;

namespace reasonscope::ui {

class ActionRegistry;
class Banner;
class BranchActions;
class ComparePanel;
class DockLayout;
class FaithfulnessDialog;
class InspectorPanel;
class MarkActions;
class ModelDialog;
class Notifier;
class Palette;
class Preferences;
class PromptPanel;
class RunController;
class SessionsPanel;
class SettingsDialog;
class StartPage;
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
    void export_report(const Library::ReportOrder& order);  // the format by the file's extension
    void set_theme(ThemeMode mode);
    void show_settings();
    void show_palette();
    void show_tour();

    [[nodiscard]] Engine& engine() { return *engine_; }
    [[nodiscard]] Library& library() { return *library_; }
    [[nodiscard]] RunDocument& document() { return *document_; }
    [[nodiscard]] Selection& selection() { return *selection_; }
    /// Commands that Edit > Undo and Redo step through; cleared when another session opens.
    [[nodiscard]] QUndoStack& undo_stack() { return *undo_; }
    [[nodiscard]] ActionRegistry& actions() { return *registry_; }
    [[nodiscard]] Preferences& preferences() { return *preferences_; }
    [[nodiscard]] DockLayout& layout_of_docks() { return *docks_; }
    [[nodiscard]] Banner& banner() { return *banner_; }
    [[nodiscard]] PromptPanel& prompt() { return *prompt_; }
    [[nodiscard]] SessionsPanel& sessions() { return *sessions_; }
    [[nodiscard]] TreePanel& tree() { return *tree_; }
    [[nodiscard]] TranscriptPanel& transcript() { return *transcript_; }
    [[nodiscard]] StartPage& start_page() { return *start_; }
    [[nodiscard]] Notifier& notifier() { return *notifier_; }
    [[nodiscard]] InspectorPanel& inspector() { return *inspector_; }
    [[nodiscard]] BranchActions& branch() { return *branch_; }
    [[nodiscard]] MarkActions& marks() { return *marks_; }
    [[nodiscard]] ComparePanel& comparison() { return *compare_; }

signals:
    void run_shown(reasonscope::RunId run);
    void exported(const QString& file);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build_ui();
    void build_docks();
    void build_actions();
    void add_file_actions();
    void add_edit_actions();
    void add_view_actions();
    void add_run_actions();
    void add_branch_actions();
    void add_panel_actions();
    void add_probe_actions();
    void add_tool_actions();
    void add_help_actions();
    void build_menus();
    void connect_engine();   // once
    void connect_panels();   // whenever the panels were built
    void connect_start_page();
    void connect_branches();
    void connect_forks();
    void connect_notifier();
    void fit_height();  // a low window leaves its room to the tree
    void show_start_page(bool shown);
    void welcome();  // the tour, the first time
    void offer_recovery(const std::filesystem::path& opening);
    void tell_of_interrupted();
    void rebuild_ui();       // in another language: everything that is visible is made anew around the same run
    void tear_down_ui();
    void apply_preference(const QString& key);
    void apply_text_zoom();
    void apply_run_defaults();
    void remember_layout() const;
    void restore_layout();
    void report_error(const QString& sentence);
    void change_session(const std::filesystem::path& file, std::optional<RunId> run = {});  // unless a run goes on
    void ask_export();
    void ask_session(bool fresh);
    void show_models();
    [[nodiscard]] std::vector<std::filesystem::path> added_models() const;  // on the person's own list
    void show_keys();
    void show_about();
    void show_faithfulness();
    void show_inspector(QWidget* tab);
    void use_model(const std::filesystem::path& folder);
    void delete_run(RunId run);
    void set_deleted(RunId run, bool deleted);  // as the list and the panels show it
    void zoom_text(int step);
    void list_sessions();
    void show_title();
    void update_actions();
    void update_probe_actions();
    [[nodiscard]] std::filesystem::path folder_of_sessions() const;

    WindowOptions options_;
    std::unique_ptr<Preferences> preferences_;
    std::unique_ptr<RunDocument> document_;
    std::unique_ptr<Selection> selection_;
    std::unique_ptr<Library> library_;
    std::unique_ptr<Engine> engine_;
    PanelContext context_;
    RunController* controller_;
    QUndoStack* undo_;
    ActionRegistry* registry_ = nullptr;
    DockLayout* docks_ = nullptr;
    Palette* palette_ = nullptr;
    StartPage* start_ = nullptr;
    QStackedWidget* middle_ = nullptr;  // the tree, or the start page
    Notifier* notifier_ = nullptr;
    QPointer<QWidget> drop_sheet_;  // while files are dragged over the window
    Banner* banner_ = nullptr;
    PromptPanel* prompt_ = nullptr;
    TreePanel* tree_ = nullptr;
    SessionsPanel* sessions_ = nullptr;
    TranscriptPanel* transcript_ = nullptr;
    InspectorPanel* inspector_ = nullptr;
    TimelinePanel* timeline_ = nullptr;
    StatusPanel* status_ = nullptr;
    BranchActions* branch_ = nullptr;
    MarkActions* marks_ = nullptr;
    ComparePanel* compare_ = nullptr;
    QStringList recent_;
    ModelDialog* models_ = nullptr;      // while it is open
    SettingsDialog* settings_ = nullptr;  // while it is open
    FaithfulnessDialog* faithfulness_ = nullptr;  // while it is open
    std::optional<RunId> first_run_;
    std::optional<StepId> wanted_step_;  // of the run that is being loaded
    double text_zoom_ = 0;  // points added to every font by now
    bool crashed_ = false;  // the writer of the session that is being opened had died
    bool layout_restored_ = false;
    bool closing_ = false;
};

}  // namespace reasonscope::ui
