#include "ui/jobs/engine.h"

#include <utility>

#include "pipeline/run_record.h"

namespace reasonscope::ui {
namespace {

constexpr int kMailboxMilliseconds = 33;

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
QString probe_tag(const std::string& name) { return QStringLiteral("probe ") + text(name); }

}  // namespace

Engine::Engine(std::unique_ptr<EngineBackend> backend, QObject* parent)
    : QObject(parent), backend_(std::move(backend)), queue_(std::make_unique<JobQueue>(QStringLiteral("engine"))) {
    timer_.setInterval(kMailboxMilliseconds);
    connect(&timer_, &QTimer::timeout, this, [this] { empty_mailbox(Mail::InTurns); });
    connect(queue_.get(), &JobQueue::busy_changed, this, [this](bool busy) {
        if (busy) {
            timer_.start();
        } else {
            timer_.stop();
            empty_mailbox();
        }
        emit busy_changed(busy);
    });
}

GenerateSettings settings_of(const RunStart& start) {
    GenerateSettings settings = parse_settings(start.settings_json);
    settings.sampler.seed = start.seed;
    return settings;
}

Engine::~Engine() {
    queue_->disconnect(this);
    queue_.reset();
}

void Engine::load_model(const std::filesystem::path& folder, std::optional<DType> dtype) {
    after_loading_.reset();
    emit model_loading(text(folder.filename().string()));
    queue_->cancel(QStringLiteral("model"));
    queue_->post(QStringLiteral("model"), this, [this, folder, dtype, progress = progress_into_mailbox()](const JobContext& job) {
        auto loaded = backend_->load_model(folder, dtype, progress, job.stop());
        job.deliver([this, loaded = std::move(loaded)] {
            empty_mailbox();
            if (loaded) {
                model_ = *loaded;
                emit model_loaded(*model_);
                if (const auto next = std::exchange(after_loading_, std::nullopt); next && !running_) branch(*next);
            } else if (loaded.error().kind != ErrorKind::Cancelled) {
                after_loading_.reset();
                emit model_failed(text(loaded.error().message));
            } else if (!queue_->has(QStringLiteral("model"))) {
                emit model_load_cancelled();
            }
        });
    });
}

void Engine::stop_loading() {
    const bool had = queue_->has(QStringLiteral("model"));
    queue_->cancel(QStringLiteral("model"));
    if (had && !queue_->has(QStringLiteral("model"))) emit model_load_cancelled();  // it never left the queue
}

void Engine::unload_model() {
    queue_->post(QStringLiteral("model"), this, [this](const JobContext& job) {
        backend_->unload_model();
        job.deliver([this] {
            model_.reset();
            emit model_unloaded();
        });
    });
}

void Engine::check_fidelity(const std::filesystem::path& folder) {
    queue_->post(QStringLiteral("fidelity"), this, [this, folder, progress = progress_into_mailbox()](const JobContext& job) {
        const auto checked = backend_->check_fidelity(folder, progress, job.stop());
        job.deliver([this, folder, checked] {
            empty_mailbox();
            if (checked) {
                emit fidelity_checked(folder, *checked);
            } else {
                emit fidelity_failed(checked.error().kind == ErrorKind::Cancelled ? QString() : text(checked.error().message));
            }
        });
    });
}

void Engine::measure_faithfulness(std::uint64_t seed, int count) {
    queue_->post(QStringLiteral("faithfulness"), this, [this, seed, count, progress = progress_into_mailbox()](const JobContext& job) {
        auto measured = backend_->measure_faithfulness(seed, count, progress, job.stop());
        job.deliver([this, measured = std::move(measured)] {
            empty_mailbox();
            if (measured) {
                emit faithfulness_measured(*measured);
            } else {
                emit faithfulness_failed(measured.error().kind == ErrorKind::Cancelled ? QString() : text(measured.error().message));
            }
        });
    });
}

void Engine::open_session(const std::filesystem::path& file) {
    queue_->post(QStringLiteral("session"), this, [this, file](const JobContext& job) {
        const Status opened = backend_->open_session(file);
        job.deliver([this, file, opened] {
            if (opened) {
                emit session_opened(file);
            } else {
                emit session_failed(text(opened.error().message));
            }
        });
    });
}

void Engine::ask(const AskRequest& request) {
    run_job([this, request](const AskEvents& events, std::stop_token stop) { return backend_->ask(request, events, std::move(stop)); });
}

void Engine::branch(const BranchRequest& request, int count) {
    run_job([this, request, count](const AskEvents& events, std::stop_token stop) -> Result<AskResult> {
        BranchRequest next = request;
        for (int i = 0;; ++i) {
            auto made = backend_->branch(next, events, stop);
            if (!made) return tl::unexpected(made.error());
            if (i + 1 >= count || made->run.generation.reason == StopReason::Cancelled) return std::move(made->run);
            if (next.seed) ++*next.seed;
        }
    });
}

void Engine::run_job(std::function<Result<AskResult>(const AskEvents&, std::stop_token)> work) {
    set_running(true);
    queue_->post(QStringLiteral("run"), this, [this, work = std::move(work), events = events_into_mailbox()](const JobContext& job) {
        RunOutcome outcome;
        AskEvents watched = events;
        watched.on_start = [&](RunId run, const RunStart& start) {
            outcome.run = run;
            events.on_start(run, start);
        };
        auto asked = work(watched, job.stop());
        if (asked) {
            outcome.run = asked->run;
            outcome.answer = std::move(asked->answer);
            outcome.generation = std::move(asked->generation);
            outcome.notes = std::move(asked->notes);
        } else {
            outcome.error = std::move(asked.error());
        }
        job.deliver([this, outcome = std::move(outcome)] {
            empty_mailbox();
            set_running(false);
            emit run_finished(outcome);
        });
    });
}

void Engine::branch_with(const std::filesystem::path& folder, std::optional<DType> dtype, const BranchRequest& request) {
    const bool there = model_ && model_->folder == folder && (!dtype || name(*dtype) == model_->dtype);
    if (there) return branch(request);
    load_model(folder, dtype);
    after_loading_ = request;
}

void Engine::resample(const std::vector<RunId>& runs, TokenPos from, int samples) {
    queue_->post(QStringLiteral("resample"), this, [this, runs, from, samples, progress = progress_into_mailbox()](const JobContext& job) {
        for (const RunId run : runs) {
            const auto spread = backend_->resample(run, from, samples, progress, job.stop());
            job.deliver([this, run, spread] {
                empty_mailbox();
                if (spread) {
                    emit resampled(run, *spread);
                } else {
                    emit resample_failed(spread.error().kind == ErrorKind::Cancelled ? QString() : text(spread.error().message));
                }
            });
            if (!spread) return;
        }
    });
}

void Engine::set_hidden(const std::vector<RunId>& runs, bool hidden) {
    // Each its own job: a newer one must not replace the one before it.
    queue_->post(QStringLiteral("hide %1 %2").arg(runs.empty() ? 0 : runs.front().value).arg(hidden), this, [this, runs, hidden](const JobContext& job) {
        const Status done = backend_->set_hidden(runs, hidden);
        job.deliver([this, done] {
            if (done) {
                emit runs_hidden();
            } else {
                emit hide_failed(text(done.error().message));
            }
        });
    });
}

void Engine::set_mark(const Mark& mark) {
    change_marks(QStringLiteral("mark %1").arg(mark.id), [this, mark] { return backend_->set_mark(mark); });
}

void Engine::remove_mark(std::int64_t id) {
    change_marks(QStringLiteral("no mark %1").arg(id), [this, id] { return backend_->remove_mark(id); });
}

void Engine::change_marks(const QString& tag, std::function<Status()> work) {
    queue_->post(tag, this, [this, work = std::move(work)](const JobContext& job) {
        const Status done = work();
        job.deliver([this, done] {
            if (done) emit marks_changed();
            else emit mark_failed(text(done.error().message));
        });
    });
}

void Engine::explain(RunId run, std::optional<StepId> step, const std::string& method) {
    queue_->post(QStringLiteral("explain"), this,
                 [this, run, step, method, progress = progress_into_mailbox()](const JobContext& job) {
                     const Status done = backend_->explain(run, step, method, progress, job.stop());
                     job.deliver([this, run, method, done] {
                         empty_mailbox();
                         if (done) {
                             emit explained(run, text(method));
                         } else {
                             const bool cancelled = done.error().kind == ErrorKind::Cancelled;
                             emit explain_failed(cancelled ? QString() : text(done.error().message));
                         }
                     });
                 });
}

void Engine::knock_out(RunId run, const Knockout& knockout) {
    queue_->post(QStringLiteral("knockout"), this, [this, run, knockout, progress = progress_into_mailbox()](const JobContext& job) {
        const auto record = backend_->knock_out(run, knockout, progress, job.stop());
        job.deliver([this, run, record] {
            empty_mailbox();
            if (record) {
                emit knocked_out(run, *record);
            } else {
                emit knock_out_failed(record.error().kind == ErrorKind::Cancelled ? QString() : text(record.error().message));
            }
        });
    });
}

void Engine::probe(RunId run, const std::string& name, const ProbeRequest& request) {
    const int serial = ++probe_serial_;
    probes_[name] = {run, request, serial, false};
    emit probes_changed();
    queue_->post(probe_tag(name), this, [this, run, name, request, serial](const JobContext& job) {
        const auto partial = [mailbox = mailbox_, name, run](const std::string& json) {
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->partials[name] = {run, json};
        };
        const auto progress = [mailbox = mailbox_, name](const Progress& now) {
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->progress = now;
            mailbox->probe_progress[name] = now;
        };
        const Status done = backend_->probe(run, name, request, partial, progress, job.stop());
        job.deliver([this, run, name, serial, done] {
            empty_mailbox();
            end_probe(name, serial, run, done);
        });
    });
}

void Engine::end_probe(const std::string& name, int serial, RunId run, const Status& done) {
    // A newer one that waited went with the stop that ended this one.
    if (const auto task = probes_.find(name); task != probes_.end() && (task->second.serial == serial || task->second.stopping)) probes_.erase(task);
    if (done) {
        emit probed(run, text(name));
    } else {
        emit probe_failed(done.error().kind == ErrorKind::Cancelled ? QString() : text(done.error().message));
    }
    emit probes_changed();
}

const ProbeTask* Engine::probing(const std::string& name) const {
    const auto task = probes_.find(name);
    return task == probes_.end() ? nullptr : &task->second;
}

void Engine::stop_probe(const std::string& name) {
    queue_->cancel(probe_tag(name));
    const auto task = probes_.find(name);
    if (task == probes_.end()) return;
    task->second.stopping = true;
    if (queue_->has(probe_tag(name))) emit probes_changed();
    else end_probe(name, task->second.serial, task->second.run, cancelled());  // it never left the queue
}

void Engine::stop_knock_out() {
    const bool had = queue_->has(QStringLiteral("knockout"));
    queue_->cancel(QStringLiteral("knockout"));
    if (had && !queue_->has(QStringLiteral("knockout"))) emit knock_out_failed({});  // it never left the queue
}

void Engine::lens(RunId run, TokenPos first, TokenPos last) {
    queue_->post(QStringLiteral("lens"), this, [this, run, first, last](const JobContext& job) {
        const auto read = backend_->lens(run, first, last, job.stop());
        job.deliver([this, run, first, read] {
            if (read) {
                emit lens_read(run, first, *read);
            } else {
                emit lens_failed(run, read.error().kind == ErrorKind::Cancelled ? QString() : text(read.error().message));
            }
        });
    });
}

void Engine::head_rows(RunId run, LayerId layer, HeadId head, TokenPos first, TokenPos last) {
    queue_->post(QStringLiteral("head rows"), this, [this, run, layer, head, first, last](const JobContext& job) {
        const auto read = backend_->head_rows(run, layer, head, first, last, job.stop());
        job.deliver([this, run, read] {
            if (read) {
                emit head_rows_read(run, *read);
            } else {
                emit head_rows_failed(run, read.error().kind == ErrorKind::Cancelled ? QString() : text(read.error().message));
            }
        });
    });
}

void Engine::remove_run(RunId run) {
    queue_->post(QStringLiteral("remove %1").arg(run.value), this, [this, run](const JobContext& job) {
        const Status removed = backend_->remove_run(run);
        job.deliver([this, run, removed] {
            if (removed) {
                emit run_removed(run);
            } else {
                emit remove_failed(text(removed.error().message));
            }
        });
    });
}

void Engine::stop() {
    const bool waits_or_runs = queue_->has(QStringLiteral("run"));
    queue_->cancel(QStringLiteral("run"));
    for (const char* tag : {"explain", "lens", "head rows"}) queue_->cancel(QLatin1String(tag));
    std::vector<std::string> probes;
    for (const auto& [name, task] : probes_) probes.push_back(name);
    for (const std::string& name : probes) stop_probe(name);
    queue_->cancel(QStringLiteral("fidelity"));
    queue_->cancel(QStringLiteral("resample"));
    stop_knock_out();
    queue_->cancel(QStringLiteral("faithfulness"));
    // A run that never left the queue has nobody else to say that it ended.
    if (waits_or_runs && !queue_->has(QStringLiteral("run"))) {
        set_running(false);
        RunOutcome outcome;
        outcome.error = Error{ErrorKind::Cancelled, "Cancelled."};
        emit run_finished(outcome);
    }
}

void Engine::stop_all() {
    stop();
    queue_->cancel(QStringLiteral("model"));
}

void Engine::set_running(bool running) {
    if (running_ == running) return;
    running_ = running;
    emit running_changed(running);
}

ProgressFn Engine::progress_into_mailbox() const {
    return [mailbox = mailbox_](const Progress& progress) {
        const std::scoped_lock lock(mailbox->mutex);
        mailbox->progress = progress;
    };
}

AskEvents Engine::events_into_mailbox() const {
    AskEvents events;
    events.on_start = [mailbox = mailbox_](RunId run, const RunStart& start) {
        const std::scoped_lock lock(mailbox->mutex);
        mailbox->started.emplace(run, start);
        mailbox->tokens.clear();  // what a run before this one left is in the session
        mailbox->steps.reset();
    };
    events.on_token = [mailbox = mailbox_](const TokenRow& token, const TokenTrace&) {
        const std::scoped_lock lock(mailbox->mutex);
        mailbox->tokens.push_back(token);
    };
    events.on_steps = [mailbox = mailbox_](const std::vector<StoredStep>& steps, const std::vector<Edge>& edges) {
        const std::scoped_lock lock(mailbox->mutex);
        mailbox->steps.emplace(steps, edges);
    };
    events.on_progress = progress_into_mailbox();
    return events;
}

void Engine::empty_mailbox(Mail mail) {
    std::optional<std::pair<RunId, RunStart>> started;
    std::vector<TokenRow> tokens;
    std::optional<std::pair<std::vector<StoredStep>, std::vector<Edge>>> steps;
    std::optional<Progress> latest;
    decltype(Mailbox::partials) partials;
    decltype(Mailbox::probe_progress) probe_progresses;
    {
        const std::scoped_lock lock(mailbox_->mutex);
        started.swap(mailbox_->started);
        if (!started || mail == Mail::All) {
            tokens.swap(mailbox_->tokens);
            steps.swap(mailbox_->steps);
        }
        latest.swap(mailbox_->progress);
        partials.swap(mailbox_->partials);
        probe_progresses.swap(mailbox_->probe_progress);
    }
    if (started) emit run_started(started->first, started->second);
    if (!tokens.empty()) emit tokens_arrived(tokens);
    if (steps) emit steps_arrived(steps->first, steps->second);
    if (latest) emit progress(*latest);
    for (const auto& [name, now] : probe_progresses) emit probe_progress(text(name), now);
    for (const auto& [name, one] : partials) emit probe_partial(one.run, text(name), one.json);
}

}  // namespace reasonscope::ui
