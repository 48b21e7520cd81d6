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

struct Transcript {
    Selection selection;
    TranscriptView view;
    sample::Words words = sample::words();
    Transcript() {
        view.attach(&selection);
        view.resize(420, 600);
        view.show();
        (void)QTest::qWaitForWindowExposed(&view);
        view.set_tokens(words.tokens);
        view.set_steps(words.steps);
    }
    QPoint middle(int token) const { return view.token_rect(words.tokens[static_cast<std::size_t>(token)].position).center(); }
};

TranscriptToken token(int position, const char* bytes, TranscriptPart part = TranscriptPart::Thinking) {
    TranscriptToken t;
    t.position = TokenPos{position};
    t.part = part;
    t.bytes = bytes;
    t.probability = 0.5F;
    t.entropy = 0.7F;
    return t;
}

}  // namespace

class ViewsBehaviourTest : public QObject {
    Q_OBJECT

private slots:
    /// Each token keeps its place in a formula that is drawn: hover, pick, tint and copy go on working.
    void the_thinking_folds_into_one_line() {
        Transcript t;
        const auto first = std::ranges::find(t.words.tokens, TranscriptPart::Thinking, &TranscriptToken::part);
        const auto answer = std::ranges::find(t.words.tokens, TranscriptPart::Answer, &TranscriptToken::part);
        QVERIFY(first != t.words.tokens.end() && answer != t.words.tokens.end());
        double seconds = 0;
        for (const TranscriptToken& one : t.words.tokens) seconds += one.part == TranscriptPart::Thinking ? static_cast<double>(one.milliseconds) / 1000 : 0;
        QVERIFY(seconds > 0);
        QCOMPARE(t.view.thinking_title(), QStringLiteral("Thought for %1 s").arg(QLocale().toString(seconds, 'f', seconds < 10 ? 1 : 0)));
        const QRect before = t.view.token_rect(answer->position);
        QSignalSpy folded(&t.view, &TranscriptView::thinking_folded_changed);
        QTest::mouseClick(t.view.viewport(), Qt::LeftButton, {}, t.view.thinking_header().center());
        QCOMPARE(folded.size(), 1);
        QVERIFY(t.view.thinking_folded() && t.view.token_rect(first->position).isEmpty());
        QVERIFY(t.view.verticalScrollBar()->maximum() == 0 && t.view.token_rect(answer->position).top() < before.top());
        QVERIFY(!t.selection.locked_token());
        QTest::mouseClick(t.view.viewport(), Qt::LeftButton, {}, t.view.token_rect(answer->position).center());
        QCOMPARE(t.selection.locked_token(), std::optional(answer->position));
        QVERIFY(t.view.thinking_folded());
        // A step of the thinking that is chosen elsewhere opens it; a key folds it again.
        t.selection.lock(std::ranges::find_if(t.words.steps, [&](const StepBand& band) { return band.first >= first->position; })->step);
        QVERIFY(!t.view.thinking_folded());
        QTest::keyClick(&t.view, Qt::Key_H);
        QVERIFY(t.view.thinking_folded());
        t.view.set_live(true);
        QVERIFY(t.view.thinking_title().startsWith(QStringLiteral("Thought for")));  // it answers by now
    }

    void what_is_read_stays_in_view_when_the_lines_break_elsewhere() {
        std::vector<TranscriptToken> tokens;
        std::vector<StepBand> steps;
        for (int i = 0; i < 400; ++i) {
            tokens.push_back(token(i, i % 5 == 4 ? "and so on and on.\n" : "some words that fill a line "));
            if (i % 5 == 4) steps.push_back({StepId(i / 5), TokenPos(i - 4), TokenPos(i + 1)});
        }
        Selection selection;
        TranscriptView view;
        view.attach(&selection);
        view.resize(600, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.set_tokens(tokens);
        view.set_steps(steps);
        const auto shown = [&](int first, int last) { return view.viewport()->rect().contains(view.token_rect(TokenPos(first))) && view.viewport()->rect().contains(view.token_rect(TokenPos(last))); };
        selection.lock(StepId(79));
        QTRY_VERIFY(shown(395, 399));
        for (const int width : {300, 700, 420}) {
            view.resize(width, 400);
            QTRY_VERIFY2(shown(395, 399), qPrintable(QString::number(width)));
        }
        // Read elsewhere: the line at the top stays there.
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 3);
        const auto top = view.token_at(QPoint(60, 6));
        QVERIFY(top.has_value());
        const int before = view.token_rect(*top).top();
        view.resize(300, 400);
        QTRY_VERIFY(std::abs(view.token_rect(*top).top() - before) <= 30);
        QVERIFY(!shown(395, 399));
    }

    /// Qt's line breaking swallows the end of a line behind a number.
    void numbers_end_their_lines() {
        const std::vector<const char*> bytes = {"Powers:\n", "3^5 = 243\n", "\n", "3^6 = ", "729", "\n\n", "So, a = 36,084\n", "Which is (11 * 9 - 9)/6\r\n", "9 = 9\n"};
        std::vector<TranscriptToken> tokens;
        for (std::size_t i = 0; i < bytes.size(); ++i) tokens.push_back(token(static_cast<int>(i), bytes[i]));
        TranscriptView whole, grown;
        for (TranscriptView* view : {&whole, &grown}) {
            view->resize(600, 600);
            view->show();
            QVERIFY(QTest::qWaitForWindowExposed(view));
        }
        whole.set_tokens(tokens);
        grown.set_live(true);
        for (const TranscriptToken& one : tokens) grown.append_tokens({&one, 1});
        const int left = whole.token_rect(TokenPos(0)).left();
        int last = -1;
        for (const int at : {0, 1, 3, 6, 7, 8}) {
            const QRect place = whole.token_rect(TokenPos(at));
            QCOMPARE(place.left(), left);
            QVERIFY2(place.top() > last, bytes[static_cast<std::size_t>(at)]);
            last = place.top();
            QCOMPARE(grown.token_rect(TokenPos(at)), place);
        }
        const int line = whole.token_rect(TokenPos(1)).top() - whole.token_rect(TokenPos(0)).top();
        QCOMPARE(whole.token_rect(TokenPos(3)).top() - whole.token_rect(TokenPos(1)).top(), 2 * line);  // an empty line between
    }

    void formulas_are_drawn_and_tokens_keep_their_place() {
        TranscriptView view;
        Selection selection;
        view.attach(&selection);
        view.resize(600, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const std::vector<const char*> bytes = {"So ", "\\(", "\\frac", "{", "12", "}{", "x", "}", " = ", "\\alpha", "\\)", " holds."};
        std::vector<TranscriptToken> tokens;
        for (std::size_t i = 0; i < bytes.size(); ++i) tokens.push_back(token(static_cast<int>(i), bytes[i]));
        view.set_tokens(tokens);
        QString source;
        for (const char* one : bytes) source += QString::fromUtf8(one);
        QCOMPARE(view.plain_text(), source);
        const QRect over = view.token_rect(TokenPos{4}), under = view.token_rect(TokenPos{6}), alpha = view.token_rect(TokenPos{9}), words = view.token_rect(TokenPos{11});
        QVERIFY2(over.bottom() <= under.top() + 2, "the numerator stands above the denominator");
        QVERIFY(alpha.left() > over.right() && words.left() >= alpha.right() - 1);
        for (const int k : {0, 4, 6, 9, 11}) QCOMPARE(view.token_at(view.token_rect(TokenPos{k}).center()).value_or(TokenPos{-1}).value, k);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, under.center());
        QCOMPARE(selection.locked_token().value_or(TokenPos{-1}).value, 6);
        QTest::keyClick(&view, Qt::Key_M);
        QVERIFY(!view.mathematics());
        QCOMPARE(view.token_rect(TokenPos{4}).top(), view.token_rect(TokenPos{6}).top());
        QTest::keyClick(&view, Qt::Key_M);
        QCOMPARE(view.token_rect(TokenPos{4}), over);
    }

    /// Token by token, in any state, the view ends where it would be had it got everything at once.
    void a_formula_stays_source_until_it_closes() {
        TranscriptView live, whole;
        for (TranscriptView* view : {&live, &whole}) view->resize(260, 400), view->show();
        const QString text = QStringLiteral("Let \\(a^2 + b^2 = c^2\\) and $x_1$; cost $5.\nThen \\[ \\sqrt{\\frac{1}{2}} \\] so \\boxed{7} and \\(open");
        std::vector<TranscriptToken> tokens;
        for (qsizetype i = 0; i < text.size(); i += 3) tokens.push_back(token(static_cast<int>(i / 3), text.mid(i, 3).toUtf8().constData()));
        live.set_live(true);
        const int closing = static_cast<int>(text.indexOf(QStringLiteral("\\)")) / 3);
        for (const TranscriptToken& one : tokens) {
            live.append_tokens(std::span(&one, 1));
            if (one.position.value == closing - 1) QCOMPARE(live.token_rect(TokenPos{3}).height(), live.token_rect(TokenPos{0}).height());
        }
        live.set_live(false);
        whole.set_tokens(tokens);
        for (const TranscriptToken& one : tokens) QCOMPARE(live.token_rect(one.position).translated(0, live.verticalScrollBar()->value()), whole.token_rect(one.position).translated(0, whole.verticalScrollBar()->value()));
        QCOMPARE(live.plain_text(), text);
    }

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

    void clicking_a_token_locks_it_and_its_step() {
        Transcript t;
        const int k = 30;
        QTest::mouseClick(t.view.viewport(), Qt::LeftButton, {}, t.middle(k));
        const TokenPos position = t.words.tokens[k].position;
        QCOMPARE(t.selection.locked_token(), std::optional(position));
        const auto& band = *std::find_if(t.words.steps.begin(), t.words.steps.end(), [&](const StepBand& b) { return b.first <= position && position < b.last; });
        QCOMPARE(t.selection.locked_step(), std::optional(band.step));
        QTest::keyClick(&t.view, Qt::Key_Right);
        QCOMPARE(t.selection.locked_token(), std::optional(t.words.tokens[k + 1].position));
        QTest::keyClick(&t.view, Qt::Key_Down);
        QCOMPARE(t.selection.locked_step()->value, band.step.value + 1);
    }

    void one_key_cycles_the_tint() {
        Transcript t;
        QSignalSpy changed(&t.view, &TranscriptView::tint_changed);
        const QImage entropy = t.view.grab().toImage();
        for (int i = 0; i < 3; ++i) QTest::keyClick(&t.view, Qt::Key_T);
        QCOMPARE(t.view.tint(), TokenTint::None);
        QVERIFY(t.view.grab().toImage() != entropy);
        QTest::keyClick(&t.view, Qt::Key_T);
        QCOMPARE(t.view.tint(), TokenTint::Entropy);
        QCOMPARE(changed.count(), 4);
    }

    void split_characters_are_joined() {
        TranscriptView view;
        view.resize(400, 300);
        view.set_live(true);
        std::vector<TranscriptToken> tokens = {token(0, "a "), token(1, "\xE6\xB0"), token(2, "\xB4\xF0\x9F"), token(3, "\x8C"), token(4, "\x8A!")};
        for (const TranscriptToken& t : tokens) view.append_tokens({&t, 1});
        QCOMPARE(view.plain_text(), QString::fromUtf8("a 水🌊!"));
        QVERIFY(view.token_rect(TokenPos{1}).width() > 4);
        const TranscriptToken rest = token(5, "\xE6");
        view.append_tokens({&rest, 1});
        QCOMPARE(view.plain_text(), QString::fromUtf8("a 水🌊!"));  // held back while it may be completed
        view.set_live(false);
        QCOMPARE(view.plain_text(), QString::fromUtf8("a 水🌊!\uFFFD"));
    }

    void appending_equals_setting() {
        Transcript whole, bits;
        bits.view.clear();
        for (const TranscriptToken& t : bits.words.tokens) bits.view.append_tokens({&t, 1});
        QCOMPARE(bits.view.plain_text(), whole.view.plain_text());
        for (const TranscriptToken& t : whole.words.tokens) QCOMPARE(bits.view.token_rect(t.position), whole.view.token_rect(t.position));
    }

    void tooltips_list_alternatives_with_spaces_shown() {
        Transcript t;
        t.view.set_alternatives([](TokenPos) {
            std::vector<TokenAlternative> all;
            for (int i = 0; i < 12; ++i) all.push_back({i == 0 ? " y" : i == 1 ? "\n" : "<b>", 0.5F / static_cast<float>(1 << i), i == 0});
            return all;
        });
        const QString tip = t.view.tooltip_text(t.words.tokens[30].position);
        QVERIFY2(tip.contains(QString::fromUtf8("·y")) && tip.contains(QString::fromUtf8("⏎")) && tip.contains("50 %"), qPrintable(tip));
        QVERIFY(tip.contains("&lt;b&gt;"));
        QCOMPARE(tip.count("<tr>"), 10);
        QVERIFY(t.view.tooltip_text(t.words.tokens[0].position).contains("read, not generated"));
    }

    void follows_the_end_until_scrolled_up() {
        TranscriptView view;
        view.resize(300, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.set_live(true);
        const auto add = [&view](int from, int count) {
            std::vector<TranscriptToken> more;
            for (int i = 0; i < count; ++i) more.push_back(token(from + i, "word "));
            view.append_tokens(more);
        };
        add(0, 600);
        QScrollBar* bar = view.verticalScrollBar();
        QVERIFY(bar->maximum() > 100);
        QCOMPARE(bar->value(), bar->maximum());
        bar->setValue(20);
        add(600, 200);
        QCOMPARE(bar->value(), 20);
        QTest::keyClick(&view, Qt::Key_End);
        add(800, 200);
        QCOMPARE(bar->value(), bar->maximum());
    }

    void selecting_elsewhere_scrolls_here() {
        Transcript t;
        t.view.resize(260, 180);
        QCoreApplication::processEvents();
        const TokenPos far = t.words.steps[12].first;
        QVERIFY(!t.view.viewport()->rect().contains(t.view.token_rect(far)));
        t.selection.lock(StepId{12});
        QVERIFY(t.view.viewport()->rect().contains(t.view.token_rect(far)));
    }

    void a_long_text_stays_quick_to_lay_out() {
        TranscriptView view;
        view.resize(400, 600);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        std::vector<TranscriptToken> many;
        for (int i = 0; i < 100'000; ++i) many.push_back(token(i, i % 17 == 0 ? "\n" : " step"));
        view.set_tokens(many);
        view.scroll_to(TokenPos{99'000});
        QVERIFY(view.viewport()->rect().intersects(view.token_rect(TokenPos{99'000})));
        QVERIFY(!view.grab().isNull());
    }

    // ---- timeline

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
