#pragma once
// The window's handle on the engine thread: requests in, signals out on the window's thread, never blocking.

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "ui/jobs/backend.h"
#include "ui/jobs/job_queue.h"

namespace reasonscope::ui {

/// How a run ended. `run` is unset when it failed before anything was stored.
struct RunOutcome {
    std::optional<RunId> run;
    std::string answer;
    Generation generation;
    std::vector<std::string> notes;  // sentences: what was left out and why
    std::optional<Error> error;
    [[nodiscard]] bool cancelled() const {
        return error ? error->kind == ErrorKind::Cancelled : generation.reason == StopReason::Cancelled;
    }
};

/// A probe that was asked for.
struct ProbeTask {
    RunId run;
    ProbeRequest request;
    int serial = 0;        // tells it from an older one of the same name
    bool stopping = false;  // it was told to stop and has not ended yet
};

/// How a stored run was sampled, its seed included.
GenerateSettings settings_of(const RunStart& start);

/// Requests carry their settings as values. What the engine thread produces waits in a mailbox that is emptied about 30
/// times a second, so that a fast model never floods the window. Destruction stops the running job and joins.
class Engine : public QObject {
    Q_OBJECT

public:
    explicit Engine(std::unique_ptr<EngineBackend> backend, QObject* parent = nullptr);
    ~Engine() override;

    void load_model(const std::filesystem::path& folder, std::optional<DType> dtype = {});  // empty: the bundled one; no dtype: the device's
    void stop_loading();  // what was loaded before stays
    void unload_model();
    void check_fidelity(const std::filesystem::path& folder);  // empty: the bundled one; cancelled by stop()
    void measure_faithfulness(std::uint64_t seed, int count);  // of the loaded model; cancelled by stop()
    void open_session(const std::filesystem::path& file);
    void ask(const AskRequest& request);
    void branch(const BranchRequest& request, int count = 1);  // so many after each other, each a run of its own
    /// By this model in this precision, which is loaded first where another one is loaded, and stays. Nothing is written when it fails.
    void branch_with(const std::filesystem::path& folder, std::optional<DType> dtype, const BranchRequest& request);
    void resample(const std::vector<RunId>& runs, TokenPos from, int samples);
    void set_hidden(const std::vector<RunId>& runs, bool hidden);
    void set_mark(const Mark& mark);  // its id is the caller's
    void remove_mark(std::int64_t id);
    void explain(RunId run, std::optional<StepId> step, const std::string& method);
    void knock_out(RunId run, const Knockout& knockout);
    void stop_knock_out();  // it alone
    /// One at a time of each name runs; of those that wait a newer one replaces an older.
    void probe(RunId run, const std::string& name, const ProbeRequest& request);
    void stop_probe(const std::string& name);  // it alone
    void lens(RunId run, TokenPos first, TokenPos last);  // a newer request replaces one that waits
    void head_rows(RunId run, LayerId layer, HeadId head, TokenPos first, TokenPos last);  // a newer request replaces one that waits
    void remove_run(RunId run);
    void stop();      // the run or explanation in progress, and those that wait
    void stop_all();  // everything, before closing

    [[nodiscard]] bool busy() const { return queue_->busy(); }
    [[nodiscard]] bool running() const { return running_; }  // from ask() until run_finished()
    [[nodiscard]] const std::optional<ModelInfo>& model() const { return model_; }
    /// The probe of this name that was asked for last, while it waits or runs; null when there is none.
    [[nodiscard]] const ProbeTask* probing(const std::string& name) const;
    [[nodiscard]] bool probing() const { return !probes_.empty(); }  // any

signals:
    void busy_changed(bool busy);
    void running_changed(bool running);
    void progress(const reasonscope::Progress& progress);

    void model_loading(const QString& name);
    void model_loaded(const reasonscope::ui::ModelInfo& model);
    void model_failed(const QString& sentence);
    void model_load_cancelled();
    void model_unloaded();
    void fidelity_checked(const std::filesystem::path& folder, const reasonscope::Fidelity& fidelity);
    void fidelity_failed(const QString& sentence);  // empty when it was cancelled
    void faithfulness_measured(const reasonscope::FaithfulnessResult& result);
    void faithfulness_failed(const QString& sentence);  // empty when it was cancelled
    void session_opened(const std::filesystem::path& file);
    void session_failed(const QString& sentence);

    void run_started(reasonscope::RunId run, const reasonscope::RunStart& start);
    void tokens_arrived(const std::vector<reasonscope::TokenRow>& tokens);
    void steps_arrived(const std::vector<reasonscope::StoredStep>& steps, const std::vector<reasonscope::Edge>& edges);
    void run_finished(const reasonscope::ui::RunOutcome& outcome);

    void explained(reasonscope::RunId run, const QString& method);
    void explain_failed(const QString& sentence);  // empty when it was cancelled
    void knocked_out(reasonscope::RunId run, const reasonscope::KnockoutRecord& record);
    void knock_out_failed(const QString& sentence);  // empty when it was cancelled
    void probed(reasonscope::RunId run, const QString& name);
    void probe_failed(const QString& sentence);  // empty when it was cancelled
    void probe_partial(reasonscope::RunId run, const QString& name, const std::string& json);  // what is known so far; the newest only
    void probe_progress(const QString& name, const reasonscope::Progress& progress);
    void probes_changed();  // one began to wait, or ended; after probed() or probe_failed()
    void lens_read(reasonscope::RunId run, reasonscope::TokenPos first, const reasonscope::LensReading& reading);
    void lens_failed(reasonscope::RunId run, const QString& sentence);  // empty when it was cancelled
    void head_rows_read(reasonscope::RunId run, const reasonscope::HeadRows& rows);
    void head_rows_failed(reasonscope::RunId run, const QString& sentence);  // empty when it was cancelled
    void run_removed(reasonscope::RunId run);
    void runs_hidden();
    void hide_failed(const QString& sentence);
    void marks_changed();
    void mark_failed(const QString& sentence);
    void resampled(reasonscope::RunId run, const reasonscope::AnswerDistribution& answers);
    void resample_failed(const QString& sentence);  // empty when it was cancelled
    void remove_failed(const QString& sentence);

private:
    /// Filled on the engine thread, emptied on the window's.
    struct Mailbox {
        std::mutex mutex;
        std::optional<std::pair<RunId, RunStart>> started;
        std::vector<TokenRow> tokens;
        std::optional<std::pair<std::vector<StoredStep>, std::vector<Edge>>> steps;  // the newest only
        std::optional<Progress> progress;
        struct Partial {
            RunId run;
            std::string json;
        };
        std::map<std::string, Partial> partials;  // by probe
        std::map<std::string, Progress> probe_progress;
    };
    void run_job(std::function<Result<AskResult>(const AskEvents&, std::stop_token)> work);
    void change_marks(const QString& tag, std::function<Status()> work);
    /// A run's start empties every view: InTurns leaves its first words for the next call, so that no frame paints both.
    enum class Mail : std::uint8_t { All, InTurns };
    void empty_mailbox(Mail mail = Mail::All);
    void end_probe(const std::string& name, int serial, RunId run, const Status& done);
    void set_running(bool running);
    ProgressFn progress_into_mailbox() const;
    AskEvents events_into_mailbox() const;

    std::shared_ptr<EngineBackend> backend_;
    std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();
    std::optional<ModelInfo> model_;
    std::map<std::string, ProbeTask> probes_;  // by name, those that wait or run
    int probe_serial_ = 0;
    std::optional<BranchRequest> after_loading_;
    bool running_ = false;
    QTimer timer_;
    std::unique_ptr<JobQueue> queue_;  // last: joins first
};

}  // namespace reasonscope::ui
