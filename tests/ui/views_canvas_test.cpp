// The canvas with long reasoning, driven with real mouse and key events.

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest>

#include "tests/ui/support/picture.h"
#include "tests/ui/support/sample_run.h"
#include "ui/theme/theme.h"
#include "ui/views/canvas_fold.h"
#include "ui/views/canvas_search.h"
#include "ui/views/step_matrix.h"
#include "ui/views/tree_canvas.h"

using namespace reasonscope;
using namespace reasonscope::ui;

namespace {

/// A path of `count` steps in chains of four of one class; step i rests on i - 1 (0.6) and, from 10 on, on i - 9 (0.2).
CanvasGraph long_path(int count) {
    CanvasGraph graph;
    for (int i = 0; i < count; ++i) {
        CanvasNode node;
        node.kind = i == 0 ? CanvasNodeKind::Prompt : CanvasNodeKind::Step;
        node.step = StepId(i);
        node.parent = i - 1;
        node.step_class = i == 0 ? 0 : 1 + (i - 1) / 4 % 6;
        node.text = i % 17 == 3 ? QStringLiteral("Wait, maybe step %1 is wrong.").arg(i) : QStringLiteral("So the sum number %1 is even.").arg(i);
        graph.nodes.push_back(std::move(node));
        if (i > 0) graph.edges.push_back({StepId(i), StepId(i - 1), 0.6F, 0.05F, Evidence::Observed, true, "attention"});
        if (i >= 10) graph.edges.push_back({StepId(i), StepId(i - 9), 0.2F, 0.05F, Evidence::Observed, false, "attention"});
    }
    return graph;
}

struct Long {
    Selection selection;
    TreeCanvas view;
    explicit Long(int count, QSize size = {1000, 800}) {
        view.set_animated(false);
        view.attach(&selection);
        view.resize(size);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
        view.activateWindow();
        for (const auto mode : {CanvasMode::Decision, CanvasMode::Chain, CanvasMode::Matrix}) view.set_graph(mode, long_path(count));
    }
    QToolButton* button(const char* name) { return view.findChild<QToolButton*>(QString::fromLatin1(name)); }
    QSlider* slider(const char* name) { return view.findChild<QSlider*>(QString::fromLatin1(name)); }
    int node_of(int step) {
        const auto& nodes = view.graph(view.mode()).nodes;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (nodes[i].step.value == step && nodes[i].kind != CanvasNodeKind::Ghost) return static_cast<int>(i);
        return -1;
    }
};

/// How many pixels of a picture differ from another of the same size.
int differing(const QImage& a, const QImage& b) {
    int found = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) found += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
    return found;
}

}  // namespace

class ViewsCanvasTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(ThemeMode::Light); }

    void fit_shows_all_of_a_very_long_run() {
        Long c(20000);
        QTest::keyClick(&c.view, Qt::Key_F);
        const QRectF first = c.view.node_rect(0), last = c.view.node_rect(19999);
        QVERIFY(first.top() >= 0 && last.bottom() <= c.view.height());
        QVERIFY2(last.width() > 40, "from far away a run stays wide enough to be seen");
        QVERIFY(last.top() - first.top() > 500);
        test::keep_picture(c.view, "canvas_fit_20000");
        // The picture is not empty: the middle of the column has the colours of classes.
        const QImage picture = c.view.grab().toImage();
        const QPoint middle = c.view.node_rect(10000).center().toPoint();
        QVERIFY(picture.pixelColor(middle).saturation() > 20);
        QTest::keyClick(&c.view, Qt::Key_0);
        QCOMPARE(c.view.zoom(), 1.0);
    }

    void the_minimap_is_dragged_to_move_the_view() {
        Long c(400);
        c.view.reset_zoom();
        const QRectF map = c.view.minimap_rect();
        QVERIFY(!map.isEmpty());
        const double before = c.view.node_rect(200).y();
        QTest::mousePress(&c.view, Qt::LeftButton, {}, QPoint(static_cast<int>(map.center().x()), static_cast<int>(map.top()) + 10));
        const double at_top = c.view.node_rect(200).y();
        QTest::mouseMove(&c.view, QPoint(static_cast<int>(map.center().x()), static_cast<int>(map.bottom()) - 10));
        QTest::mouseRelease(&c.view, Qt::LeftButton, {}, QPoint(static_cast<int>(map.center().x()), static_cast<int>(map.bottom()) - 10));
        QVERIFY(c.view.node_rect(200).y() < at_top - 20000);
        QVERIFY(c.view.node_rect(200).y() < before);
        QVERIFY2(!c.selection.locked_step(), "a drag on the minimap selects nothing");
    }

    void search_counts_highlights_and_steps_through() {
        Long c(100);
        QTest::keyClick(&c.view, Qt::Key_F, Qt::ControlModifier);
        auto* line = c.view.findChild<QLineEdit*>();
        QTRY_VERIFY(line->hasFocus());
        QTest::keyClicks(line, "wait");
        const auto* search = c.view.findChild<CanvasSearch*>(QStringLiteral("canvas_search"));
        const auto count = [&] { return search->findChild<QLabel*>()->text(); };
        QCOMPARE(count(), QStringLiteral("1/6"));
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(3)));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(count(), QStringLiteral("2/6"));
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(20)));
        QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(count(), QStringLiteral("6/6"));
        QVERIFY(c.view.rect().contains(c.view.node_rect(c.node_of(88)).toRect()));
        // A match is framed in the colour of warnings.
        const QRectF card = c.view.node_rect(c.node_of(88));
        const QColor frame = c.view.grab().toImage().pixelColor(QPoint(static_cast<int>(card.center().x()), static_cast<int>(card.top() - 3)));
        QVERIFY(std::abs(frame.hue() - theme::current().warning.hue()) < 25);
        test::keep_picture(c.view, "canvas_search");
        line->clear();
        QTest::keyClicks(line, "#42");
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(42)));
        line->clear();
        QTest::keyClicks(line, "no such words");
        QCOMPARE(count(), QStringLiteral("none"));
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(!search->isVisible());
        QVERIFY(c.view.hasFocus());
    }

    void chains_fold_into_cards_that_a_click_opens() {
        Long c(41);
        c.view.set_mode(CanvasMode::Chain);
        QTest::keyClick(&c.view, Qt::Key_G);
        QVERIFY(c.view.folded());
        const auto& folded = c.view.graph(CanvasMode::Chain).nodes;
        QCOMPARE(folded.size(), std::size_t{11});  // the prompt and ten chains of four
        QCOMPARE(folded[1].folded.size(), std::size_t{4});
        QVERIFY(c.view.tooltip_at(c.view.node_rect(1).center()).contains(QStringLiteral("4 ×")));
        test::keep_picture(c.view, "canvas_folded");
        QTest::mouseClick(&c.view, Qt::LeftButton, {}, c.view.node_rect(2).center().toPoint());
        QCOMPARE(c.view.graph(CanvasMode::Chain).nodes.size(), std::size_t{14});
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(5)));
        c.view.set_mode(CanvasMode::Decision);
        QCOMPARE(c.view.graph(CanvasMode::Decision).nodes.size(), std::size_t{11});
        QTest::mouseClick(c.button("fold"), Qt::LeftButton);
        QCOMPARE(c.view.graph(CanvasMode::Decision).nodes.size(), std::size_t{41});
        QCOMPARE(c.view.graph(CanvasMode::Chain).nodes.size(), std::size_t{41});
    }

    void folding_keeps_what_branches() {
        CanvasGraph graph = long_path(9);
        CanvasNode branch = graph.nodes[4];
        branch.step = StepId(50);
        branch.parent = 2;  // a second continuation of step 2
        graph.nodes.push_back(branch);
        const CanvasGraph folded = fold_chains(CanvasMode::Decision, graph, {});
        // 1, 2 stay (too short up to the branch), 3, 4 as well; 5..8 fold.
        QCOMPARE(folded.nodes.size(), std::size_t{7});
        for (const CanvasNode& node : folded.nodes) QVERIFY(node.folded.empty() || node.step == StepId(5));
        QCOMPARE(folded.nodes.back().parent, 2);
        QCOMPARE(fold_chains(CanvasMode::Decision, graph, {5}).nodes.size(), graph.nodes.size());
    }

    void focus_leaves_colour_to_ancestors_and_descendants() {
        Long c(30, {1000, 2600});
        c.view.set_mode(CanvasMode::Chain);
        c.slider("most_sources")->setValue(1);  // a plain chain of strongest sources
        QTest::mouseClick(&c.view, Qt::LeftButton, {}, c.view.node_rect(15).center().toPoint());
        const auto bar_of = [&](int node) {
            const QRectF card = c.view.node_rect(node);
            return c.view.grab().toImage().pixelColor(QPoint(static_cast<int>(card.x() + 2), static_cast<int>(card.center().y())));
        };
        const QColor far_dimmed = bar_of(5);
        QTest::keyClick(&c.view, Qt::Key_O);
        QVERIFY(c.view.focus_mode());
        const QColor far_lit = bar_of(5);
        QVERIFY2(far_lit.saturation() > far_dimmed.saturation() + 20, "an ancestor ten steps away keeps its colour");
        // With a threshold above every edge nothing leads here any more.
        c.slider("least_weight")->setValue(90);
        QVERIFY(bar_of(5).saturation() < far_lit.saturation() - 20);
        test::keep_picture(c.view, "canvas_focus");
    }

    void sliders_hide_weak_edges_at_once() {
        Long c(30, {1000, 2600});
        c.view.set_mode(CanvasMode::Chain);
        c.view.fit();
        const QImage all = c.view.grab().toImage();
        auto* weight = c.slider("least_weight");
        weight->setFocus();
        for (int i = 0; i < 3; ++i) QTest::keyClick(weight, Qt::Key_PageUp);  // 0.30: the far sources go
        const QImage strong = c.view.grab().toImage();
        QVERIFY(differing(all, strong) > 200);
        weight->setValue(0);
        c.slider("most_sources")->setValue(1);
        // 0.6 is also the strongest: the same arcs are left, only the sliders differ.
        const QRect canvas(0, 90, 1000, 2400);
        QCOMPARE(differing(strong.copy(canvas), c.view.grab().toImage().copy(canvas)), 0);
    }

    void the_matrix_names_selects_zooms_and_searches() {
        Long c(300);
        QTest::keyClick(&c.view, Qt::Key_4);
        QCOMPARE(c.view.mode(), CanvasMode::Matrix);
        StepMatrixView& matrix = c.view.matrix();
        QVERIFY(matrix.isVisible());
        QCOMPARE(matrix.weight(20, 19), 0.6F);
        QCOMPARE(matrix.weight(20, 11), 0.2F);
        QCOMPARE(matrix.weight(20, 12), 0.0F);
        for (const int row : {0, 299}) QVERIFY(matrix.rect().contains(matrix.cell_rect(row, row).center().toPoint()));
        QTest::mouseMove(&matrix, matrix.cell_rect(200, 191).center().toPoint());
        QTRY_COMPARE(c.selection.hovered_step(), std::optional(StepId(200)));
        const QString said = matrix.readout(200, 191);
        QVERIFY(said.contains(QStringLiteral("#200")) && said.contains(QStringLiteral("#191")) && said.contains(QStringLiteral("0.20")));
        test::keep_picture(c.view, "canvas_matrix");
        QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cell_rect(200, 191).center().toPoint());
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(200)));
        QVERIFY2(!matrix.cell_at(matrix.cell_rect(10, 60).center()), "nothing rests on a later step");

        const double before = matrix.zoom();
        const QPointF about = matrix.cell_rect(150, 100).center();
        QWheelEvent wheel(about, matrix.mapToGlobal(about), {}, {0, 240}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&matrix, &wheel);
        QVERIFY(matrix.zoom() > before * 1.4);
        QVERIFY(matrix.cell_rect(150, 100).adjusted(-1, -1, 1, 1).contains(about));
        QTest::keyClick(&c.view, Qt::Key_Left);  // strongest source of 200
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(199)));
        QTest::keyClick(&c.view, Qt::Key_Down);
        QTest::keyClick(&c.view, Qt::Key_Down);
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(201)));
        c.slider("least_weight")->setValue(30);
        QCOMPARE(matrix.weight(200, 191), 0.0F);
        QTest::keyClick(&c.view, Qt::Key_F);
        QVERIFY(qFuzzyCompare(matrix.zoom(), before));
        c.view.search();
        QTest::keyClicks(c.view.findChild<QLineEdit*>(), "wait");
        QCOMPARE(matrix.matches(), 18);
        QCOMPARE(c.selection.locked_step(), std::optional(StepId(3)));
    }

    void an_aggregated_matrix_still_shows_single_cells() {
        Selection selection;
        TreeCanvas view;
        view.attach(&selection);
        view.resize(900, 700);
        view.show();
        CanvasGraph graph;
        for (int i = 0; i < 50000; ++i) {
            graph.nodes.emplace_back();
            graph.nodes.back().step = StepId(i);
        }
        graph.edges.push_back({StepId(40000), StepId(10000), 0.9F, 0, Evidence::Observed, true, "attention"});
        view.set_graph(CanvasMode::Matrix, std::move(graph));
        view.set_mode(CanvasMode::Matrix);
        StepMatrixView& matrix = view.matrix();
        const QPoint at = matrix.cell_rect(40000, 10000).center().toPoint();
        const QImage picture = matrix.grab().toImage();
        int strong = 0;
        for (int dx = -1; dx <= 1; ++dx)
            for (int dy = -1; dy <= 1; ++dy) strong += picture.pixelColor(at + QPoint(dx, dy)).lightness() < 120 ? 1 : 0;
        QVERIFY(strong >= 1);
    }

    void deep_provenance_grows_downwards() {
        Long c(2);
        CanvasGraph graph;
        for (int i = 0; i < 120; ++i) {
            CanvasNode node;
            node.step = StepId(200 - i);
            node.parent = i - 1;
            node.weight = 0.5F;
            graph.nodes.push_back(node);
        }
        c.view.set_graph(CanvasMode::Provenance, std::move(graph));
        QTest::keyClick(&c.view, Qt::Key_2);
        QCOMPARE(c.view.node_rect(0).x(), c.view.node_rect(119).x());
        QVERIFY(c.view.node_rect(1).y() > c.view.node_rect(0).bottom());
        QVERIFY2(c.view.rect().contains(c.view.node_rect(0).toRect()), "reading starts at the root");
    }

    void drawings_are_made_when_they_are_needed() {
        Long c(5);
        std::vector<CanvasMode> asked;
        c.view.set_source([&asked](CanvasMode mode) {
            asked.push_back(mode);
            return long_path(7);
        });
        c.view.refresh();
        QCOMPARE(asked, std::vector<CanvasMode>{CanvasMode::Decision});
        QCOMPARE(c.view.graph(CanvasMode::Chain).nodes.size(), std::size_t{7});
        QTest::keyClick(&c.view, Qt::Key_4);
        QCOMPARE(asked, (std::vector<CanvasMode>{CanvasMode::Decision, CanvasMode::Chain, CanvasMode::Matrix}));
        QCOMPARE(c.view.matrix().graph().nodes.size(), std::size_t{7});
    }

    void growing_keeps_every_card_in_place() {
        Long c(60);
        c.view.center_on(StepId(30));
        const QRectF before = c.view.node_rect(30);
        c.view.set_graph(CanvasMode::Decision, long_path(90));
        QCOMPARE(c.view.node_rect(30), before);
    }
};

QTEST_MAIN(ViewsCanvasTest)
#include "views_canvas_test.moc"
