#pragma once
// The reading side: one thread with its own SessionReader answers the panels' questions about stored runs.

#include <QObject>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "report/report.h"
#include "store/session.h"
#include "ui/jobs/job_queue.h"

namespace reasonscope::ui {

/// A run as the window holds it.
struct RunData {
    RunSummary summary;
    std::vector<TokenRow> tokens;  // prompt and completion
    std::vector<StoredStep> steps;
    std::vector<Edge> edges;  // all methods
};
Result<RunData> read_run(const SessionReader& reader, RunId run);

/// What a session holds, as its tree shows it.
struct SessionListing {
    std::vector<RunSummary> runs;  // newest last
    std::vector<BranchRow> branches;
    std::vector<Mark> marks;
};

/// Draws a report as PDF; given by the shell, because drawing is a matter of Qt and jobs are not. Called on the reader thread.
using PdfWriter = std::function<Status(const Report&, const std::filesystem::path&)>;

class Library : public QObject {
    Q_OBJECT

public:
    explicit Library(QObject* parent = nullptr);
    ~Library() override;

    /// Questions are answered from this file from now on. opened() or failed() follows.
    void open(const std::filesystem::path& file);
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

    /// Runs `work` on the reader thread, then `done` here, unless `context` is gone or a newer question of this tag came.
    template <class T>
    void query(const QString& tag, QObject* context, std::function<Result<T>(const SessionReader&)> work,
               std::function<void(Result<T>)> done) {
        queue_->post(tag, context, [state = state_, work = std::move(work), done = std::move(done)](const JobContext& job) {
            auto answer = std::make_shared<Result<T>>(
                state->reader ? work(*state->reader) : Result<T>(bad_input("No session is open.")));
            job.deliver([answer, done] { done(std::move(*answer)); });
        });
    }

    /// The runs of any session file, without opening it for the window.
    void list_runs(const std::filesystem::path& file, QObject* context, std::function<void(Result<std::vector<RunSummary>>)> done);
    /// Runs, branches and marks of any session file, without opening it for the window.
    void list_session(const std::filesystem::path& file, QObject* context, std::function<void(Result<SessionListing>)> done);

    /// What one session file answered.
    struct SqlAnswer {
        std::filesystem::path file;
        QueryTable table;
    };
    /// Asks every file, in this order, read-only, with the default limits for each; a newer question stops an older one.
    void query_sql(const std::vector<std::filesystem::path>& files, const std::string& sql, QObject* context,
                   std::function<void(Result<std::vector<SqlAnswer>>)> done);

    /// What to write where.
    struct ReportOrder {
        RunId run;
        std::filesystem::path file;  // its extension says the format
        ReportOptions options;
        std::filesystem::path with;  // a template of that format; empty: the built-in one
    };
    void export_report(const ReportOrder& order, PdfWriter pdf, QObject* context, std::function<void(Status)> done);
    /// The person's own templates.
    static std::filesystem::path template_folder();
    static std::vector<std::filesystem::path> templates();
    static std::optional<ReportFormat> template_format(const std::filesystem::path& file);  // nothing when it can't be read

    [[nodiscard]] bool busy() const { return queue_->busy(); }

signals:
    void opened(const std::filesystem::path& file);
    void failed(const QString& sentence);
    void busy_changed(bool busy);

private:
    struct State {  // reader thread only
        std::unique_ptr<SessionReader> reader;
    };
    std::filesystem::path file_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
    std::unique_ptr<JobQueue> queue_;
};

}  // namespace reasonscope::ui
