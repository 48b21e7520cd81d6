// The engine thread: order, replacement, cancel, guarded delivery, batching, shutdown.

#include <QSignalSpy>
#include <QTimer>
#include <QtTest>
#include <atomic>
#include <latch>

#include "explain/forks.h"
#include "tests/support/temp_folder.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/jobs/engine.h"
#include "ui/jobs/library.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 60000;
using namespace std::chrono_literals;

class JobsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { test::watch_warnings(); }
    void cleanup() { EXPECT_NO_WARNINGS(); }

    void a_newer_request_replaces_a_queued_one_of_the_same_tag() {
        JobQueue queue(QStringLiteral("test"));
        std::latch release(1);
        QStringList done;
        const auto say = [&](const QString& what) {
            return [&done, what](const JobContext& job) { job.deliver([&done, what] { done << what; }); };
        };
        queue.post(QStringLiteral("block"), this, [&](const JobContext&) { release.wait(); });
        queue.post(QStringLiteral("a"), this, say(QStringLiteral("a1")));
        queue.post(QStringLiteral("b"), this, say(QStringLiteral("b1")));
        queue.post(QStringLiteral("a"), this, say(QStringLiteral("a2")));
        release.count_down();
        QTRY_VERIFY_WITH_TIMEOUT(!queue.busy() && done.size() == 2, kLong);
        QCOMPARE(done, QStringList({QStringLiteral("b1"), QStringLiteral("a2")}));
    }

    void two_who_ask_for_the_same_are_both_answered() {
        JobQueue queue(QStringLiteral("test"));
        std::latch release(1);
        QObject one, other;
        QStringList done;
        queue.post(QStringLiteral("block"), this, [&](const JobContext&) { release.wait(); });
        queue.post(QStringLiteral("a"), &one, [&](const JobContext& job) { job.deliver([&] { done << QStringLiteral("one"); }); });
        queue.post(QStringLiteral("a"), &other, [&](const JobContext& job) { job.deliver([&] { done << QStringLiteral("other"); }); });
        release.count_down();
        QTRY_COMPARE_WITH_TIMEOUT(done, QStringList({QStringLiteral("one"), QStringLiteral("other")}), kLong);
    }

    void every_job_ends_with_the_queue_being_idle_however_short_it_was() {
        JobQueue queue(QStringLiteral("test"));
        QSignalSpy told(&queue, &JobQueue::busy_changed);
        for (int i = 0; i < 200; ++i) {
            queue.post(QStringLiteral("short"), this, [](const JobContext&) {});
            while (queue.busy()) std::this_thread::yield();  // over before the window's thread looks again
            QVERIFY(!told.isEmpty() && told.last().first().toBool());
            QTRY_VERIFY_WITH_TIMEOUT(!told.last().first().toBool(), kLong);
            QCOMPARE(told.size(), 2 * (i + 1));
        }
    }

    void cancel_reaches_the_running_job() {
        JobQueue queue(QStringLiteral("test"));
        std::latch started(1);
        bool stopped = false;
        queue.post(QStringLiteral("long"), this, [&](const JobContext& job) {
            started.count_down();
            while (!job.stop().stop_requested()) std::this_thread::sleep_for(1ms);
            job.deliver([&] { stopped = true; });
        });
        started.wait();
        queue.cancel(QStringLiteral("long"));
        QTRY_VERIFY_WITH_TIMEOUT(stopped, kLong);
    }

    void results_for_a_dead_context_are_dropped() {
        JobQueue queue(QStringLiteral("test"));
        std::latch release(1);
        bool delivered = false;
        auto context = std::make_unique<QObject>();
        queue.post(QStringLiteral("a"), context.get(), [&](const JobContext& job) {
            release.wait();
            job.deliver([&] { delivered = true; });
        });
        context.reset();
        release.count_down();
        QTRY_VERIFY_WITH_TIMEOUT(!queue.busy(), kLong);
        QCoreApplication::processEvents();
        QVERIFY(!delivered);
    }

    void destruction_stops_what_runs_and_drops_what_waits() {
        std::atomic<bool> ended = false, waited = false;
        {
            JobQueue queue(QStringLiteral("test"));
            std::latch started(1);
            queue.post(QStringLiteral("a"), this, [&](const JobContext& job) {
                started.count_down();
                while (!job.stop().stop_requested()) std::this_thread::sleep_for(1ms);
                ended = true;
            });
            queue.post(QStringLiteral("b"), this, [&](const JobContext&) { waited = true; });
            started.wait();
        }
        QVERIFY(ended);
        QVERIFY(!waited);
    }

    void tokens_come_in_batches_and_complete() {
        const reasonscope::test::TempFolder folder;
        Engine engine(std::make_unique<test::ScriptedBackend>(0ms));
        int batches = 0;
        std::size_t tokens = 0;
        bool started_first = false;
        connect(&engine, &Engine::run_started, this, [&] { started_first = tokens == 0; });
        connect(&engine, &Engine::tokens_arrived, this, [&](const std::vector<TokenRow>& rows) {
            ++batches;
            tokens += rows.size();
        });
        QSignalSpy finished(&engine, &Engine::run_finished);
        engine.open_session(folder / "batch.db");
        engine.ask({});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
        QVERIFY(started_first);
        const auto outcome = finished[0][0].value<RunOutcome>();
        QVERIFY(outcome.run.has_value());
        const auto stored = SessionReader::open(folder / "batch.db").value()->run(*outcome.run);
        QCOMPARE(static_cast<int>(tokens), stored->generated_tokens);
        QVERIFY2(batches * 2 < static_cast<int>(tokens), "tokens were not batched");
    }

    /// The views are emptied in one frame and filled in another: both in one made the first frame the longest.
    void a_runs_first_words_come_in_a_turn_of_their_own() {
        const reasonscope::test::TempFolder folder;
        Engine engine(std::make_unique<test::ScriptedBackend>(50ms));  // longer than the turns apart, shorter than anybody's patience
        bool same_turn = false, together = false, words = false;
        connect(&engine, &Engine::run_started, this, [&] {
            same_turn = true;
            QTimer::singleShot(0, this, [&] { same_turn = false; });
        });
        connect(&engine, &Engine::tokens_arrived, this, [&] {
            words = true;
            together = together || same_turn;
        });
        QSignalSpy finished(&engine, &Engine::run_finished);
        engine.open_session(folder / "turns.db");
        engine.ask({});
        QTRY_VERIFY_WITH_TIMEOUT(words, kLong);
        QVERIFY(!together);
        engine.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
    }

    void a_run_that_never_started_still_says_that_it_ended() {
        const reasonscope::test::TempFolder folder;
        Engine engine(std::make_unique<test::ScriptedBackend>(20ms));
        QSignalSpy finished(&engine, &Engine::run_finished), running(&engine, &Engine::running_changed);
        engine.open_session(folder / "early.db");
        engine.ask({});
        engine.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
        QVERIFY(!engine.running());
        QCOMPARE(running.size(), 2);
        QVERIFY(finished[0][0].value<RunOutcome>().cancelled());
    }

    void a_probe_tells_what_it_knows_so_far_and_keeps_it_when_stopped() {
        const reasonscope::test::TempFolder folder;
        Engine engine(std::make_unique<test::ScriptedBackend>(1ms, 200ms));
        QSignalSpy finished(&engine, &Engine::run_finished), probed(&engine, &Engine::probed), failed(&engine, &Engine::probe_failed);
        engine.open_session(folder / "probe.db");
        engine.ask({});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
        const RunId run = *finished[0][0].value<RunOutcome>().run;
        ProbeRequest request;
        request.keep = true;
        std::vector<std::size_t> seen;
        bool told_before_the_end = true;
        connect(&engine, &Engine::probe_partial, this, [&](RunId of, const QString& name, const std::string& json) {
            QCOMPARE(of, run);
            QCOMPARE(name, QStringLiteral("forks"));
            told_before_the_end = told_before_the_end && engine.probing("forks") != nullptr;
            seen.push_back(parse_forks(json)->forks.size());
            if (seen.back() == 2) engine.stop_probe("forks");
        });
        engine.probe(run, "forks", request);
        QVERIFY(engine.probing("forks") != nullptr && engine.probing("forks")->run == run);
        QTRY_COMPARE_WITH_TIMEOUT(probed.size(), 1, kLong);
        QVERIFY(engine.probing("forks") == nullptr && !engine.probing());
        QVERIFY(failed.isEmpty());
        QVERIFY(told_before_the_end);
        QVERIFY(std::ranges::is_sorted(seen) && seen.size() >= 2);
        const auto reader = SessionReader::open(folder / "probe.db").value();
        const auto kept = parse_forks(reader->results(run, "forks")->front().json);
        QVERIFY(kept->stopped);
        QCOMPARE(kept->forks.size(), std::size_t(2));
        QVERIFY(reader->check()->empty());
    }

    void a_probe_that_waits_is_stopped_before_it_begins_and_others_go_on() {
        const reasonscope::test::TempFolder folder;
        Engine engine(std::make_unique<test::ScriptedBackend>(1ms, 200ms));
        QSignalSpy finished(&engine, &Engine::run_finished), probed(&engine, &Engine::probed), failed(&engine, &Engine::probe_failed);
        engine.open_session(folder / "wait.db");
        engine.ask({});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kLong);
        const RunId run = *finished[0][0].value<RunOutcome>().run;
        ProbeRequest step;
        step.step = StepId(8);
        engine.probe(run, "resampling", step);
        engine.probe(run, "forks", {});
        engine.probe(run, "answer-curve", {});
        engine.stop_probe("forks");
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toString(), QString());
        QVERIFY(engine.probing("forks") == nullptr);
        QVERIFY2(engine.probing("resampling") != nullptr && engine.probing("answer-curve") != nullptr, "each waits or runs under its own name");
        QTRY_COMPARE_WITH_TIMEOUT(probed.size(), 2, kLong);
        // One that runs and a newer one that waits for it: both go.
        engine.probe(run, "forks", {});
        QTRY_VERIFY_WITH_TIMEOUT(engine.busy(), kLong);
        engine.probe(run, "forks", step);
        engine.stop_probe("forks");
        QTRY_VERIFY_WITH_TIMEOUT(!engine.busy() && engine.probing("forks") == nullptr, kLong);
        QVERIFY(SessionReader::open(folder / "wait.db").value()->results(run, "forks")->empty());
    }

    void the_library_says_what_is_wrong_with_a_file() {
        const reasonscope::test::TempFolder folder;
        Library library;
        QSignalSpy failed(&library, &Library::failed);
        library.open(folder.write("broken.db", "this is no session"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
        QVERIFY(failed[0][0].toString().contains(QLatin1String("broken.db")));
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_GUILESS_MAIN(reasonscope::ui::JobsTest)
#include "jobs_test.moc"
