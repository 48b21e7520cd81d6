// Forks and resampling in the real window with real keys and clicks: on the bundled model, and scripted where a moment must be met.

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QToolButton>
#include <QtTest>
#include <algorithm>

#include "pipeline/loaded_model.h"
#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/forks/fork_card.h"
#include "ui/panels/forks/fork_search.h"
#include "ui/panels/forks/forks_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/inspector/resample_box.h"
#include "ui/panels/inspector/step_tab.h"
#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/timeline/timeline_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/main_window.h"
#include "ui/views/answer_shares.h"
#include "ui/views/canvas_words.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 120000;  // patience of waits that end by themselves much earlier; no test passes or fails by speed
using namespace std::chrono_literals;
const QString kPens = QStringLiteral("Zoe has 30 pens. Zoe eats 4 pens. Zoe gives 5 pens to Tom. How many pens does Tom have?");

class ProbingTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    void open(std::unique_ptr<EngineBackend> backend, const std::string& session, const QString& question) {
        window_ = test::open_window(std::move(backend), folder_ / session, {1600, 1000});
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        window_->activateWindow();
        window_->start();
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model() && quiet(), kLong);
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        for (QSpinBox* limit : window_->prompt().findChildren<QSpinBox*>())
            if (limit->maximum() == 1 << 20) limit->setValue(200);  // a word the model did not want may lead anywhere
        auto* box = window_->findChild<QPlainTextEdit*>(QStringLiteral("question"));
        box->setPlainText(question);
        QTest::keyClick(box, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty() && quiet(), kLong);
    }
    /// Questions of a kind that the bundled model was not made for: of its own it is sure.
    void open_bundled(const std::string& session, const QString& question) { open(make_pipeline_backend(), session, question); }
    void open_scripted(const std::string& session) {
        open(std::make_unique<test::ScriptedBackend>(1ms, 250ms), session, QStringLiteral("x = 4. y = x + 7. z = y * 2. What is z?"));
    }

    /// Nothing is at work, and the window has heard of its end.
    bool quiet() {
        return !window_->engine().running() && !window_->engine().busy() && !window_->library().busy() && !window_->document().live() && forks().search().running() == nullptr;
    }
    RunId run() { return window_->document().run()->id; }
    ForksTab& forks() { return window_->inspector().forks(); }
    ResampleBox& resampling() { return window_->inspector().step().resample(); }
    TimelineView& timeline() { return window_->findChild<TimelinePanel*>()->view(); }
    std::vector<StoredResult> stored(const std::string& session, std::string_view kind) { return SessionReader::open(folder_ / session).value()->results(run(), kind).value(); }
    bool clean(const std::string& session) { return SessionReader::open(folder_ / session).value()->check()->empty(); }

    void show_forks() {
        auto* tabs = window_->inspector().tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(window_->inspector().indexOf(&forks())).center());
        QVERIFY(forks().isVisible());
    }
    void find_all() {
        show_forks();
        QTest::mouseClick(&forks().button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && !forks().cards().empty(), kLong);
    }
    const StoredStep* step_with(std::string_view text) {
        for (const StoredStep& s : window_->document().steps())
            if (s.step.source == StepSource::Thinking && s.text.find(text) != std::string::npos) return &s;
        return nullptr;
    }
    void keep_pictures(const char* name) {
        if (!qEnvironmentVariableIsSet("REASONSCOPE_PICTURES")) return;
        for (const bool dark : {false, true}) {
            window_->set_theme(dark ? ThemeMode::Dark : ThemeMode::Light);
            for (const QSize size : {QSize(1600, 1000), QSize(1280, 720)}) {
                window_->resize(size);
                QTest::qWait(100);
                test::keep_picture(*window_, qPrintable(QStringLiteral("%1-%2-%3").arg(QLatin1String(name), dark ? QStringLiteral("dark") : QStringLiteral("light")).arg(size.width())));
            }
        }
        window_->set_theme(ThemeMode::Light);
        window_->resize(1600, 1000);
    }

private slots:
    void initTestCase() {
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
    }
    void cleanup() {
        window_.reset();
        EXPECT_NO_WARNINGS();
    }

    void forks_are_found_shown_and_followed() {
        if (!bundled_model_folder()) QSKIP("the bundled model is not here");
        open_bundled("forks.db", kPens);
        show_forks();
        QVERIFY2(forks().status_text().contains(QLatin1String("at most")), "the price is said before");
        QVERIFY(forks().cards().empty());
        const QImage timeline_before = timeline().grab().toImage(), text_before = window_->transcript().view().grab().toImage();
        std::size_t partials = 0, most_while_running = 0;
        connect(&window_->engine(), &Engine::probe_partial, this, [&] {
            ++partials;
            if (forks().search().running() != nullptr) most_while_running = std::max(most_while_running, forks().cards().size());
        });
        QTest::mouseClick(&forks().button(), Qt::LeftButton);
        QCOMPARE(forks().button().text(), QStringLiteral("Stop"));
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && !forks().cards().empty(), kLong);
        QVERIFY2(partials > 0 && most_while_running > 0, "nothing was shown while it ran");
        const auto found = parse_forks(stored("forks.db", "forks").front().json);
        QVERIFY(!found->stopped);
        QTRY_COMPARE_WITH_TIMEOUT(forks().cards().size(), found->forks.size(), kLong);  // what is stored is read once more
        // Those that could change the answer most stand first, and each says what its words would have led to.
        double before = 1;
        for (const ForkCard* card : forks().cards()) {
            QVERIFY(card->fork().change() <= before + 1e-12);
            before = card->fork().change();
            for (const ForkBranch& branch : card->fork().branches)
                if (!branch.answer.empty()) QVERIFY2(card->text().contains(QString::fromStdString(branch.answer)), qPrintable(card->text()));
            QVERIFY(!card->accessibleName().isEmpty());
        }
        keep_pictures("forks");
        QVERIFY2(timeline().grab().toImage() != timeline_before, "no triangles");
        QVERIFY2(window_->transcript().view().grab().toImage() != text_before, "no marks in the text");

        // A click goes to the token, in the text as in the timeline.
        ForkCard* card = forks().cards().back();
        QTest::mouseClick(card, Qt::LeftButton, {}, QPoint(20, 12));
        QCOMPARE(window_->selection().locked_token(), std::optional(card->fork().position));
        QCOMPARE(window_->selection().locked_step(), std::optional(card->fork().step));
        QVERIFY(window_->transcript().view().viewport()->rect().intersects(window_->transcript().view().token_rect(card->fork().position)));
        QVERIFY(window_->transcript().view().tooltip_text(card->fork().position).contains(QLatin1String("fork: ")));
        // The keyboard alone: down the cards, Enter chooses; Shift with an arrow goes from fork to fork in the other views.
        forks().cards().front()->setFocus();
        QTest::keyClick(forks().cards().front(), Qt::Key_Return);
        QCOMPARE(window_->selection().locked_token(), std::optional(forks().cards().front()->fork().position));
        if (forks().cards().size() > 1) {
            QTest::keyClick(forks().cards().front(), Qt::Key_Down);
            QVERIFY(forks().cards()[1]->hasFocus());
        }
        const auto marks = forks().search().marks();
        window_->selection().unlock();
        for (QWidget* view : std::initializer_list<QWidget*>{&timeline(), &window_->transcript().view()}) {
            QTest::keyClick(view, Qt::Key_Right, Qt::ShiftModifier);
            QCOMPARE(window_->selection().locked_token(), std::optional(marks.front().at));
            window_->selection().unlock();
            QTest::keyClick(view, Qt::Key_Left, Qt::ShiftModifier);
            QCOMPARE(window_->selection().locked_token(), std::optional(marks.back().at));
            window_->selection().unlock();
        }
        // A triangle can be clicked where it stands.
        timeline().show_all();
        const double y = timeline().plot_top() - 3;
        QTest::mouseClick(&timeline(), Qt::LeftButton, {}, QPointF(timeline().x_of(marks.front().at) + 2, y).toPoint());
        QCOMPARE(window_->selection().locked_token(), std::optional(marks.front().at));

        // They are there again when the run is opened again.
        const std::size_t count = forks().cards().size();
        window_->open_session(folder_ / "forks.db");
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && forks().cards().size() == count, kLong);
        QVERIFY(clean("forks.db"));
    }

    void one_step_is_looked_through_and_a_word_branches() {
        if (!bundled_model_folder()) QSKIP("the bundled model is not here");
        open_bundled("branch.db", kPens);
        find_all();
        const reasonscope::Fork fork = forks().cards().front()->fork();
        window_->selection().lock(fork.step);
        auto* scope = forks().scope().findChildren<QToolButton*>().back();
        QTest::mouseClick(scope, Qt::LeftButton);
        QVERIFY(!forks().cards().empty());
        for (const ForkCard* card : forks().cards()) QCOMPARE(card->fork().step, fork.step);
        QVERIFY2(forks().status_text().contains(QLatin1String("least sure token")), qPrintable(forks().status_text()));
        QTest::mouseClick(&forks().button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && stored("branch.db", "forks").size() == 2, kLong);
        QCOMPARE(stored("branch.db", "forks").back().key, "step " + std::to_string(fork.step.value));
        keep_pictures("forks-step");

        const auto card = std::ranges::find_if(forks().cards(), [&](const ForkCard* one) { return one->fork().position == fork.position; });
        QVERIFY(card != forks().cards().end());
        auto* branch = (*card)->findChild<QToolButton*>();
        QVERIFY(branch != nullptr && branch->isEnabled());
        const auto other = std::ranges::find(fork.branches, false, &ForkBranch::taken);
        QTest::mouseClick(branch, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().run() && run() == RunId(2) && quiet(), kLong);
        QCOMPARE(window_->document().token(fork.position)->id, other->id);
        QVERIFY2(forks().cards().empty(), "of the new run nothing is known yet");
    }

    void a_search_is_stopped_and_what_it_found_is_kept() {
        open_scripted("stop.db");
        window_->actions().action(QStringLiteral("tools.forks"))->trigger();  // as the palette does
        QVERIFY(forks().isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(forks().cards().size(), std::size_t(1), kLong);
        auto* progress = forks().findChild<QProgressBar*>();
        QVERIFY(progress->isVisible());
        QVERIFY2(forks().status_text().contains(QLatin1String("1 of 3")), qPrintable(forks().status_text()));
        QVERIFY(window_->actions().action(QStringLiteral("run.stop"))->isEnabled());
        QTest::mouseClick(&forks().button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && !forks().search().running(), kLong);
        QTRY_COMPARE_WITH_TIMEOUT(forks().cards().size(), std::size_t(1), kLong);
        QVERIFY2(forks().status_text().contains(QLatin1String("Stopped early: 1 of 3")), qPrintable(forks().status_text()));
        QVERIFY(!progress->isVisible());
        QCOMPARE(forks().button().text(), QStringLiteral("Find again"));
        QVERIFY(clean("stop.db"));
        // Esc before anything was found leaves nothing new.
        QTest::mouseClick(&forks().button(), Qt::LeftButton);
        window_->activateWindow();
        QTRY_VERIFY(window_->isActiveWindow());
        QTest::keyClick(window_.get(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && !forks().search().running(), kLong);
        QCOMPARE(parse_forks(stored("stop.db", "forks").front().json)->forks.size(), std::size_t(1));
        QTRY_COMPARE_WITH_TIMEOUT(forks().cards().size(), std::size_t(1), kLong);
        QVERIFY(clean("stop.db"));
    }

    void closing_during_a_search_leaves_a_clean_session() {
        open_scripted("close.db");
        show_forks();
        QTest::mouseClick(&forks().button(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(forks().cards().size(), std::size_t(1), kLong);
        const RunId own = run();
        window_->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window_->isVisible(), kLong);
        window_.reset();
        const auto reader = SessionReader::open(folder_ / "close.db").value();
        QVERIFY(reader->check()->empty());
        QVERIFY(parse_forks(reader->results(own, "forks")->front().json)->stopped);
    }

    void resampling_is_watched_and_stays_with_the_step() {
        if (!bundled_model_folder()) QSKIP("the bundled model is not here");
        open_bundled("resample.db", QStringLiteral("What is 38 + 57 - 19 * 3?"));
        const StoredStep* step = step_with("85 - 57 =");
        QVERIFY(step);
        const StepId at = step->step.id;
        window_->selection().lock(at);
        QVERIFY2(resampling().shown_text().contains(QLatin1String("At most 64 continuations")), qPrintable(resampling().shown_text()));
        std::vector<int> counts;
        std::vector<double> widths;
        int live = 0;
        connect(&window_->engine(), &Engine::probe_partial, this, [&](RunId, const QString&, const std::string& json) {
            const auto so_far = parse_resampling(json);
            counts.push_back(so_far->after + so_far->before);
            widths.push_back(so_far->interval.half_width());
            live += resampling().shown_text().contains(QLatin1String("so far")) && !resampling().answers().counts().empty() ? 1 : 0;
        });
        window_->inspector().step().ensureWidgetVisible(&resampling());
        QTest::mouseClick(&resampling().button(), Qt::LeftButton);
        QCOMPARE(resampling().button().text(), QStringLiteral("Stop"));
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && resampling().button().text() == QLatin1String("Resample again"), kLong);
        QVERIFY(live > 0);
        QVERIFY(std::ranges::is_sorted(counts));
        QVERIFY(widths.back() <= widths.front());
        const auto found = parse_resampling(stored("resample.db", "resampling").front().json);
        QCOMPARE(counts.back(), found->after + found->before);
        QVERIFY(!found->stopped);
        int shown = 0;
        for (const AnswerCount& one : resampling().answers().counts()) shown += one.kept + one.replaced;
        QCOMPARE(shown, found->after + found->before);
        window_->inspector().step().ensureWidgetVisible(&resampling());
        keep_pictures("resampled");
        QVERIFY(found->replaced > 0 && found->importance > 0);
        // The card carries the importance with its interval.
        const auto tested = [&] {
            const auto& nodes = window_->tree().canvas().graph(window_->tree().canvas().mode()).nodes;
            const auto node = std::ranges::find_if(nodes, [&](const CanvasNode& n) { return n.step == at && n.tested; });
            return node == nodes.end() ? std::optional<TestedImportance>() : node->tested;
        };
        QTRY_VERIFY_WITH_TIMEOUT(tested(), kLong);
        QCOMPARE(tested()->value, static_cast<float>(found->importance));
        QCOMPARE(tested()->continuations, found->after + found->before);
        window_->open_session(folder_ / "resample.db");
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && tested(), kLong);
        window_->selection().lock(at);
        QTRY_VERIFY_WITH_TIMEOUT(resampling().shown_text().contains(QLatin1String("continuations")) && resampling().shown_text().startsWith(QLatin1String("Importance")), kLong);
    }

    void resampling_is_stopped_and_keeps_what_it_knows() {
        open_scripted("resample-stop.db");
        window_->selection().lock(StepId(8));
        window_->activateWindow();
        QTRY_VERIFY(window_->isActiveWindow());
        QTest::keyClick(window_.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(resampling().shown_text().contains(QLatin1String("16 of at most 64 continuations so far")), kLong);
        QVERIFY(resampling().shown_text().startsWith(QLatin1String("Importance")));
        window_->selection().lock(StepId(9));
        QVERIFY2(resampling().shown_text().startsWith(QLatin1String("Step #8 is being resampled")), qPrintable(resampling().shown_text()));
        QVERIFY(!resampling().button().isEnabled());
        window_->selection().lock(StepId(8));
        QVERIFY(resampling().shown_text().contains(QLatin1String("so far")));
        window_->inspector().step().ensureWidgetVisible(&resampling());
        keep_pictures("resampling");
        QTest::mouseClick(&resampling().button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(quiet() && resampling().shown_text().contains(QLatin1String("Stopped early")), kLong);
        const auto kept = parse_resampling(stored("resample-stop.db", "resampling").front().json);
        QVERIFY(kept->stopped);
        QVERIFY(kept->after + kept->before < 64);
        QVERIFY(clean("resample-stop.db"));
        QCOMPARE(resampling().button().text(), QStringLiteral("Resample again"));
        QVERIFY(resampling().button().isEnabled());
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_MAIN(reasonscope::ui::ProbingTest)
#include "probing_test.moc"
