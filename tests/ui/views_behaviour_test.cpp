// Drives the views with real mouse and key events.

#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest>

#include "tests/ui/support/sample_run.h"
#include "ui/theme/color_map.h"
#include "ui/views/heat_map.h"
#include "ui/views/labels.h"
#include "ui/views/timeline_view.h"
#include "ui/views/transcript_view.h"
#include "ui/views/tree_canvas.h"

using namespace reasonscope;
using namespace reasonscope::ui;

namespace {

struct Canvas {
    Selection selection;
    TreeCanvas view;
    explicit Canvas(QSize size = {1200, 900}) {
        view.set_animated(false);
        view.attach(&selection);
        view.resize(size);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
        view.set_graph(CanvasMode::Decision, sample::decision());
        view.set_graph(CanvasMode::Provenance, sample::provenance());
        view.set_graph(CanvasMode::Chain, sample::chain());
        view.fit();
    }
    QPoint middle(int node) const { return view.node_rect(node).center().toPoint(); }
    void click(int node) { QTest::mouseClick(&view, Qt::LeftButton, {}, middle(node)); }
};

}  // namespace

class ViewsBehaviourTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(ThemeMode::Light); }

    // ---- selection

    void selection_signals_changes_only() {
        Selection s;
        QSignalSpy step(&s, &Selection::step_changed), locked(&s, &Selection::locked_step_changed), token(&s, &Selection::token_changed);
        s.hover(StepId{3});
        s.hover(StepId{3});
        QCOMPARE(step.count(), 1);
        QCOMPARE(locked.count(), 0);
        s.lock(StepId{3}, TokenPos{7});  // the step shown stays the same
        QCOMPARE(step.count(), 1);
        QCOMPARE(locked.count(), 1);
        s.hover({});
        QCOMPARE(step.count(), 1);
        QCOMPARE(s.token(), std::optional(TokenPos{7}));
        s.hover(StepId{4});
        QCOMPARE(s.token(), std::optional<TokenPos>());  // a preview hides the lock's token
        s.unlock();
        QCOMPARE(s.step(), std::optional<StepId>());
        QCOMPARE(locked.count(), 2);
    }

    void another_run_clears_the_rest() {
        Selection s;
        s.select_run(RunId{1});
        s.lock(StepId{2});
        s.select_head(LayerId{1}, HeadId{2});
        s.select_run(RunId{2});
        QVERIFY(!s.locked_step() && !s.head() && !s.layer());
        QCOMPARE(s.run(), std::optional(RunId{2}));
    }

    // ---- canvas

    void hover_previews_click_locks_escape_unlocks() {
        Canvas c;
        QTest::mouseMove(&c.view, c.middle(7));
        QTRY_COMPARE(c.selection.hovered_step(), std::optional(StepId{7}));
        QVERIFY(!c.selection.locked_step());
        c.click(7);
        QCOMPARE(c.selection.locked_step(), std::optional(StepId{7}));
        QCOMPARE(c.view.current_node(), 7);
        QTest::keyClick(&c.view, Qt::Key_Escape);
        QVERIFY(!c.selection.locked_step());
        QCOMPARE(c.view.current_node(), -1);
    }

    void arrows_walk_the_tree() {
        Canvas c;
        c.view.set_mode(CanvasMode::Provenance);
        c.view.fit();
        QTest::keyClick(&c.view, Qt::Key_Home);
        QCOMPARE(c.view.current_node(), 0);
        QTest::keyClick(&c.view, Qt::Key_Right);
        QCOMPARE(c.view.current_node(), 1);  // first source
        QTest::keyClick(&c.view, Qt::Key_Down);
        QCOMPARE(c.view.current_node(), 2);  // its sibling
        QTest::keyClick(&c.view, Qt::Key_Up);
        QCOMPARE(c.view.current_node(), 1);
        QTest::keyClick(&c.view, Qt::Key_Left);
        QCOMPARE(c.view.current_node(), 0);
        QTest::keyClick(&c.view, Qt::Key_Left);
        QCOMPARE(c.view.current_node(), 0);  // no further
    }

    void arrows_reach_ghosts_and_enter_activates() {
        Canvas c;
        QSignalSpy step(&c.view, &TreeCanvas::step_activated), ghost(&c.view, &TreeCanvas::ghost_activated);
        c.click(7);
        QTest::keyClick(&c.view, Qt::Key_Down);
        QCOMPARE(c.view.current_node(), 8);
        QTest::keyClick(&c.view, Qt::Key_Return);
        QCOMPARE(step.count(), 1);
        QTest::keyClick(&c.view, Qt::Key_Right);  // the ghost beside it
        QCOMPARE(c.view.graph(CanvasMode::Decision).nodes[static_cast<std::size_t>(c.view.current_node())].kind, CanvasNodeKind::Ghost);
        QTest::keyClick(&c.view, Qt::Key_Return);
        QCOMPARE(ghost.count(), 1);
        QCOMPARE(ghost[0][0].value<TokenPos>(), TokenPos{74});
        QTest::keyClick(&c.view, Qt::Key_Left);
        QCOMPARE(c.view.current_node(), 8);
        QTest::mouseDClick(&c.view, Qt::LeftButton, {}, c.middle(5));
        QCOMPARE(step.count(), 2);
    }

    void keys_and_buttons_switch_modes() {
        Canvas c;
        QSignalSpy changed(&c.view, &TreeCanvas::mode_changed);
        QTest::keyClick(&c.view, Qt::Key_2);
        QCOMPARE(c.view.mode(), CanvasMode::Provenance);
        for (auto* button : c.view.findChildren<QToolButton*>())
            if (button->text() == "Chain") QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(c.view.mode(), CanvasMode::Chain);
        QCOMPARE(changed.count(), 2);
    }

    void wheel_zooms_about_the_pointer() {
        Canvas c;
        const QPointF at = c.middle(6);
        const double before = c.view.zoom();
        QWheelEvent wheel(at, c.view.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&c.view, &wheel);
        QVERIFY(c.view.zoom() > before * 1.1);
        QVERIFY((c.view.node_rect(6).center() - at).manhattanLength() < 3);
        QTest::keyClick(&c.view, Qt::Key_0);
        QCOMPARE(c.view.zoom(), 1.0);
        QTest::keyClick(&c.view, Qt::Key_F);
        for (int i = 0; i < 13; ++i) QVERIFY(QRectF(c.view.rect()).contains(c.view.node_rect(i)));
    }

    void dragging_pans_and_does_not_lock() {
        Canvas c;
        const QPoint from = c.middle(6);
        QTest::mousePress(&c.view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&c.view, from + QPoint(10, 0));
        QTest::mouseMove(&c.view, from + QPoint(60, 20));
        QTest::mouseRelease(&c.view, Qt::LeftButton, {}, from + QPoint(60, 20));
        QVERIFY(!c.selection.locked_step());
        QVERIFY((c.middle(6) - from - QPoint(60, 20)).manhattanLength() < 4);
    }

    void follows_a_live_run_until_the_person_pans() {
        Canvas c({700, 500});
        c.view.clear();
        c.view.set_live(true);
        for (int n = 4; n <= 12; ++n) {
            c.view.set_graph(CanvasMode::Decision, sample::decision(n));
            QVERIFY2(QRectF(c.view.rect()).contains(c.view.node_rect(n - 1)), qPrintable(QString::number(n)));
        }
        QVERIFY(c.view.is_following());
        auto* follow = c.view.findChild<QToolButton*>("follow");
        QVERIFY(!follow->isVisible());
        QWheelEvent wheel({300, 300}, c.view.mapToGlobal(QPointF(300, 300)), {}, {0, 480}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&c.view, &wheel);
        QVERIFY(!c.view.is_following() && follow->isVisible());
        const QRectF kept = c.view.node_rect(4);
        c.view.set_graph(CanvasMode::Decision, sample::decision());
        QCOMPARE(c.view.node_rect(4), kept);  // growth moves nothing under the person's eyes
        QTest::mouseClick(follow, Qt::LeftButton);
        QVERIFY(c.view.is_following());
    }

    void tooltips_carry_the_evidence() {
        Canvas c;
        QVERIFY(c.view.tooltip_at(c.middle(7)).contains("So y = 4 + 7 = 11."));
        c.selection.lock(StepId{9});
        QString tip;
        const QRectF from = c.view.node_rect(7), to = c.view.node_rect(9);
        for (double x = from.x() - 80; x < from.x() && tip.isEmpty(); x += 2)  // the arc left of the path
            tip = c.view.tooltip_at({x, (from.center().y() + to.center().y()) / 2});
        QVERIFY2(tip.contains("rests on") && tip.contains("random control 0.08"), qPrintable(tip));
    }

    void hostile_graphs_do_no_harm() {
        Canvas c;
        CanvasGraph graph;
        graph.nodes.resize(3);
        graph.nodes[0].parent = 2;
        graph.nodes[1].parent = 1;
        graph.nodes[2].text = QString(5000, 'x');
        graph.edges = {{StepId{99}, StepId{0}, 3.0F, 0, Evidence::Observed, true, {}}};
        for (const auto mode : {CanvasMode::Decision, CanvasMode::Provenance, CanvasMode::Chain}) {
            c.view.set_graph(mode, graph);
            c.view.set_mode(mode);
            QVERIFY(!c.view.grab().isNull());
        }
        c.view.clear();
        QTest::keyClick(&c.view, Qt::Key_Down);
        QTest::keyClick(&c.view, Qt::Key_End);
        QCOMPARE(c.view.current_node(), -1);
    }

    void a_selection_may_die_first() {
        auto selection = std::make_unique<Selection>();
        TreeCanvas canvas;
        TranscriptView transcript;
        TimelineView timeline;
        canvas.attach(selection.get());
        transcript.attach(selection.get());
        timeline.attach(selection.get());
        selection.reset();
        canvas.set_graph(CanvasMode::Decision, sample::decision());
        QTest::keyClick(&canvas, Qt::Key_Home);
        QCOMPARE(canvas.current_node(), 0);
    }

    // ---- transcript

    void timeline_click_selects_and_brush_zooms() {
        Selection selection;
        TimelineView view;
        view.attach(&selection);
        view.resize(800, 160);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto words = sample::words();
        view.set_tokens(words.tokens);
        view.set_steps(words.steps);
        const StepBand band = words.steps[7];
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(static_cast<int>(view.x_of(band.first)), 70));
        QCOMPARE(selection.locked_token(), std::optional(band.first));
        QCOMPARE(selection.locked_step(), std::optional(band.step));
        const auto full = view.range();
        const int a = static_cast<int>(view.x_of(words.steps[8].first)), b = static_cast<int>(view.x_of(words.steps[9].last));
        QTest::mousePress(&view, Qt::LeftButton, {}, QPoint(a, 60));
        QTest::mouseMove(&view, QPoint((a + b) / 2, 60));
        QTest::mouseMove(&view, QPoint(b, 60));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(b, 60));
        QCOMPARE(view.range().first, words.steps[8].first);
        QVERIFY(view.range().second < full.second);
        QCOMPARE(selection.locked_token(), std::optional(band.first));  // a brush is no click
        QTest::keyClick(&view, Qt::Key_Backspace);
        QCOMPARE(view.range(), full);
    }

    // ---- heat map

    void heat_map_hovers_selects_and_reads_out() {
        HeatMapView view;
        view.resize(400, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.set_data(sample::experts());
        QCoreApplication::processEvents();
        QSignalSpy selected(&view, &HeatMapView::cell_selected), hovered(&view, &HeatMapView::cell_hovered);
        auto* plot = view.childAt(view.cell_rect({2, 3}).center().toPoint());
        QVERIFY(plot != nullptr);
        const QPoint inside = plot->mapFrom(&view, view.cell_rect({2, 3}).center().toPoint());
        QTest::mouseMove(plot, inside);
        QTRY_VERIFY(hovered.count() >= 1);
        QTest::mouseClick(plot, Qt::LeftButton, {}, inside);
        QCOMPARE(selected.count(), 1);
        QVERIFY((view.selected() == HeatMapCell{2, 3}));
        QVERIFY2(view.readout({2, 3}).startsWith("Layer 2, Expert 3: share") && view.readout({2, 3}).contains("uniform 12.5 %"), qPrintable(view.readout({2, 3})));
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY((view.selected() == HeatMapCell{2, 4}));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(!view.selected());
        HeatMapData lying = sample::experts();
        lying.rows = 1000;
        view.set_data(lying);
        QCOMPARE(view.data().rows, 0);
    }

    // ---- theme

    void text_is_readable_and_classes_stand_out() {
        const auto luminance = [](const QColor& c) {
            const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
            return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
        };
        const auto contrast = [&](const QColor& a, const QColor& b) {
            const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
            return std::max(x, y) / std::min(x, y);
        };
        for (const Theme* t : {&theme::light(), &theme::dark()}) {
            for (const QColor& back : {t->window, t->canvas, t->surface, t->raised}) {
                QVERIFY(contrast(t->text, back) >= 7);
                QVERIFY(contrast(t->text_secondary, back) >= 4.5);
                QVERIFY2(contrast(t->text_faint, back) >= 3, qPrintable(back.name()));
            }
            QVERIFY(contrast(t->on_accent, t->accent) >= 4.5);
            for (const QColor& c : t->step_class) QVERIFY2(contrast(c, t->raised) >= 3, qPrintable(c.name()));
            for (const QColor& c : t->step_class_soft) QVERIFY2(contrast(t->text, c) >= 4.5, qPrintable(c.name()));
        }
    }

    void colour_maps_are_monotone_and_end_at_the_surface() {
        for (const bool dark : {false, true}) {
            int last = -1;
            for (int i = 0; i <= 40; ++i) {
                const QColor c = map_color(ColorMap::Sequential, i / 40.0, dark);
                const int grey = qGray(c.rgb());
                if (last >= 0) QVERIFY2(dark ? grey >= last - 1 : grey <= last + 1, qPrintable(QString::number(i)));
                last = grey;
            }
            const Theme& t = dark ? theme::dark() : theme::light();
            for (const ColorMap map : {ColorMap::Sequential, ColorMap::Diverging})
                QVERIFY(std::abs(qGray(map_color(map, map == ColorMap::Diverging ? 0.5 : 0.0, dark).rgb()) - qGray(t.surface.rgb())) < 14);
        }
        QCOMPARE(map_color(ColorMap::Sequential, std::nan(""), false).alpha(), 0);
    }

    void labels_read_well() {
        QCOMPARE(percent_text(0.5), QString("50 %"));
        QCOMPARE(percent_text(0.031), QString("3.1 %"));
        QCOMPARE(percent_text(0.00001), QString("<0.1 %"));
        QCOMPARE(visible_token(" a\n"), QString::fromUtf8("·a⏎"));
        QCOMPARE(visible_token("\xE6\xB0"), QString("<E6><B0>"));
    }
};

QTEST_MAIN(ViewsBehaviourTest)
#include "views_behaviour_test.moc"
