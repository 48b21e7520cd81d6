// Formulas outside the transcript: on cards, in lists and in the inspector; and what the legend says.

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPainter>
#include <QTextBlock>
#include <QTextLayout>
#include <QtTest>

#include "ui/theme/theme.h"
#include "ui/views/canvas_paint.h"
#include "ui/views/canvas_words.h"
#include "ui/views/labels.h"
#include "ui/views/maths_text.h"

using namespace reasonscope;
using namespace reasonscope::ui;

namespace {

CanvasNode step(int id, const QString& text) {
    CanvasNode node;
    node.step = StepId(id);
    node.text = text;
    node.parent = id - 1;
    node.step_class = 2;
    return node;
}

bool has_ink(const QImage& image) {
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) != image.pixel(0, 0)) return true;
    return false;
}

QImage picture(MathsText& words) {
    QImage image(words.size(), QImage::Format_RGB32);
    image.fill(Qt::white);
    words.render(&image, {}, {}, QWidget::DrawChildren);
    return image;
}

}  // namespace

class ViewsMathsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(ThemeMode::Light); }

    void lines_hold_formulas_in_unicode() {
        QCOMPARE(plain_words(QStringLiteral("so \\(x^2 = \\frac{1}{4}\\).")), QStringLiteral("so x² = 1/4."));
        QCOMPARE(plain_words(QStringLiteral("**Final Answer** \\(2^2\\)")), QStringLiteral("Final Answer 2²"));
        QCOMPARE(plain_words(QStringLiteral("1. **Tens Place:** 40")), QStringLiteral("1. Tens Place: 40"));
        QCOMPARE(plain_words(QStringLiteral("an open \\(x^2")), QStringLiteral("an open \\(x^2"));
        QCOMPARE(plain_words(QStringLiteral("it costs $5 or $6")), QStringLiteral("it costs $5 or $6"));
    }

    void cards_and_tooltips_show_mathematics() {
        CanvasGraph graph;
        graph.nodes.push_back(step(0, QStringLiteral("then \\(y^3\\) grows")));
        const CanvasScene scene(CanvasMode::Decision, graph);
        QVERIFY(node_tooltip(scene, 0).contains(QStringLiteral("then y³ grows")));
        QVERIFY(spoken_node(scene, 0).contains(QStringLiteral("then y³ grows")));
        QImage drawn(200, 40, QImage::Format_RGB32), expected(200, 40, QImage::Format_RGB32);
        for (auto [image, text] : {std::pair(&drawn, QStringLiteral("then \\(y^3\\) grows")), std::pair(&expected, QStringLiteral("then y³ grows"))}) {
            image->fill(Qt::white);
            QPainter p(image);
            draw_wrapped(p, QRectF(0, 0, 200, 40), text, theme::font(TextRole::Body), 2);
        }
        QVERIFY(has_ink(drawn));
        QCOMPARE(drawn, expected);
    }

    void words_wrap_with_formulas_and_copy_as_source() {
        MathsText words;
        words.setFont(theme::font(TextRole::Title));
        words.resize(300, 40);
        words.show();
        QVERIFY(QTest::qWaitForWindowExposed(&words));
        words.set_text(QStringLiteral("a half is small"));
        QCOMPARE(words.formulas(), 0);
        const int one_line = words.height();
        words.set_text(QStringLiteral("a \\(\\frac{1}{2}\\) is small"));
        QCOMPARE(words.formulas(), 1);
        QVERIFY2(words.height() > one_line, "a fraction is taller than a line of words");
        QVERIFY(has_ink(picture(words)));
        QVERIFY(!words.toPlainText().contains(QLatin1String("frac")));
        words.selectAll();
        words.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("a \\(\\frac{1}{2}\\) is small"));
        words.set_text(QString(40, u'w') + QStringLiteral(" \\(x^2\\) ") + QString(40, u'w'));
        QVERIFY2(words.height() > 2 * one_line, "long words take more lines, and the widget grows with them");
    }

    void a_sentence_ends_on_its_formulas_line() {
        MathsText words;
        words.setFont(theme::font(TextRole::Title));
        words.show();
        QVERIFY(QTest::qWaitForWindowExposed(&words));
        words.set_text(QStringLiteral("The value of the expression is \\(\\boxed{36084}\\)."));
        int lines = 0;
        for (int width = 120; width < 500; width += 3) {
            words.resize(width, 40);
            const QTextLayout* layout = words.document()->lastBlock().layout();
            const QTextLine last = layout->lineAt(layout->lineCount() - 1);
            QVERIFY2(words.document()->lastBlock().text().mid(last.textStart()).contains(QChar::ObjectReplacementCharacter), qPrintable(QString::number(width)));
            lines = std::max(lines, layout->lineCount());
        }
        QVERIFY2(lines > 1, "it was broken somewhere");
        words.selectAll();
        words.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("The value of the expression is \\(\\boxed{36084}\\)."));
    }

    void the_legend_explains_sums_and_marks_where_they_are() {
        CanvasGraph graph;
        graph.nodes = {step(0, QStringLiteral("1 + 1 = 2")), step(1, QStringLiteral("1 + 1 = 3")), step(2, QStringLiteral("done"))};
        QStringList plain = legend_words(CanvasScene(CanvasMode::Decision, graph));
        for (const char* absent : {"sum checked", "sum wrong", "bookmarked", "with a note"}) QVERIFY2(!plain.contains(QLatin1String(absent)), absent);
        graph.nodes[0].claims = ClaimState::Verified;
        graph.nodes[1].claims = ClaimState::Wrong;
        graph.nodes[2].marks = kBookmarked | kNoted;
        const QStringList all = legend_words(CanvasScene(CanvasMode::Decision, graph));
        for (const char* there : {"sum checked", "sum wrong", "bookmarked", "with a note"}) QVERIFY2(all.contains(QLatin1String(there)), there);
        QVERIFY(!all.contains(QLatin1String("tagged")));
    }
};

QTEST_MAIN(ViewsMathsTest)
#include "views_maths_test.moc"
