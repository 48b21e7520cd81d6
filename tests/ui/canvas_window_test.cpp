// The canvas in the real window, with real keys and clicks.

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QtTest>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/own_home.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/inspector/attention_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/banner.h"
#include "ui/shell/main_window.h"
#include "ui/views/step_matrix.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 60000;  // patience; no test passes or fails by speed

class CanvasWindowTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    TreeCanvas& canvas() { return window_->tree().canvas(); }

private slots:
    void initTestCase() {
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
    }

    void init() {
        window_ = test::open_window(std::make_unique<test::ScriptedBackend>(), folder_ / (std::string(QTest::currentTestFunction()) + ".db"), {1400, 900});
        test::start_window(*window_, kLong);
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        auto* question = window_->findChild<QPlainTextEdit*>(QStringLiteral("question"));
        question->setFocus();
        QTest::keyClicks(question, QString::fromStdString(test::maze_script().prompt));
        QTest::keyClick(question, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLong);
        canvas().setFocus();
    }

    void cleanup() {
        window_.reset();
        EXPECT_NO_WARNINGS();
    }

    void the_matrix_holds_all_weights_of_the_run() {
        QTest::keyClick(&canvas(), Qt::Key_4);
        StepMatrixView& matrix = canvas().matrix();
        QVERIFY(matrix.isVisible());
        const std::size_t edges = window_->document().edges_of_method().size();
        QTRY_VERIFY_WITH_TIMEOUT(matrix.graph().edges.size() > edges, kLong);  // the stored matrix, not the few edges alone
        const Edge strongest = window_->document().sources(StepId(6)).front();
        QVERIFY(std::abs(matrix.weight(6, strongest.source.value) - strongest.weight) < 0.02F);
        QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cell_rect(6, 2).center().toPoint());
        QCOMPARE(window_->selection().locked_step(), std::optional(StepId(6)));
        test::keep_picture(*window_, "window_matrix");
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QCOMPARE(canvas().mode(), CanvasMode::Provenance);
        QCOMPARE(canvas().graph(CanvasMode::Provenance).nodes.front().step, StepId(6));
    }

    void a_search_selects_in_every_panel() {
        QTest::keyClick(&canvas(), Qt::Key_3);
        QTest::keyClick(&canvas(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()) != nullptr);
        QTest::keyClicks(QApplication::focusWidget(), "shorter way");
        const auto step = window_->selection().locked_step();
        QVERIFY(step.has_value());
        QVERIFY(window_->document().step(*step)->text.find("shorter way") != std::string::npos);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(canvas().hasFocus());
        QCOMPARE(window_->selection().locked_step(), step);
    }

    void an_alternative_of_the_tree_opens_the_branch_menu_at_it() {
        QTest::keyClick(&canvas(), Qt::Key_1);
        const auto& nodes = canvas().graph(CanvasMode::Decision).nodes;
        const auto ghost = std::find_if(nodes.begin(), nodes.end(), [](const CanvasNode& n) { return n.kind == CanvasNodeKind::Ghost; });
        QVERIFY(ghost != nodes.end());
        const int token = ghost->token_id;
        const TokenPos place = ghost->at;
        canvas().fit();
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, canvas().node_rect(static_cast<int>(ghost - nodes.begin())).center().toPoint());
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = window_->findChild<QMenu*>(QStringLiteral("branch-menu"))) && menu->isVisible());
        QVERIFY(menu->activeAction() != nullptr);
        QCOMPARE(menu->activeAction()->data().toInt(), token);
        QCOMPARE(window_->selection().locked_token(), std::optional(place));
        QTest::keyClick(menu, Qt::Key_Return);  // this engine only plays scripts: it says so, which shows that the branch was asked for
        QTRY_VERIFY_WITH_TIMEOUT(window_->banner().sentence().contains(QStringLiteral("cannot branch")), kLong);
    }

    void a_family_too_large_for_the_tree_says_how_many_runs_are_elsewhere() {
        constexpr int kTooMany = 3;
        const auto file = folder_ / "family.db";
        {
            const auto writer = SessionWriter::open(file).value();
            RunStart start;
            start.prompt = "Which way?";
            start.prompt_ids = {1, 2};
            start.prompt_spans = {{0, 5}, {5, 10}};
            start.rendered_prompt = start.prompt;
            RunId first;
            for (int i = 0; i < kMostLimbs + kTooMany + 1; ++i) {
                BranchRow left;
                left.parent = first;
                left.position = TokenPos(3);
                left.kind = "regenerate";
                const auto begun = i == 0 ? writer->begin_run(start) : writer->begin_branch(start, left, true);
                QVERIFY2(begun.has_value(), begun ? "" : begun.error().message.c_str());
                const RunId run = *begun;
                if (i == 0) first = run;
                for (int at = i == 0 ? 2 : 3; at < 5; ++at) {
                    TokenRow token;
                    token.position = TokenPos(at);
                    token.id = 10 * i + at;
                    token.text = at == 2 ? "Left. " : "Right.";
                    token.generated = true;
                    QVERIFY(writer->add_token(run, token, {}, {}, {}).has_value());
                }
                StoredStep step;
                step.step = {StepId(0), StepSource::Answer, {10, 28}, TokenPos(2), TokenPos(5), StepClass::FinalAnswerEmission, 1};
                step.text = "Left. Right.Right.";
                const StoredStep steps[] = {step};
                QVERIFY(writer->set_steps(run, steps, {}, "Right.").has_value());
                QVERIFY(writer->end_run(run, {}).has_value());
            }
        }
        const auto window = test::open_window(std::make_unique<test::ScriptedBackend>(), file, {1400, 900});
        QSignalSpy family(&window->tree(), &TreePanel::family_shown);
        window->start();
        QTRY_VERIFY_WITH_TIMEOUT(!family.isEmpty() && !window->library().busy(), kLong);
        window->tree().choose_mode(CanvasMode::Decision);
        const auto labels = window->tree().findChildren<QLabel*>();
        const auto says = [&](const QString& words) { return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->text().contains(words); }); };
        QVERIFY(says(QStringLiteral("3 more run")));
        window->tree().choose_mode(CanvasMode::Provenance);
        QVERIFY2(!says(QStringLiteral("more run")), "this drawing is of the run alone");
    }

    void a_map_that_was_empty_takes_all_of_its_room() {
        window_->inspector().setCurrentIndex(1);
        const HeatMapView& map = window_->inspector().attention().steps();
        QTRY_VERIFY_WITH_TIMEOUT(map.data().rows > 0, kLong);
        const int last = map.data().rows - 1;
        const auto share = [&] { return map.cell_rect({0, 0}).united(map.cell_rect({last, last})).height() / map.height(); };
        QTRY_VERIFY2(share() > 0.55, qPrintable(QString::number(share())));
    }

    void motion_can_be_reduced() {
        auto* still = window_->findChild<QAction*>(QStringLiteral("view.reduce_motion"));
        QVERIFY(still != nullptr);
        const bool before = still->isChecked();
        still->trigger();
        QCOMPARE(canvas().animated(), before);
        still->trigger();
        QCOMPARE(canvas().animated(), !before);
    }
};

}  // namespace
}  // namespace reasonscope::ui

int main(int argc, char** argv) { return reasonscope::ui::test::run_in_own_home<reasonscope::ui::CanvasWindowTest>(argc, argv); }

#include "canvas_window_test.moc"
