#include "app/bench/window_bench.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QTemporaryDir>
#include <algorithm>
#include <chrono>
#include <thread>

#include "app/bench/made_up_run.h"
#include "store/session.h"
#include "ui/panels/inspector/attention_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/main_window.h"

namespace reasonscope::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kWidth = 1600, kHeight = 1000;
constexpr int kTraceRows = 24 * 16, kTokensPerRun = 720;
constexpr int kOpenings = 5, kClicks = 25;
constexpr int kPatienceMs = 120'000;

double ms_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// Says its tokens on time: late ones follow at once, as a fast engine's would.
class StreamBackend : public ui::EngineBackend {
public:
    StreamBackend(int rate, int tokens) : rate_(rate), tokens_(tokens) {}

    Result<ui::ModelInfo> load_model(const std::filesystem::path&, std::optional<DType>, const ProgressFn&, std::stop_token) override {
        ui::ModelInfo info;
        info.name = "made-up";
        info.context = 131072;
        return info;
    }
    void unload_model() override {}
    Result<Fidelity> check_fidelity(const std::filesystem::path&, const ProgressFn&, std::stop_token) override { return no_model(); }
    Status open_session(const std::filesystem::path& file) override {
        auto writer = SessionWriter::open(file);
        if (!writer) return tl::unexpected(writer.error());
        writer_ = std::move(*writer);
        return {};
    }
    Result<AskResult> ask(const AskRequest&, const AskEvents& events, std::stop_token stop) override {
        MadeUpRun run(1);
        const auto id = writer_->begin_run(run.start());
        if (!id) return tl::unexpected(id.error());
        events.on_start(*id, run.start());
        const auto start = Clock::now();
        for (int i = 0; i < tokens_ && !stop.stop_requested(); ++i) {
            std::this_thread::sleep_until(start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(i) / rate_)));
            AttentionTrace attention;
            RouterTrace router;
            const TokenRow row = run.next(attention, router);
            if (const Status added = writer_->add_token(*id, row, attention, router, run.segment_begins()); !added) return tl::unexpected(added.error());
            events.on_token(row, {});
            if (run.step_is_complete()) events.on_steps(run.steps(), run.edges());
        }
        seconds_said = ms_since(start) / 1000;
        if (const Status set = writer_->set_steps(*id, run.steps(), {}, {}); !set) return tl::unexpected(set.error());
        if (const Status set = writer_->set_edges(*id, "attention", run.matrix(), run.edges()); !set) return tl::unexpected(set.error());
        RunEnd end;
        end.stop_reason = "stop";
        if (const Status ended = writer_->end_run(*id, end); !ended) return tl::unexpected(ended.error());
        AskResult result;
        result.run = *id;
        return result;
    }
    Status explain(RunId, std::optional<StepId>, std::string_view, const ProgressFn&, std::stop_token) override { return {}; }
    Result<FaithfulnessResult> measure_faithfulness(std::uint64_t, int, const ProgressFn&, std::stop_token) override { return no_model(); }
    Result<KnockoutRecord> knock_out(RunId, const Knockout&, const ProgressFn&, std::stop_token) override { return no_model(); }
    Status probe(RunId, std::string_view, const ProbeRequest&, const PartialFn&, const ProgressFn&, std::stop_token) override { return no_model(); }
    Result<LensReading> lens(RunId, TokenPos, TokenPos, std::stop_token) override { return no_model(); }
    Status remove_run(RunId run) override { return writer_->remove_run(run); }

    std::atomic<double> seconds_said = 0;

private:
    static tl::unexpected<Error> no_model() { return bad_input("This engine only plays a run back."); }

    int rate_, tokens_;
    std::unique_ptr<SessionWriter> writer_;
};

/// Notes that something was painted since it was last asked.
class PaintWatch : public QObject {
public:
    PaintWatch() { qApp->installEventFilter(this); }
    bool eventFilter(QObject*, QEvent* event) override {
        painted_ = painted_ || event->type() == QEvent::Paint;
        return false;
    }
    bool take() { return std::exchange(painted_, false); }

private:
    bool painted_ = false;
};

/// Turns the event loop until `done`; false when that takes too long.
template <class Done>
bool turn_until(Done done) {
    QElapsedTimer total;
    total.start();
    while (!done()) {
        if (total.elapsed() > kPatienceMs) return false;
        QApplication::processEvents(QEventLoop::AllEvents, 5);
        if (!done()) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return true;
}

ui::WindowOptions quiet_options(const std::filesystem::path& session, bool write) {
    ui::WindowOptions options;
    options.session = session;
    options.write = write;
    options.load_model = write;
    options.remember = false;
    return options;
}

Status write_session(const std::filesystem::path& file, std::int64_t bytes, int& runs) {
    auto writer = SessionWriter::open(file);
    if (!writer) return tl::unexpected(writer.error());
    for (std::int64_t written = 0; written < bytes; ++runs) {
        MadeUpRun run(runs + 1, kTraceRows);
        const auto id = (*writer)->begin_run(run.start());
        if (!id) return tl::unexpected(id.error());
        AttentionTrace attention;
        RouterTrace router;
        for (int i = 0; i < kTokensPerRun; ++i) {
            const TokenRow row = run.next(attention, router);
            if (const Status added = (*writer)->add_token(*id, row, attention, router, run.segment_begins()); !added) return added;
        }
        if (const Status set = (*writer)->set_steps(*id, run.steps(), {}, {}); !set) return set;
        if (const Status set = (*writer)->set_edges(*id, "attention", run.matrix(), run.edges()); !set) return set;
        RunEnd end;
        end.stop_reason = "length";
        if (const Status ended = (*writer)->end_run(*id, end); !ended) return ended;
        if (const Status flushed = (*writer)->flush(); !flushed) return flushed;
        std::error_code ignored;
        written = static_cast<std::int64_t>(std::filesystem::file_size(file, ignored));
        const auto wal = std::filesystem::file_size(file.string() + "-wal", ignored);
        if (!ignored) written = std::max(written, static_cast<std::int64_t>(wal));
    }
    return {};
}

}  // namespace

Result<StreamFigures> measure_stream(int rate, double seconds) {
    QTemporaryDir folder;
    StreamFigures figures;
    figures.tokens = static_cast<int>(rate * seconds);
    auto backend = std::make_unique<StreamBackend>(rate, figures.tokens);
    StreamBackend* engine = backend.get();
    ui::MainWindow window(std::move(backend), quiet_options(folder.filePath(QStringLiteral("stream.db")).toStdString(), true));
    window.resize(kWidth, kHeight);
    window.show();
    window.start();
    if (!turn_until([&] { return window.engine().model() && !window.engine().busy() && !window.library().busy(); })) return failure("The window did not open its session.");

    PaintWatch paints;
    std::vector<double> frames;
    AskRequest request;
    request.prompt = "made up";
    const auto start = Clock::now();
    window.engine().ask(request);
    std::string problem;
    bool over = false;
    QObject::connect(&window.engine(), &ui::Engine::run_finished, &window, [&](const ui::RunOutcome& outcome) {
        over = true;
        if (outcome.error) problem = outcome.error->message;
    });
    const auto shown = [&] { return static_cast<int>(window.document().tokens().size()) >= figures.tokens; };
    while (!shown() && !over && ms_since(start) < kPatienceMs) {
        const auto turn = Clock::now();
        QApplication::processEvents(QEventLoop::AllEvents, 1);
        if (paints.take()) frames.push_back(ms_since(turn));
        std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
    if (!shown()) return failure("The window did not show all tokens. {}", problem);
    figures.tokens_per_second_kept = figures.tokens / ms_since(start) * 1000;
    turn_until([&] { return !window.engine().busy() && !window.library().busy(); });
    figures.tokens_per_second_sent = figures.tokens / engine->seconds_said;
    figures.frame_ms_p50 = quantile(frames, 0.5);
    figures.frame_ms_p95 = quantile(frames, 0.95);
    figures.frame_ms_most = quantile(frames, 1);
    return figures;
}

Result<SessionFigures> measure_session(std::int64_t bytes) {
    QTemporaryDir folder;
    SessionFigures figures;
    const std::filesystem::path file = folder.filePath(QStringLiteral("large.db")).toStdString();
    if (const Status written = write_session(file, bytes, figures.runs); !written) return tl::unexpected(written.error());
    figures.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));

    std::vector<double> openings, clicks;
    for (int i = 0; i < kOpenings; ++i) {
        ui::MainWindow window(std::make_unique<StreamBackend>(1, 1), quiet_options(file, false));
        window.tree().canvas().set_animated(false);
        window.resize(kWidth, kHeight);
        window.show();
        QApplication::processEvents();
        bool shown = false;
        QObject::connect(&window, &ui::MainWindow::run_shown, &window, [&shown] { shown = true; });
        const auto start = Clock::now();
        window.start();
        if (!turn_until([&] { return shown; })) return failure("The session did not open.");
        QApplication::processEvents();
        window.repaint();
        openings.push_back(ms_since(start));
        if (i + 1 < kOpenings) continue;

        turn_until([&] { return !window.library().busy(); });
        window.inspector().setCurrentIndex(1);
        turn_until([&] { return !window.library().busy(); });
        const auto& steps = window.document().steps();
        for (int k = 0; k < kClicks; ++k) {
            const StepId step = steps[2 + static_cast<std::size_t>(k * 7) % (steps.size() - 2)].step.id;
            bool filled = false;
            const auto filling = QObject::connect(&window.inspector().attention(), &ui::AttentionTab::filled, &window, [&](StepId of) { filled = filled || of == step; });
            const auto pressed = Clock::now();
            window.selection().lock(step);
            if (!turn_until([&] { return filled; })) return failure("The inspector did not fill.");
            QApplication::processEvents();
            clicks.push_back(ms_since(pressed));
            QObject::disconnect(filling);
        }
    }
    figures.first_view_ms = quantile(openings, 0.5);
    figures.click_ms = quantile(clicks, 0.5);
    return figures;
}

}  // namespace reasonscope::bench
