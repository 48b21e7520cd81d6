// Branching in the real window with real keys and clicks, on the bundled model.

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>
#include <QtTest>
#include <algorithm>

#include "tests/ui/support/bundled_window.h"
#include "tests/ui/support/own_home.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/branch/sibling_bar.h"
#include "ui/panels/branch/text_dialog.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/main_window.h"

namespace reasonscope::ui {
namespace {

using test::kLong;

class BranchTest : public QObject {
    Q_OBJECT

    test::BundledWindow bundled_;
    reasonscope::test::TempFolder& folder_ = bundled_.folder;
    std::unique_ptr<MainWindow>& window_ = bundled_.window;

    void open(const std::string& session) { bundled_.open(session); }
    bool quiet() { return bundled_.quiet(); }
    RunId run() { return bundled_.run(); }
    void wait_for_run(RunId wanted) { bundled_.wait_for_run(wanted); }

    const StoredStep* step_with(std::string_view text) {
        for (const StoredStep& s : window_->document().steps())
            if (s.step.source == StepSource::Thinking && s.text.find(text) != std::string::npos) return &s;
        return nullptr;
    }
    void lock(const StoredStep& step) { window_->selection().lock(step.step.id, step.step.first); }
    /// The offscreen platform gives no window the focus back when a menu or a dialog has gone.
    void press(int key, Qt::KeyboardModifiers modifiers) {
        window_->activateWindow();
        QTRY_VERIFY(window_->isActiveWindow());
        QTest::keyClick(window_.get(), static_cast<Qt::Key>(key), modifiers);
    }
    QString place() { return window_->findChild<SiblingBar*>()->text(); }

private slots:
    void initTestCase() {
        if (!bundled_model_folder()) QSKIP("the bundled model is not here");
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
    }
    void cleanup() {
        window_.reset();
        EXPECT_NO_WARNINGS();
    }

    void another_token_is_chosen_from_the_text_and_siblings_are_kept() {
        open("fork.db");
        const auto* step = step_with("so b is");
        QVERIFY(step);
        lock(*step);
        TranscriptView& view = window_->transcript().view();
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Return);
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = window_->findChild<QMenu*>(QStringLiteral("branch-menu"))) && menu->isVisible());
        test::keep_picture(*menu, "branch-menu");
        // The first entry that can be chosen is the strongest token that was not taken.
        QAction* other = nullptr;
        for (QAction* action : menu->actions())
            if (!other && action->isEnabled() && action->data().isValid()) other = action;
        QVERIFY(other);
        const int wanted = other->data().toInt();
        const auto at = static_cast<std::size_t>(step->step.first.value);
        menu->setActiveAction(other);
        QTest::keyClick(menu, Qt::Key_Return);
        wait_for_run(RunId(2));
        QCOMPARE(window_->document().tokens()[at].id, wanted);
        QTRY_COMPARE(place(), QStringLiteral("2/2"));
        press(Qt::Key_BracketLeft, Qt::ControlModifier);
        wait_for_run(RunId(1));
        QTRY_COMPARE(place(), QStringLiteral("1/2"));
        QVERIFY(window_->document().tokens()[at].id != wanted);
        QTRY_VERIFY(window_->findChild<QToolButton*>(QStringLiteral("sibling-next"))->isEnabled());
        QTest::mouseClick(window_->findChild<QToolButton*>(QStringLiteral("sibling-next")), Qt::LeftButton);
        wait_for_run(RunId(2));
    }

    void a_step_is_edited_compared_pruned_and_brought_back() {
        open("edit.db");
        const auto* step = step_with("so b is 5");
        QVERIFY(step);
        lock(*step);
        press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        TextDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = window_->findChild<TextDialog*>()) && dialog->isVisible());
        QCOMPARE(dialog->edit().toPlainText(), QString::fromStdString(step->text));
        dialog->edit().clear();
        QTest::keyClicks(&dialog->edit(), QStringLiteral("b = a + 3 = 2 + 3, so b is 6. "));
        test::keep_picture(*dialog, "branch-edit");
        dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QTest::keyClick(&dialog->edit(), Qt::Key_Return, Qt::ControlModifier);
        wait_for_run(RunId(2));
        QCOMPARE(window_->document().run()->answer, std::string("12"));

        QSignalSpy compared(&window_->comparison(), &ComparePanel::compared);
        QTRY_COMPARE(place(), QStringLiteral("2/2"));
        press(Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(compared.size(), 1, kLong);
        const auto& comparison = window_->comparison().comparison();
        QCOMPARE(comparison->a.id, RunId(1));
        QCOMPARE(comparison->b.answer, std::string("12"));
        QVERIFY(window_->comparison().isVisible());
        QVERIFY(window_->comparison().page().toPlainText().contains(QStringLiteral("so b is 6.")));
        QSignalSpy spread(&window_->engine(), &Engine::resampled);
        QTest::mouseClick(window_->findChild<QPushButton*>(QStringLiteral("compare-again")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(spread.size(), 2, kLong);
        QVERIFY(window_->comparison().page().toPlainText().contains(QStringLiteral("written again 10 times")));
        test::keep_picture(*window_, "compare-light");
        theme::apply(ThemeMode::Dark);
        window_->resize(1280, 720);
        test::keep_picture(*window_, "compare-dark-small");
        theme::apply(ThemeMode::Light);

        QTRY_VERIFY_WITH_TIMEOUT(quiet(), kLong);
        const auto listed = [&] {
            return window_->sessions().model().runs_shown(window_->library().file());
        };
        QTRY_COMPARE(listed(), 2);
        window_->findChild<QAction*>(QStringLiteral("branch.prune"))->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(listed(), 1, kLong);
        press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(listed(), 2, kLong);
    }

    void siblings_hang_as_limbs_in_the_tree() {
        open("limbs.db");
        const auto* step = step_with("so b is 5");
        QVERIFY(step);
        const StepId at = step->step.id;
        lock(*step);
        press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        TextDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = window_->findChild<TextDialog*>()) && dialog->isVisible());
        dialog->edit().clear();
        QTest::keyClicks(&dialog->edit(), QStringLiteral("b = a + 3 = 2 + 3, so b is 6. "));
        dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QTest::keyClick(&dialog->edit(), Qt::Key_Return, Qt::ControlModifier);
        wait_for_run(RunId(2));
        TreeCanvas& canvas = window_->tree().canvas();
        window_->tree().choose_mode(CanvasMode::Decision);
        const auto card = [&](auto fits) {
            const auto& nodes = canvas.graph(CanvasMode::Decision).nodes;
            const auto found = std::ranges::find_if(nodes, fits);
            return found == nodes.end() ? -1 : static_cast<int>(found - nodes.begin());
        };
        const auto head = [&](int run) { return card([run](const CanvasNode& n) { return n.kind == CanvasNodeKind::Branch && n.run == RunId(run); }); };
        QTRY_VERIFY_WITH_TIMEOUT(head(1) >= 0, kLong);
        const auto limb_step = [&](int run, Difference how) {
            return card([&](const CanvasNode& n) { return n.run == RunId(run) && n.kind == CanvasNodeKind::Step && n.difference == how; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(limb_step(1, Difference::Changed) >= 0, kLong);  // what the edit replaced
        test::keep_picture(*window_, "limbs-light");
        // A click on a limb's card shows that run at that step.
        const int changed = limb_step(1, Difference::Changed);
        const StepId wanted = canvas.graph(CanvasMode::Decision).nodes[static_cast<std::size_t>(changed)].step;
        canvas.fit();
        QVERIFY(canvas.rect().contains(canvas.node_rect(changed).center().toPoint()));
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.node_rect(changed).center().toPoint());
        wait_for_run(RunId(1));
        QCOMPARE(window_->selection().locked_step(), std::optional(wanted));
        // Now the edit is the limb: its head says what was changed and what came of it.
        QTRY_VERIFY_WITH_TIMEOUT(head(2) >= 0, kLong);
        const CanvasNode named = canvas.graph(CanvasMode::Decision).nodes[static_cast<std::size_t>(head(2))];
        QVERIFY2(named.text.contains(QStringLiteral("so b is 6.")), qPrintable(named.text));
        QCOMPARE(named.note, QStringLiteral("12"));
        // Keys walk through the runs that part at the step, and a screen reader hears of them.
        canvas.setFocus();
        window_->selection().lock(at);
        QVERIFY2(canvas.spoken_current().contains(QStringLiteral("Branch 1 of 2")), qPrintable(canvas.spoken_current()));
        QTest::keyClick(&canvas, Qt::Key_Greater);
        wait_for_run(RunId(2));
        QTRY_VERIFY_WITH_TIMEOUT(head(1) >= 0 && head(2) < 0, kLong);
        QTest::keyClick(&canvas, Qt::Key_Less);
        wait_for_run(RunId(1));
        QTRY_VERIFY_WITH_TIMEOUT(head(2) >= 0, kLong);
        QTest::keyClick(&canvas, Qt::Key_Return);
        wait_for_run(RunId(2));

        // The list has the same tree; H shows the branch alone in both, the breadcrumb brings the rest back.
        QTreeView& list = window_->sessions().view();
        SessionTreeModel& model = window_->sessions().model();
        const auto& file = window_->library().file();
        QTRY_VERIFY_WITH_TIMEOUT(model.index_of(file, RunId(2)).isValid(), kLong);
        QCOMPARE(model.index_of(file, RunId(2)).parent(), model.index_of(file, RunId(1)));
        QVERIFY(model.index_of(file, RunId(2)).data().toString().contains(QStringLiteral("edited")));
        list.setCurrentIndex(model.index_of(file, RunId(2)));
        window_->activateWindow();
        list.setFocus();
        QTRY_VERIFY(window_->isActiveWindow() && list.hasFocus());
        QTest::keyClick(&list, Qt::Key_H);
        QTRY_COMPARE(window_->selection().hoisted(), std::optional(RunId(2)));
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(head(1) < 0);
        QVERIFY(card([&](const CanvasNode& n) { return n.kind == CanvasNodeKind::Step && n.step.value < at.value; }) < 0);
        test::keep_picture(*window_, "hoisted-light");
        theme::apply(ThemeMode::Dark);
        test::keep_picture(*window_, "hoisted-dark");
        auto* all = window_->tree().findChild<QToolButton*>(QStringLiteral("crumb-all"));
        QVERIFY(all);
        QTRY_VERIFY(all->isVisible());
        QTest::mouseClick(all, Qt::LeftButton);
        QVERIFY(!window_->selection().hoisted());
        QVERIFY(head(1) >= 0);
        test::keep_picture(*window_, "limbs-dark");
        window_->resize(1280, 720);
        test::keep_picture(*window_, "limbs-dark-small");
        theme::apply(ThemeMode::Light);
        test::keep_picture(*window_, "limbs-light-small");

        // Pruning takes the limb out of the tree, undo brings it back.
        window_->findChild<QAction*>(QStringLiteral("branch.prune"))->trigger();
        list.setCurrentIndex(model.index_of(file, RunId(1)));
        QTest::keyClick(&list, Qt::Key_Return);
        wait_for_run(RunId(1));
        QTRY_VERIFY_WITH_TIMEOUT(head(2) < 0 && !window_->library().busy(), kLong);
        press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(head(2) >= 0, kLong);
    }

    void steps_are_marked_by_keys_listed_and_unmarked_by_undo() {
        open("marks.db");
        const auto* step = step_with("so b is");
        QVERIFY(step);
        const StepId at = step->step.id;
        lock(*step);
        window_->tree().choose_mode(CanvasMode::Decision);
        TreeCanvas& canvas = window_->tree().canvas();
        const auto card = [&]() -> CanvasNode {
            for (const CanvasNode& node : canvas.graph(CanvasMode::Decision).nodes)
                if (node.kind == CanvasNodeKind::Step && node.step == at) return node;
            return {};
        };
        press(Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(card().marks, static_cast<std::uint8_t>(kBookmarked), kLong);
        const auto write = [&](int key, const QString& words) {
            press(key, Qt::ControlModifier | Qt::ShiftModifier);
            TextDialog* dialog = nullptr;
            QTRY_VERIFY((dialog = window_->findChild<TextDialog*>()) && dialog->isVisible());
            dialog->edit().clear();
            QTest::keyClicks(&dialog->edit(), words);
            dialog->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            QTest::keyClick(&dialog->edit(), Qt::Key_Return, Qt::ControlModifier);
            QTRY_VERIFY(window_->findChild<TextDialog*>() == nullptr);
        };
        write(Qt::Key_N, QStringLiteral("the sum is here"));
        write(Qt::Key_T, QStringLiteral("sum, key step"));
        QTRY_COMPARE_WITH_TIMEOUT(card().marks, static_cast<std::uint8_t>(kBookmarked | kNoted | kTagged), kLong);
        QVERIFY(card().note.contains(QStringLiteral("the sum is here")) && card().note.contains(QStringLiteral("#key step")));
        QVERIFY(window_->transcript().view().tooltip_text(step->step.first).contains(QStringLiteral("the sum is here")));
        SessionTreeModel& model = window_->sessions().model();
        QTRY_VERIFY_WITH_TIMEOUT(model.index_of(window_->library().file(), RunId(1)).data(SessionTreeModel::DetailRole).toString().contains(QStringLiteral("#key step")), kLong);
        test::keep_picture(*window_, "marks");

        // The list jumps there, and so does F2.
        window_->selection().lock(StepId(0));
        press(Qt::Key_F2, Qt::ControlModifier);
        QMenu* list = nullptr;
        QTRY_VERIFY((list = window_->findChild<QMenu*>(QStringLiteral("mark-list"))) && list->isVisible());
        QVERIFY(list->actions().front()->text().contains(QStringLiteral("the sum is here")));
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_COMPARE(window_->selection().locked_step(), std::optional(at));
        window_->selection().lock(StepId(0));
        press(Qt::Key_F2, Qt::NoModifier);
        QTRY_COMPARE(window_->selection().locked_step(), std::optional(at));

        press(Qt::Key_Z, Qt::ControlModifier);  // both tags at once
        QTRY_COMPARE_WITH_TIMEOUT(card().marks, static_cast<std::uint8_t>(kBookmarked | kNoted), kLong);
        press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(card().marks, static_cast<std::uint8_t>(kBookmarked | kNoted | kTagged), kLong);
        press(Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(card().marks, static_cast<std::uint8_t>(kNoted | kTagged), kLong);
        QCOMPARE(SessionReader::open(window_->library().file()).value()->marks()->size(), std::size_t(3));
    }

    void thinking_stops_where_it_is_told() {
        open("answer.db");
        const auto* step = step_with("so a is 2");
        QVERIFY(step);
        window_->selection().lock(step->step.id);
        const auto before = window_->document().run()->thinking;
        press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        wait_for_run(RunId(2));
        QVERIFY(!window_->document().run()->answer.empty());
        QVERIFY(window_->document().run()->thinking.size() < before.size());
    }
};

}  // namespace
}  // namespace reasonscope::ui

int main(int argc, char** argv) { return reasonscope::ui::test::run_in_own_home<reasonscope::ui::BranchTest>(argc, argv); }

#include "branch_test.moc"
