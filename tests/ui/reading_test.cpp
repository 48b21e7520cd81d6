// Reading runs in the real window: the room of the tree in a low window, sums that are worked out, traces from a file, a comparison in another language.

#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>
#include <QtTest>
#include <array>

#include "reason/tree.h"
#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/models/step_model.h"
#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/inspector/attention_tab.h"
#include "ui/panels/inspector/experts_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/inspector/knockout_box.h"
#include "ui/panels/inspector/lens_tab.h"
#include "ui/panels/inspector/step_tab.h"
#include "ui/panels/timeline/timeline_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/main_window.h"
#include "ui/shell/preferences.h"
#include "ui/views/transcript_view.h"

namespace reasonscope::ui {
namespace {

/// The texts of all labels that are to be seen.
QStringList words_in(const QWidget& widget) {
    QStringList words;
    for (const auto* label : widget.findChildren<QLabel*>())
        if (label->isVisibleTo(&widget)) words << label->text();
    return words;
}

constexpr int kLong = 60000;  // patience of waits that end by themselves much earlier; no test passes or fails by speed

class ReadingTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    std::filesystem::path two_runs(const std::string& name) {
        const auto file = folder_ / name;
        auto session = SessionWriter::open(file);
        for (const test::Script& script : {test::chain_script(), test::forked_chain_script()})
            if (const auto played = test::play(script, **session, {}, [] {}, {}); !played) qFatal("%s", played.error().message.c_str());
        return file;
    }

    /// Three sentences with labels of what they depend on, as an import writes them.
    std::filesystem::path labelled_trace(const std::string& name) {
        const auto file = folder_ / name;
        auto session = SessionWriter::open(file);
        RunStart start;
        start.prompt = start.rendered_prompt = "What is 2 + 3?";
        start.model_name = "somebody's model";
        start.model_type = "imported";
        start.model_json = "{}";
        start.settings_json = R"({"imported":true,"importances":{"resampling_importance_accuracy":[-0.25,0.5,null],"accuracy":[0.5,0.25,0.75]}})";
        start.fingerprint = "imported:x";
        start.prompt_ids = {0};
        start.prompt_spans = {{0, 14}};
        const auto run = (*session)->begin_run(start);
        if (!run) qFatal("%s", run.error().message.c_str());
        std::vector<StoredStep> stored;
        std::vector<Step> steps;
        const std::array<std::string, 4> texts = {"What is 2 + 3?", "Add them.", "2 + 3 = 5.", "5"};
        std::uint32_t begin = 0;
        for (int i = 0; i < 4; ++i) {
            const std::string& text = texts[static_cast<std::size_t>(i)];
            Step step;
            step.id = StepId(i);
            step.source = i == 0 ? StepSource::Prompt : i == 3 ? StepSource::Answer : StepSource::Thinking;
            step.judge = i == 0 ? StepJudge::Unknown : StepJudge::Labels;
            step.first = TokenPos(i);
            step.last = TokenPos(i + 1);
            step.bytes = {begin, begin + static_cast<std::uint32_t>(text.size())};
            begin = step.bytes.end;
            steps.push_back(step);
            stored.push_back({step, text});
            const std::array<TokenPos, 1> begins{TokenPos(0)};
            if (i > 0 && !(*session)->add_token(*run, TokenRow{TokenPos(i), 0, text, true, 0, 0, 0, {}, {}}, {}, {}, begins)) qFatal("a token was not written");
        }
        StepMatrix labels(4);
        for (int i = 1; i < 4; ++i) labels.at(i, i - 1) = 1;
        RunEnd end;
        end.stop_reason = "imported";
        if (!(*session)->set_steps(*run, stored, "Add them.2 + 3 = 5.", "5") ||
            !(*session)->set_edges(*run, "depends-on", labels, edges_from(labels, steps, "depends-on", EvidenceGrade::Labelled)) || !(*session)->end_run(*run, end))
            qFatal("the trace was not written");
        return file;
    }

    void open(const std::filesystem::path& session, QSize size) {
        window_ = test::open_window(std::make_unique<test::ScriptedBackend>(), session, size);
        test::start_window(*window_, kLong);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().run().has_value(), kLong);
    }

    double share_of_tree() { return window_->tree().canvas().drawing_area().height() / window_->height(); }

    void compare() {
        QSignalSpy compared(&window_->comparison(), &ComparePanel::compared);
        emit window_->branch().compare_wanted(RunId(1), RunId(2));
        QTRY_COMPARE_WITH_TIMEOUT(compared.size(), 1, kLong);
    }

    StepId step_with(std::string_view text) {
        for (const StoredStep& step : window_->document().steps())
            if (step.text.find(text) != std::string::npos) return step.step.id;
        return StepId(-1);
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

    void the_tree_has_its_room_in_a_low_window() {
        open(two_runs("low.db"), {1280, 720});
        QTRY_VERIFY2(share_of_tree() >= 0.45, qPrintable(QString::number(share_of_tree())));
        auto* tools = window_->findChild<QToolButton*>(QStringLiteral("canvas_tools"));
        auto* fold = window_->findChild<QToolButton*>(QStringLiteral("fold"));
        QVERIFY(tools->isVisible() && !fold->isVisible());
        QTest::mouseClick(tools, Qt::LeftButton);
        QVERIFY(fold->isVisible());
        QTest::mouseClick(tools, Qt::LeftButton);
        QVERIFY(!fold->isVisible());
        // A comparison is read: it takes half of the height, and gives it back.
        compare();
        QDockWidget* dock = window_->layout_of_docks().dock(QStringLiteral("compare"));
        QTRY_VERIFY2(dock->height() >= 0.4 * window_->height(), qPrintable(QString::number(dock->height())));
        window_->layout_of_docks().dock(QStringLiteral("timeline"))->raise();
        QTRY_VERIFY2(share_of_tree() >= 0.45, qPrintable(QString::number(share_of_tree())));
        window_->resize(1600, 1000);
        QTRY_VERIFY(fold->isVisible() && !tools->isVisible());
    }

    void sums_are_marked_with_words() {
        open(two_runs("sums.db"), {1600, 1000});
        QTRY_COMPARE(window_->document().run()->id, RunId(2));
        const StepId wrong = step_with("5 + 7"), right = step_with("13 * 2");
        window_->selection().lock(wrong);
        QTRY_VERIFY(window_->inspector().step().claims_text().startsWith(QStringLiteral("✗")));
        QVERIFY2(window_->inspector().step().claims_text().contains(QStringLiteral("Wrong: ")), qPrintable(window_->inspector().step().claims_text()));
        window_->selection().lock(right);
        QTRY_VERIFY(window_->inspector().step().claims_text().startsWith(QStringLiteral("✓")));
        const CanvasGraph& chain = window_->tree().canvas().graph(CanvasMode::Chain);
        QCOMPARE(chain.nodes[static_cast<std::size_t>(wrong.value)].claims, ClaimState::Wrong);
        QCOMPARE(chain.nodes[static_cast<std::size_t>(right.value)].claims, ClaimState::Verified);
        QCOMPARE(chain.nodes[0].claims, ClaimState::None);
        const TokenPos at = window_->document().step(wrong)->step.first;
        QVERIFY2(window_->transcript().view().tooltip_text(at).contains(QStringLiteral("wrong sum")), qPrintable(window_->transcript().view().tooltip_text(at)));
    }

    void a_trace_from_a_file_says_what_its_edges_are() {
        open(labelled_trace("labels.db"), {1600, 1000});
        QStringList offered;
        for (auto* button : window_->tree().findChildren<QToolButton*>()) {
            const auto* bar = qobject_cast<QFrame*>(button->parent());
            if (bar && bar->accessibleName() == QLatin1String("How edges were measured") && button->isVisible()) offered << button->text() + (button->isChecked() ? "*" : "");
        }
        QCOMPARE(offered, QStringList{QStringLiteral("Labels*")});
        window_->selection().lock(StepId(2));
        auto& tab = window_->inspector().step();
        QTRY_VERIFY2(words_in(tab).contains(QStringLiteral("labelled in the file")), qPrintable(words_in(tab).join(u'|')));
        QVERIFY2(words_in(tab).contains(QStringLiteral("labels that came with the trace · labelled")), qPrintable(words_in(tab).join(u'|')));
        QCOMPARE(window_->transcript().view().tint(), TokenTint::StepClass);
    }

    void a_trace_without_attention_and_model_says_so() {
        open(labelled_trace("without.db"), {1600, 1000});
        InspectorPanel& inspector = window_->inspector();
        inspector.setCurrentIndex(1);
        QTRY_VERIFY(inspector.attention().steps().isVisible() && inspector.attention().steps().data().rows == 4);
        QVERIFY(!inspector.attention().heads().isVisible() && !inspector.attention().knockout().isVisible());
        QVERIFY(words_in(inspector.attention()).join(u'|').contains(QStringLiteral("No attention came with this trace")));
        inspector.setCurrentIndex(2);
        QTRY_VERIFY(words_in(inspector.experts()).contains(QStringLiteral("No experts came with this trace.")));
        inspector.setCurrentIndex(3);
        QTRY_VERIFY2(window_->inspector().lens().grid().empty_text().contains(QStringLiteral("no model")), qPrintable(window_->inspector().lens().grid().empty_text()));
    }

    void numbers_of_a_trace_stand_in_the_timeline_with_their_signs() {
        open(labelled_trace("figures.db"), {1600, 1000});
        auto& panel = *window_->findChild<TimelinePanel*>();
        StepBars& bars = panel.published();
        QTRY_VERIFY(bars.isVisible());
        QVERIFY(!panel.view().isVisible());
        QComboBox& choice = panel.published_choice();
        QCOMPARE(choice.count(), 2);
        QCOMPARE(choice.currentText(), QStringLiteral("resampling importance (accuracy)"));
        QTest::mouseClick(&bars, Qt::LeftButton, {}, bars.bar_rect(1).center().toPoint());
        QTRY_COMPARE(window_->selection().locked_step(), std::optional(StepId(1)));
        QVERIFY2(bars.readout(1).endsWith(QStringLiteral("-0.250")), qPrintable(bars.readout(1)));
        QVERIFY2(bars.readout(3).endsWith(QStringLiteral("no value")), qPrintable(bars.readout(3)));
        const auto words = [this] { return words_in(window_->inspector().step()); };
        QTRY_VERIFY2(words().contains(QLocale().toString(-0.25, 'f', 3)), qPrintable(words().join(u'|')));
        bars.setFocus();
        QTest::keyClick(&bars, Qt::Key_Right);
        QTRY_COMPARE(window_->selection().locked_step(), std::optional(StepId(2)));
        choice.setFocus();
        QTest::keyClick(&choice, Qt::Key_Down);
        QCOMPARE(choice.currentText(), QStringLiteral("accuracy from here"));
        QVERIFY2(bars.readout(3).endsWith(QStringLiteral("0.750")), qPrintable(bars.readout(3)));
    }

    void traces_of_sentences_are_compared_by_their_words() {
        labelled_trace("pair.db");
        open(labelled_trace("pair.db"), {1600, 1000});
        QTRY_COMPARE(window_->document().run()->id, RunId(2));
        compare();
        const QStringList said = words_in(window_->comparison());
        QVERIFY2(said.contains(QStringLiteral("Their sentences are the same.")), qPrintable(said.join(u'|')));
        const QString page = window_->comparison().page().toPlainText();
        QVERIFY2(page.contains(QStringLiteral("3 sentences")) && page.contains(QStringLiteral("2 + 3 = 5.")), qPrintable(page));
        for (const char* unmeasured : {"entropy", "Entropy", "Same routing", "Same attention"}) QVERIFY2(!page.contains(QLatin1String(unmeasured)), unmeasured);
        const auto* again = window_->findChild<QPushButton*>(QStringLiteral("compare-again"));
        QVERIFY(again && !again->isEnabled() && again->toolTip().contains(QStringLiteral("no model")));
        QTableView& table = window_->transcript().table();
        QVERIFY2(table.isColumnHidden(StepModel::Entropy), "no column of dashes");
        for (auto* form : window_->transcript().findChildren<QToolButton*>())
            if (form->text() == QLatin1String("Steps")) QTest::mouseClick(form, Qt::LeftButton);
        QTRY_VERIFY(table.isVisible());
        QTRY_VERIFY2(table.columnWidth(StepModel::Text) >= 150, qPrintable(QString::number(table.columnWidth(StepModel::Text))));
        window_->layout_of_docks().dock(QStringLiteral("transcript"))->setMinimumWidth(700);
        QTRY_COMPARE(table.horizontalHeader()->length(), table.viewport()->width());  // the words have what the others leave
    }

    void a_comparison_stays_in_another_language() {
        open(two_runs("language.db"), {1600, 1000});
        compare();
        QVERIFY(window_->comparison().page().toPlainText().contains(QStringLiteral("so y is 13")));
        window_->preferences().set(QLatin1String(pref::kLanguage), QStringLiteral("zh_CN"));
        QTRY_VERIFY_WITH_TIMEOUT(window_->comparison().page().toPlainText().contains(QStringLiteral("so y is 13")), kLong);
        QCOMPARE(window_->comparison().comparison()->b.id, RunId(2));
        window_->preferences().set(QLatin1String(pref::kLanguage), QStringLiteral("en"));
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_MAIN(reasonscope::ui::ReadingTest)
#include "reading_test.moc"
