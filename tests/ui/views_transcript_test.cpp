// Drives the transcript with real mouse and key events.

#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

#include "tests/ui/support/sample_run.h"
#include "ui/views/transcript_view.h"

using namespace reasonscope;
using namespace reasonscope::ui;

namespace {

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

class ViewsTranscriptTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(ThemeMode::Light); }

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

    /// Each token keeps its place in a formula that is drawn: hover, pick, tint and copy go on working.
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
};

QTEST_MAIN(ViewsTranscriptTest)
#include "views_transcript_test.moc"
