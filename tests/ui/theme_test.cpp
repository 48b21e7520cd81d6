// The nine step-class colours can be told apart by everyone, in both themes.

#include <QtTest>
#include <array>
#include <cmath>

#include "ui/theme/theme.h"

using namespace reasonscope::ui;

namespace {

using Vec = std::array<double, 3>;
using Matrix = std::array<Vec, 3>;

double linear(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }

Vec times(const Matrix& m, const Vec& v) {
    Vec out{};
    for (std::size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
    return out;
}

// Severity 1.0 matrices of Machado, Oliveira and Fernandes (2009), on linear RGB.
const Matrix kNormal = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
const Matrix kProtan = {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
const Matrix kDeutan = {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
const Matrix kTritan = {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};

Vec oklab(const QColor& color, const Matrix& eye) {
    Vec rgb = times(eye, {linear(color.redF()), linear(color.greenF()), linear(color.blueF())});
    for (double& c : rgb) c = std::clamp(c, 0.0, 1.0);
    Vec lms = times({{{0.4122214708, 0.5363325363, 0.0514459929}, {0.2119034982, 0.6806995451, 0.1073969566}, {0.0883024619, 0.2817188376, 0.6299787005}}}, rgb);
    for (double& c : lms) c = std::cbrt(c);
    return times({{{0.2104542553, 0.7936177850, -0.0040720468}, {1.9779984951, -2.4285922050, 0.4505937099}, {0.0259040371, 0.7827717662, -0.8086757660}}}, lms);
}

}  // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private slots:
    void step_classes_differ_for_every_eye() {
        for (const Theme* t : {&theme::light(), &theme::dark()})
            for (const Matrix* eye : {&kNormal, &kProtan, &kDeutan, &kTritan})
                for (std::size_t i = 0; i < t->step_class.size(); ++i)
                    for (std::size_t j = 0; j < i; ++j) {
                        const Vec a = oklab(t->step_class[i], *eye), b = oklab(t->step_class[j], *eye);
                        const double apart = std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
                        QVERIFY2(apart > 0.06, qPrintable(QStringLiteral("%1 %2: %3").arg(t->step_class[i].name(), t->step_class[j].name()).arg(apart)));
                    }
    }

    void the_style_sheet_knows_all_its_colours() {
        for (const Theme* t : {&theme::light(), &theme::dark()}) {
            const QString sheet = theme::style_sheet(*t);
            QVERIFY(!sheet.contains('$'));
            QVERIFY2(!sheet.contains(QColor(Qt::magenta).name()), "an unknown $token");
        }
    }

    void applying_installs_the_palette() {
        theme::apply(ThemeMode::Dark);
        QVERIFY(theme::current().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), theme::dark().window);
        theme::apply(ThemeMode::Light);
        QCOMPARE(QApplication::palette().color(QPalette::Window), theme::light().window);
        QVERIFY(QFile::exists(":/theme/chevron-down.svg"));
        QCOMPARE(theme::step_class_label(-1), theme::step_class_label(kUnknownStepClass));
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
