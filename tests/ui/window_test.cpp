// Drives the real window with real keys and clicks.

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>
#include <QUndoStack>
#include <QtTest>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/own_home.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/inspector/attention_tab.h"
#include "ui/panels/inspector/edge_evidence.h"
#include "ui/panels/inspector/head_view.h"
#include "ui/panels/inspector/experts_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/inspector/knockout_box.h"
#include "ui/panels/inspector/lens_tab.h"
#include "ui/panels/inspector/resample_box.h"
#include "ui/panels/inspector/source_list.h"
#include "ui/panels/inspector/step_tab.h"
#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/timeline/timeline_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/banner.h"
#include "ui/shell/main_window.h"
#include "ui/views/bar_strip.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 60000;  // patience of waits that end by themselves much earlier; no test passes or fails by speed
const QString kQuestion = QStringLiteral("x = 4. y = x + 7. z = y * 2. What is z?");

using namespace std::chrono_literals;

class WindowTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    void open(std::unique_ptr<EngineBackend> backend, const std::string& session) {
        window_ = test::open_window(std::move(backend), folder_ / session, {1400, 900});
        test::start_window(*window_, kLong);
    }

    QPlainTextEdit* question() { return window_->findChild<QPlainTextEdit*>(QStringLiteral("question")); }

    void ask(const QString& text) {
        QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(question()->hasFocus());
        QTest::keyClicks(question(), text);
        QTest::keyClick(question(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(window_->engine().running());
    }

    void ask_and_wait(const QString& text) {
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        ask(text);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLong);
    }

    void click_node(int node) {
        TreeCanvas& canvas = window_->tree().canvas();
        canvas.fit();
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.node_rect(node).center().toPoint());
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

    void a_question_becomes_a_tree_and_a_step_shows_its_sources() {
        open(std::make_unique<test::ScriptedBackend>(std::chrono::milliseconds(10)), "ask.db");
        std::size_t live_cards = 0;
        QTimer look;  // the canvas follows a run in turns of its own
        connect(&look, &QTimer::timeout, window_.get(), [&] {
            if (window_->document().live()) live_cards = std::max(live_cards, window_->tree().canvas().graph(CanvasMode::Decision).nodes.size());
        });
        look.start(20);
        ask_and_wait(kQuestion);
        look.stop();
        QVERIFY2(live_cards > 3, "the tree did not grow while the run was live");

        const RunDocument& document = window_->document();
        QVERIFY(!document.live());
        QCOMPARE(QString::fromStdString(document.run()->start.prompt), kQuestion);
        QCOMPARE(document.run()->answer, std::string("22"));
        QCOMPARE(window_->tree().canvas().mode(), CanvasMode::Provenance);
        QVERIFY2(window_->selection().locked_step().has_value(), "the most important step is preselected");

        const CanvasGraph& why = window_->tree().canvas().graph(CanvasMode::Provenance);
        QVERIFY(why.nodes.size() > 3);
        QCOMPARE(why.nodes[0].step, *document.root());
        int node = 0;
        for (int i = 0; i < static_cast<int>(why.nodes.size()); ++i) {
            if (why.nodes[static_cast<std::size_t>(i)].text.startsWith(QLatin1String("z = y * 2 = 11"))) node = i;
        }
        QVERIFY(node > 0);
        click_node(node);
        QCOMPARE(window_->selection().locked_step(), std::optional(why.nodes[static_cast<std::size_t>(node)].step));
        const SourceModel& sources = window_->inspector().step().sources().sources();
        QVERIFY(sources.rowCount() > 0);
        QVERIFY2(sources.index(0, 0).data().toString().contains(QLatin1String("so y is 11")), qPrintable(sources.index(0, 0).data().toString()));
        // A click on a source goes there.
        SourceList& list = window_->inspector().step().sources();
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(sources.index(0, 0)).center());
        QCOMPARE(window_->selection().locked_step(), std::optional(sources.edges().empty() ? StepId(-1) : StepId(8)));
        QTest::keyClick(&window_->tree().canvas(), Qt::Key_Escape);
        QVERIFY(!window_->selection().locked_step());
    }

    void the_timeline_says_when_it_knew_and_the_lens_what_layers_would_say() {
        open(std::make_unique<test::ScriptedBackend>(), "knew.db");
        ask_and_wait(kQuestion);
        auto* timeline = window_->findChild<TimelinePanel*>();
        QVERIFY(timeline != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(timeline->answer_button().isVisible(), kLong);
        const QImage before = timeline->view().grab().toImage();
        QSignalSpy probed(&window_->engine(), &Engine::probed);
        QTest::mouseClick(&timeline->answer_button(), Qt::LeftButton);
        QVERIFY2(!timeline->answer_button().isEnabled(), "one click is enough");
        QTRY_COMPARE_WITH_TIMEOUT(probed.size(), 1, kLong);
        QTRY_VERIFY_WITH_TIMEOUT(!timeline->answer_button().isVisible(), kLong);
        QTRY_VERIFY_WITH_TIMEOUT(timeline->view().grab().toImage() != before, kLong);

        window_->selection().lock(StepId(8));
        window_->inspector().setCurrentIndex(3);
        const LensGridView& grid = window_->inspector().lens().grid();
        const Step& step = window_->document().step(StepId(8))->step;
        QTRY_COMPARE_WITH_TIMEOUT(static_cast<int>(grid.data().positions.size()), step.last.value - step.first.value, kLong);
        QCOMPARE(grid.data().layers, 5);
        QCOMPARE(grid.data().positions.front(), step.first);
        test::keep_picture(*window_, "lens-window");
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, grid.cell_rect(1, 1).center().toPoint());
        QCOMPARE(window_->selection().locked_token(), std::optional(grid.data().positions[1]));
        window_->selection().lock(StepId(0));
        QTRY_VERIFY_WITH_TIMEOUT(grid.data().positions.empty(), kLong);
    }

    void a_step_is_resampled_and_the_result_stays_with_it() {
        open(std::make_unique<test::ScriptedBackend>(), "resample.db");
        ask_and_wait(kQuestion);
        ResampleBox& box = window_->inspector().step().resample();
        window_->selection().lock(StepId(0));
        QVERIFY2(!box.isVisible(), "what was given cannot be said in another way");
        window_->selection().lock(StepId(8));
        QVERIFY(box.isVisible());
        QVERIFY(box.shown_text().startsWith(QLatin1String("Not tested yet")));
        window_->inspector().step().ensureWidgetVisible(&box);
        QTest::mouseClick(&box.button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(box.shown_text().contains(QLatin1String("35 of 36 times")), kLong);
        QVERIFY(box.button().isEnabled());
        test::keep_picture(*window_, "resample-window");
        window_->selection().lock(StepId(9));
        QTRY_VERIFY_WITH_TIMEOUT(box.shown_text().startsWith(QLatin1String("Not tested yet")), kLong);
        window_->selection().lock(StepId(8));
        QTRY_VERIFY_WITH_TIMEOUT(box.shown_text().contains(QLatin1String("35 of 36 times")), kLong);
    }

    void panels_and_themes_follow() {
        open(std::make_unique<test::ScriptedBackend>(), "panels.db");
        ask_and_wait(kQuestion);
        InspectorPanel& inspector = window_->inspector();
        inspector.setCurrentIndex(1);
        QTRY_COMPARE_WITH_TIMEOUT(inspector.attention().heads().data().rows, 5, kLong);
        QCOMPARE(inspector.attention().heads().data().columns, 6);
        QTRY_VERIFY_WITH_TIMEOUT(inspector.attention().steps().data().rows > 8, kLong);
        inspector.setCurrentIndex(2);
        QTRY_COMPARE_WITH_TIMEOUT(inspector.experts().loads().data().columns, 8, kLong);
        QCOMPARE(inspector.experts().loads().data().baseline, std::optional(0.25));  // 2 of 8
        window_->set_theme(ThemeMode::Dark);
        QVERIFY(window_->palette().color(QPalette::Window).lightness() < 128);
        QVERIFY(!window_->grab().isNull());
        window_->set_theme(ThemeMode::Light);
        QVERIFY(window_->palette().color(QPalette::Window).lightness() > 128);
        for (const auto mode : {CanvasMode::Decision, CanvasMode::Chain, CanvasMode::Provenance}) {
            window_->tree().choose_mode(mode);
            QVERIFY(!window_->tree().canvas().graph(mode).nodes.empty());
        }
        QVERIFY(window_->transcript().view().plain_text().contains(QLatin1String("so y is 11")));
        QVERIFY(!window_->transcript().view().plain_text().contains(QLatin1String("think>")));
        QVERIFY(!window_->transcript().view().plain_text().contains(QLatin1String("sentence")));
    }

    void an_edge_says_why_and_all_methods_together_are_offered() {
        if (!bundled_model_folder()) QSKIP("resources/models/r1-mini is missing");
        open(make_pipeline_backend(), "evidence.db");
        ask_and_wait(QStringLiteral("a = 3. b = a + 5. c = b * 2. What is c?"));
        QVERIFY2(window_->document().channels() > 1, "attention, gradient and heads");
        QVERIFY2(window_->document().method() != "evidence", "the measured default stays");
        StepTab& tab = window_->inspector().step();
        QTRY_VERIFY_WITH_TIMEOUT(tab.importance_text().contains(QLatin1String("of the answer's weight")), kLong);
        QVERIFY(tab.edge().isVisible());
        QCOMPARE(tab.edge().methods().topLevelItemCount(), window_->document().channels());
        QVERIFY2(tab.edge().sentence().contains(QStringLiteral("of %1 methods").arg(window_->document().channels())), qPrintable(tab.edge().sentence()));
        QToolButton* button = nullptr;
        for (auto* one : window_->tree().findChildren<QToolButton*>())
            if (one->text() == QLatin1String("Evidence")) button = one;
        QVERIFY(button != nullptr && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().method() == "evidence" && window_->document().has_method("evidence"), kLong);
        QVERIFY(window_->tree().canvas().graph(CanvasMode::Provenance).nodes.size() > 2);
        const auto before = window_->document().abandoned();
        QCOMPARE(before.size(), window_->document().steps().size());
        const CanvasGraph& chain = window_->tree().canvas().graph(CanvasMode::Chain);
        for (std::size_t i = 0; i < chain.nodes.size(); ++i) QCOMPARE(chain.nodes[i].abandoned, static_cast<bool>(before[i]));
        test::keep_picture(*window_, "evidence");
    }

    void experts_are_knocked_out_and_the_test_is_kept() {
        open(std::make_unique<test::ScriptedBackend>(), "knockout.db");
        ask_and_wait(kQuestion);
        window_->inspector().setCurrentIndex(2);
        ExpertsTab& tab = window_->inspector().experts();
        QTRY_COMPARE_WITH_TIMEOUT(tab.loads().data().columns, 8, kLong);
        QVERIFY(!tab.knockout().test_button().isEnabled());
        auto* plot = tab.loads().findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
        for (QWidget* child : tab.loads().findChildren<QWidget*>())
            if (child->accessibleName() == QLatin1String("Heat map")) plot = child;
        const auto click = [&](HeatMapCell cell, Qt::KeyboardModifiers keys) {
            QTest::mouseClick(plot, Qt::LeftButton, keys, tab.loads().cell_rect(cell).center().toPoint() - plot->pos());
        };
        click({1, 3}, {});
        QCOMPARE(tab.knockout().places(), (std::vector<std::pair<int, int>>{{2, 3}}));
        click({1, 5}, Qt::ShiftModifier);
        QCOMPARE(tab.knockout().places(), (std::vector<std::pair<int, int>>{{2, 3}, {2, 5}}));
        QCOMPARE(tab.loads().marked().size(), std::size_t(2));
        tab.bars().setFocus();
        QTest::keyClick(&tab.bars(), Qt::Key_Home);
        QTest::keyClick(&tab.bars(), Qt::Key_Space);
        QCOMPARE(tab.knockout().places().size(), std::size_t(3));
        QTest::keyClick(&tab.bars(), Qt::Key_Space);
        QCOMPARE(tab.knockout().places().size(), std::size_t(2));

        QSignalSpy tested(&window_->engine(), &Engine::knocked_out);
        tab.ensureWidgetVisible(&tab.knockout());
        QVERIFY(tab.knockout().test_button().isEnabled());
        QTest::mouseClick(&tab.knockout().test_button(), Qt::LeftButton);
        QVERIFY(!tab.knockout().test_button().isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!tested.isEmpty(), kLong);
        QVERIFY2(tab.knockout().result_text().contains(QLatin1String("Without layer 2: experts 3, 5 the answer's probability goes from 98")), qPrintable(tab.knockout().result_text()));
        QVERIFY2(tab.knockout().result_text().contains(QLatin1String("layer 2: experts 4, 6")), qPrintable(tab.knockout().result_text()));
        QVERIFY(tab.knockout().chart().bars().size() > 6);
        QVERIFY(tab.knockout().chart().bars().front().control.has_value());
        test::keep_picture(*window_, "knockout");
        const auto stored = SessionReader::open(folder_ / "knockout.db").value()->results(window_->document().run()->id, kKnockoutKind);
        QCOMPARE(stored->size(), std::size_t(1));
        QCOMPARE(stored->front().key, std::string("reroute 2:3,2:5"));
        // A bar goes to its step, and the test is there again when the run is opened again.
        QTest::mouseClick(&tab.knockout().chart(), Qt::LeftButton, {}, tab.knockout().chart().bar_rect(1).center().toPoint());
        QCOMPARE(window_->selection().locked_step(), std::optional(StepId(tab.knockout().chart().bars()[1].label.toInt())));
        window_->open_session(folder_ / "knockout.db");
        QTRY_VERIFY_WITH_TIMEOUT(tab.knockout().result_text().contains(QLatin1String("experts 3, 5")) && !window_->library().busy(), kLong);
    }

    void a_head_is_looked_at_word_by_word() {
        open(std::make_unique<test::ScriptedBackend>(), "head.db");
        ask_and_wait(kQuestion);
        window_->inspector().setCurrentIndex(1);
        AttentionTab& tab = window_->inspector().attention();
        QTRY_COMPARE_WITH_TIMEOUT(tab.heads().data().rows, 5, kLong);
        HeadView& view = tab.head_view();
        QVERIFY2(view.note().contains(QStringLiteral("Click a head")), qPrintable(view.note()));
        QVERIFY(view.exact_button().isHidden());
        tab.heads().setFocus();
        QTest::keyClick(&tab.heads(), Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(window_->selection().head() && !view.lines().data().lines.empty(), kLong);
        QVERIFY2(view.note().startsWith(QStringLiteral("From the trace")), qPrintable(view.note()));
        const StoredStep* step = window_->document().step(*window_->selection().step());
        QCOMPARE(view.lines().data().queries.front().position, step->step.first);
        tab.ensureWidgetVisible(&view);
        QTest::mouseClick(&view.exact_button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(view.note().startsWith(QStringLiteral("Whole rows")), kLong);
        QVERIFY(!view.exact_button().isEnabled());
        // Half of each row lies on the token before it.
        for (const HeadLine& line : view.lines().data().lines) {
            const int query = view.lines().data().queries[static_cast<std::size_t>(line.query)].position.value, key = view.lines().data().keys[static_cast<std::size_t>(line.key)].position.value;
            QVERIFY(key < query);
            QVERIFY(line.weight > (key == query - 1 ? 0.5F : 0.0F));
        }
        // The keyboard walks over the words and keeps one; a click on what it looked at goes there.
        view.lines().setFocus();
        QTest::keyClick(&view.lines(), Qt::Key_Down);
        QTest::keyClick(&view.lines(), Qt::Key_Down);
        QVERIFY2(view.lines().spoken().contains(QStringLiteral("looked at")), qPrintable(view.lines().spoken()));
        QTest::keyClick(&view.lines(), Qt::Key_Return);
        QTRY_COMPARE(window_->selection().locked_token(), std::optional(TokenPos(step->step.first.value + 1)));
        const auto& keys = view.lines().data().keys;
        const auto source = std::ranges::find_if(keys, [](const HeadWord& word) { return word.step_class >= 0; });
        QVERIFY(source != keys.end());
        const TokenPos wanted = source->position;
        QTest::mouseClick(&view.lines(), Qt::LeftButton, {}, view.lines().key_rect(static_cast<int>(source - keys.begin())).center().toPoint());
        QTRY_COMPARE(window_->selection().locked_token(), std::optional(wanted));
    }

    void a_knock_out_is_cancelled_and_leaves_nothing() {
        open(std::make_unique<test::ScriptedBackend>(30ms), "cancel.db");
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        ask(kQuestion);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLong);
        window_->inspector().setCurrentIndex(1);
        AttentionTab& tab = window_->inspector().attention();
        QTRY_COMPARE_WITH_TIMEOUT(tab.heads().data().rows, 5, kLong);
        tab.heads().setFocus();
        QTest::keyClick(&tab.heads(), Qt::Key_Right);
        QTest::keyClick(&tab.heads(), Qt::Key_Space);
        QCOMPARE(tab.knockout().places().size(), std::size_t(1));
        QSignalSpy failed(&window_->engine(), &Engine::knock_out_failed);
        QTest::mouseClick(&tab.knockout().test_button(), Qt::LeftButton);
        auto* cancel = tab.findChild<QPushButton*>(QStringLiteral("cancel knock-out"));
        QVERIFY(cancel != nullptr && cancel->isVisibleTo(&tab));
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty() && !window_->engine().busy(), kLong);
        QCOMPARE(failed.front().front().toString(), QString());
        QVERIFY(tab.knockout().test_button().isEnabled());
        const auto reader = SessionReader::open(folder_ / "cancel.db").value();
        QVERIFY(reader->results(window_->document().run()->id)->empty());
        QVERIFY(reader->check()->empty());
    }

    void a_report_is_exported_through_the_dialog() {
        open(std::make_unique<test::ScriptedBackend>(), "export.db");
        ask_and_wait(kQuestion);
        QSignalSpy exported(window_.get(), &MainWindow::exported);
        QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier);
        auto* dialog = window_->findChild<QDialog*>(QStringLiteral("export"));
        QVERIFY(dialog != nullptr);
        const auto file = folder_ / "report.html";
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("export-file"));
        QVERIFY(name != nullptr);
        QTRY_VERIFY(dialog->isVisible());
        QTest::keyClicks(name, QString::fromStdString(file.string()));  // what was proposed is selected
        // The keyboard alone: a format in the list changes the file's name, and back.
        auto* format = dialog->findChild<QComboBox*>(QStringLiteral("export-format"));
        QTest::keyClick(format, Qt::Key_Down);
        QVERIFY(name->text().endsWith(QLatin1String("report.pdf")));
        QTest::keyClick(format, Qt::Key_Up);
        QCOMPARE(name->text().toStdString(), file.string());
        auto* experts = dialog->findChild<QCheckBox*>(QStringLiteral("export-section-experts"));
        QVERIFY(experts != nullptr);
        QTest::mouseClick(experts, Qt::LeftButton, Qt::NoModifier, QPoint(8, experts->height() / 2));
        QVERIFY(!experts->isChecked());
        auto* evidence = dialog->findChild<QComboBox*>(QStringLiteral("export-evidence"));
        QTest::keyClick(evidence, Qt::Key_Down);
        QCOMPARE(evidence->currentIndex(), 1);
        if (qEnvironmentVariableIsSet("REASONSCOPE_KEEP_PICTURES")) QVERIFY(dialog->grab().save(qEnvironmentVariable("REASONSCOPE_KEEP_PICTURES") + QStringLiteral("/export.png")));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!exported.isEmpty(), kLong);
        {  // what was chosen is proposed next time
            QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<QDialog*>(QStringLiteral("export")) == nullptr, kLong);
            window_->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(window_.get(), static_cast<int>(kLong)));
            QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier);
            auto* again = window_->findChild<QDialog*>(QStringLiteral("export"));
            QVERIFY(again != nullptr);
            QCOMPARE(again->findChild<QComboBox*>(QStringLiteral("export-evidence"))->currentIndex(), 1);
            QVERIFY(!again->findChild<QCheckBox*>(QStringLiteral("export-section-experts"))->isChecked());
            QVERIFY(again->findChild<QCheckBox*>(QStringLiteral("export-section-tree"))->isChecked());
            const QString proposed = again->findChild<QLineEdit*>(QStringLiteral("export-file"))->text();
            QVERIFY2(proposed.startsWith(QString::fromStdString(file.parent_path().string())) && proposed.endsWith(QLatin1String(".html")), qPrintable(proposed));
            again->reject();
        }
        const auto html = read_file(file);
        QVERIFY(html.has_value());
        QVERIFY(html->find("What is z?") != std::string::npos);
        QVERIFY(html->find("<h2>Reasoning tree</h2>") != std::string::npos);
        QVERIFY2(html->find("<h2>Experts</h2>") == std::string::npos, "the section was left out");
        QVERIFY2(html->find("Only observed evidence was asked for") != std::string::npos, "the report says what was chosen");
        Library::ReportOrder order;
        order.run = window_->document().run()->id;
        for (const char* other : {"r.pdf", "r.md", "r.json", "r.dot", "r.csv"}) {
            exported.clear();
            order.file = folder_ / other;
            window_->export_report(order);
            QTRY_VERIFY_WITH_TIMEOUT(!exported.isEmpty(), kLong);
            QVERIFY(std::filesystem::file_size(folder_ / other) > 100);
        }
        order.file = folder_ / "report.docx";
        window_->export_report(order);
        QTRY_VERIFY_WITH_TIMEOUT(window_->banner().sentence().contains(QLatin1String("docx")), kLong);
    }

    void escape_stops_a_run_and_keeps_what_was_said() {
        open(std::make_unique<test::ScriptedBackend>(20ms), "stop.db");
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        ask(kQuestion);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().tokens().size() > 40, kLong);
        QTest::keyClick(window_.get(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLong);
        QCOMPARE(window_->document().run()->state, RunState::Cancelled);
        QVERIFY(window_->document().run()->generated_tokens > 3);
        QVERIFY(window_->banner().sentence().isEmpty());
    }

    void closing_during_a_run_waits_for_it_and_leaves_a_clean_session() {
        open(std::make_unique<test::ScriptedBackend>(20ms), "close.db");
        ask(kQuestion);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().live(), kLong);
        window_->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window_->isVisible(), kLong);
        window_.reset();
        const auto session = SessionReader::open(folder_ / "close.db");
        QVERIFY(session.has_value());
        QVERIFY((*session)->check().value().empty());
        QCOMPARE((*session)->runs().value().back().state, RunState::Cancelled);
    }

    void destroying_the_window_during_a_run_joins() {
        open(std::make_unique<test::ScriptedBackend>(20ms), "destroy.db");
        ask(kQuestion);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().live(), kLong);
        window_.reset();
    }

    void a_sample_question_runs_with_one_click() {
        open(std::make_unique<test::ScriptedBackend>(), "sample.db");
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        QPushButton* chip = nullptr;
        ask_and_wait(kQuestion);  // before that the start page shows the samples
        shown.clear();
        for (auto* button : window_->prompt().findChildren<QPushButton*>()) {
            if (button->property("chip").toBool() && button->isVisible() && chip == nullptr) chip = button;
        }
        QVERIFY(chip != nullptr);
        QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLong);
        QCOMPARE(QString::fromStdString(window_->document().run()->start.prompt), window_->prompt().question());
    }

    void a_deleted_run_comes_back_with_undo_and_goes_without() {
        open(std::make_unique<test::ScriptedBackend>(), "delete.db");
        ask_and_wait(kQuestion);
        const RunId run = window_->document().run()->id;
        emit window_->sessions().delete_wanted(run);
        QVERIFY(window_->document().empty());
        auto* undo = window_->banner().findChild<QPushButton*>();
        QVERIFY(undo != nullptr);
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!window_->document().empty(), kLong);
        emit window_->sessions().delete_wanted(run);
        window_->banner().dismiss();
        QTRY_VERIFY_WITH_TIMEOUT(!window_->engine().busy() && !window_->library().busy(), kLong);
        QVERIFY(window_->undo_stack().canUndo());  // also without the banner
        window_->undo_stack().undo();
        QTRY_VERIFY_WITH_TIMEOUT(!window_->document().empty(), kLong);
        QTRY_VERIFY_WITH_TIMEOUT(window_->sessions().model().index_of(folder_ / "delete.db", run).isValid(), kLong);
        window_->undo_stack().redo();
        QSignalSpy removed(&window_->engine(), &Engine::run_removed);
        window_->undo_stack().clear();
        QTRY_VERIFY_WITH_TIMEOUT(!removed.isEmpty(), kLong);
        QCOMPARE(SessionReader::open(folder_ / "delete.db").value()->runs()->size(), std::size_t(0));
    }

    void the_bundled_model_answers() {
        if (!bundled_model_folder()) QSKIP("resources/models/r1-mini is missing");
        open(make_pipeline_backend(), "bundled.db");
        ask_and_wait(kQuestion);
        QCOMPARE(window_->document().run()->state, RunState::Done);
        QVERIFY(window_->document().steps().size() > 6);
        QCOMPARE(window_->document().run()->answer, std::string("22"));
        QVERIFY(window_->tree().canvas().graph(CanvasMode::Provenance).nodes.size() > 2);
        window_->inspector().setCurrentIndex(2);
        QTRY_VERIFY_WITH_TIMEOUT(window_->inspector().experts().loads().data().rows > 0, kLong);
    }
};

}  // namespace
}  // namespace reasonscope::ui

int main(int argc, char** argv) { return reasonscope::ui::test::run_in_own_home<reasonscope::ui::WindowTest>(argc, argv); }

#include "window_test.moc"
