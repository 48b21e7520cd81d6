// The comparer of pictures: it lets rasterising noise pass and fails on everything a person would see.

#include <QPainter>
#include <QtTest>
#include <random>

#include "tests/ui/support/picture_compare.h"

namespace reasonscope::ui::test {
namespace {

struct Drawing {
    QPointF card{60, 40};
    QColor bar{66, 90, 220};
    bool word = true, line = true;
};

QImage draw(const Drawing& d) {
    QImage image(320, 200, QImage::Format_RGB32);
    image.fill(QColor(250, 250, 252));
    QPainter p(&image);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(QColor(200, 204, 214), 1));
    p.setBrush(Qt::white);
    p.drawRoundedRect(QRectF(d.card, QSizeF(160, 60)), 6, 6);
    p.fillRect(QRectF(d.card + QPointF(0, 4), QSizeF(4, 52)), d.bar);
    QFont font;
    font.setPixelSize(11);
    p.setFont(font);
    p.setPen(QColor(30, 34, 44));
    p.drawText(d.card + QPointF(14, 22), QStringLiteral("y = x + 7"));
    if (d.word) p.drawText(QPointF(60, 150), QStringLiteral("Fold"));
    if (d.line) p.drawLine(QPointF(140, 100), QPointF(140, 140));
    return image;
}

class PictureCompareTest : public QObject {
    Q_OBJECT

private slots:
    void the_same_is_the_same() {
        const auto found = compare_pictures(draw({}), draw({}));
        QVERIFY(found.same);
        QCOMPARE(found.share, 0.0);
    }

    void what_no_eye_sees_passes() {
        QImage noisy = draw({});
        std::mt19937 random(3);
        for (int y = 0; y < noisy.height(); ++y)
            for (int x = 0; x < noisy.width(); ++x) {
                const QColor c(noisy.pixel(x, y));
                const int by = static_cast<int>(random() % 17) - 8;
                noisy.setPixel(x, y, qRgb(std::clamp(c.red() + by, 0, 255), std::clamp(c.green() + by, 0, 255), std::clamp(c.blue() + by, 0, 255)));
            }
        QVERIFY2(compare_pictures(draw({}), noisy).same, qPrintable(compare_pictures(draw({}), noisy).text()));
        QVERIFY(compare_pictures(draw({}), reduced(draw({}))).same);
        const QImage shifted = draw({.card = {60.2, 40}});  // a fifth of a pixel
        QVERIFY2(compare_pictures(draw({}), shifted).same, qPrintable(compare_pictures(draw({}), shifted).text()));
    }

    void what_a_person_sees_fails_data() {
        QTest::addColumn<QImage>("actual");
        QTest::newRow("a card moved by 3 pixels") << draw({.card = {63, 40}});
        QTest::newRow("a card moved down by 2 pixels") << draw({.card = {60, 42}});
        QTest::newRow("another colour") << draw({.bar = QColor(190, 60, 60)});
        QTest::newRow("a word is missing") << draw({.word = false});
        QTest::newRow("a line is missing") << draw({.line = false});
        QTest::newRow("another size") << draw({}).copy(0, 0, 319, 200);
        QTest::newRow("the other theme") << [] { QImage dark = draw({}); dark.invertPixels(); return dark; }();
        QTest::newRow("nothing") << QImage();
    }
    void what_a_person_sees_fails() {
        QFETCH(QImage, actual);
        const auto found = compare_pictures(draw({}), actual);
        QVERIFY2(!found.same, qPrintable(found.text()));
    }

    void the_place_is_named_and_shown() {
        const auto found = compare_pictures(draw({}), draw({.word = false}));
        QVERIFY(QRect(found.worst_at, QSize(24, 24)).intersects(QRect(58, 138, 26, 14)));
        QVERIFY(found.text().contains(QStringLiteral("the tile at")));
        int red = 0;
        for (int y = 0; y < found.shown.height(); ++y)
            for (int x = 0; x < found.shown.width(); ++x) red += found.shown.pixel(x, y) == qRgb(220, 0, 40);
        QCOMPARE(red, qRound(found.share * 320 * 200));
    }
};

}  // namespace
}  // namespace reasonscope::ui::test

QTEST_MAIN(reasonscope::ui::test::PictureCompareTest)
#include "picture_compare_test.moc"
