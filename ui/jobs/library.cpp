#include "ui/jobs/library.h"

#include <optional>

#include "base/file.h"
#include "base/user_folders.h"
#include "pipeline/faithfulness.h"
#include "report/template.h"

namespace reasonscope::ui {

Result<RunData> read_run(const SessionReader& reader, RunId run) {
    auto summary = reader.run(run);
    if (!summary) return tl::unexpected(summary.error());
    auto tokens = reader.tokens(run, TokenPos(0), TokenPos(summary->prompt_tokens + summary->generated_tokens));
    if (!tokens) return tl::unexpected(tokens.error());
    auto steps = reader.steps(run);
    if (!steps) return tl::unexpected(steps.error());
    auto edges = reader.edges(run);
    if (!edges) return tl::unexpected(edges.error());
    return RunData{std::move(*summary), std::move(*tokens), std::move(*steps), std::move(*edges)};
}

Library::Library(QObject* parent) : QObject(parent), queue_(std::make_unique<JobQueue>(QStringLiteral("reader"))) {
    connect(queue_.get(), &JobQueue::busy_changed, this, &Library::busy_changed);
}

Library::~Library() {
    queue_->disconnect(this);
    queue_.reset();
}

void Library::open(const std::filesystem::path& file) {
    file_ = file;
    queue_->post(QStringLiteral("open"), this, [this, state = state_, file](const JobContext& job) {
        state->reader.reset();
        auto reader = SessionReader::open(file);
        if (!reader) {
            job.deliver([this, error = reader.error()] { emit failed(QString::fromStdString(error.message)); });
            return;
        }
        state->reader = std::move(*reader);
        job.deliver([this, file] { emit opened(file); });
    });
}

void Library::list_runs(const std::filesystem::path& file, QObject* context, std::function<void(Result<std::vector<RunSummary>>)> done) {
    list_session(file, context, [done = std::move(done)](Result<SessionListing> listing) {
        if (listing) done(std::move(listing->runs));
        else done(tl::unexpected(listing.error()));
    });
}

void Library::list_session(const std::filesystem::path& file, QObject* context, std::function<void(Result<SessionListing>)> done) {
    queue_->post(QStringLiteral("list ") + QString::fromStdString(file.string()), context, [file, done = std::move(done)](const JobContext& job) {
        const auto list = [&]() -> Result<SessionListing> {
            auto reader = SessionReader::open(file);
            if (!reader) return tl::unexpected(reader.error());
            auto runs = (*reader)->runs();
            if (!runs) return tl::unexpected(runs.error());
            auto branches = (*reader)->branches();
            if (!branches) return tl::unexpected(branches.error());
            auto marks = (*reader)->marks();
            if (!marks) return tl::unexpected(marks.error());
            return SessionListing{std::move(*runs), std::move(*branches), std::move(*marks)};
        };
        job.deliver([listing = list(), done] { done(listing); });
    });
}

void Library::query_sql(const std::vector<std::filesystem::path>& files, const std::string& sql, QObject* context,
                        std::function<void(Result<std::vector<SqlAnswer>>)> done) {
    queue_->cancel(QStringLiteral("sql"));
    queue_->post(QStringLiteral("sql"), context, [files, sql, done = std::move(done)](const JobContext& job) {
        Result<std::vector<SqlAnswer>> answers = std::vector<SqlAnswer>();
        for (const auto& file : files) {
            const auto reader = SessionReader::open(file);
            auto table = reader ? (*reader)->query(sql, {}, job.stop()) : Result<QueryTable>(tl::unexpected(reader.error()));
            if (!table) {
                if (!reader && files.size() > 1) continue;  // a file that went away does not spoil the others
                answers = tl::unexpected(table.error());
                break;
            }
            answers->push_back({file, std::move(*table)});
        }
        if (answers || answers.error().kind != ErrorKind::Cancelled) job.deliver([answers = std::move(answers), done] { done(answers); });
    });
}

void Library::export_report(const ReportOrder& order, PdfWriter pdf, QObject* context, std::function<void(Status)> done) {
    const auto write = [order, pdf = std::move(pdf)](const SessionReader& reader) -> Status {
        const auto format = report_format(order.file);
        if (!format) return tl::unexpected(format.error());
        std::optional<ReportTemplate> with;
        if (!order.with.empty()) {
            auto read = read_template(order.with);
            if (!read) return tl::unexpected(read.error());
            with = std::move(*read);
        }
        ReportOptions options = order.options;
        options.trust = known_trust(reader, order.run);
        const auto report = build_report(reader, order.run, options);
        if (!report) return tl::unexpected(report.error());
        if (*format == ReportFormat::Pdf) return pdf(*report, order.file);
        const auto text = write_report(*report, *format, with ? &*with : nullptr);
        if (!text) return tl::unexpected(text.error());
        return write_file(order.file, *text);
    };
    query<void>(QStringLiteral("export"), context, write, std::move(done));
}

std::filesystem::path Library::template_folder() { return data_folder() / "templates"; }

std::optional<ReportFormat> Library::template_format(const std::filesystem::path& file) {
    const auto read = read_template(file);
    return read ? std::optional(read->format) : std::nullopt;
}

std::vector<std::filesystem::path> Library::templates() { return find_templates(template_folder()); }

}  // namespace reasonscope::ui
