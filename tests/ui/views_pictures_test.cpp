// Grabs every view with a made-up run in both themes and two sizes, to be looked at; checks that nothing is blank.

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>
#include <QtTest>

#include "tests/ui/support/sample_run.h"
#include "ui/views/heat_map.h"
#include "ui/views/timeline_view.h"
#include "ui/views/transcript_view.h"
#include "ui/views/tree_canvas.h"

using namespace reasonscope;
using namespace reasonscope::ui;

namespace {

/// A window arranged like the real one.
struct Bench {
    QWidget window;
    Selection selection;
    TreeCanvas* canvas = new TreeCanvas;
    TranscriptView* transcript = new TranscriptView;
    TimelineView* timeline = new TimelineView;
    HeatMapView* attention = new HeatMapView;
    HeatMapView* experts = new HeatMapView;

    Bench() {
        auto* right = new QWidget;
        auto* column = new QVBoxLayout(right);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(attention);
        column->addWidget(experts);
        auto* top = new QSplitter(Qt::Horizontal);
        for (QWidget* w : {static_cast<QWidget*>(canvas), static_cast<QWidget*>(transcript), right}) top->addWidget(w);
        top->setStretchFactor(0, 5);
        top->setStretchFactor(1, 3);
        top->setStretchFactor(2, 2);
        auto* all = new QVBoxLayout(&window);
        all->setContentsMargins(0, 0, 0, 0);
        all->addWidget(top, 5);
        all->addWidget(timeline, 1);
        canvas->set_animated(false);
        canvas->attach(&selection);
        transcript->attach(&selection);
        timeline->attach(&selection);
    }

    void fill() {
        canvas->set_graph(CanvasMode::Decision, sample::decision());
        canvas->set_graph(CanvasMode::Provenance, sample::provenance());
        canvas->set_graph(CanvasMode::Chain, sample::chain());
        const auto words = sample::words();
        transcript->set_tokens(words.tokens);
        transcript->set_steps(words.steps);
        timeline->set_tokens(words.tokens);
        timeline->set_steps(words.steps);
        attention->set_data(sample::attention());
        experts->set_data(sample::experts());
    }
};

/// How many different colours a picture has; a blank or broken one has few.
int colours(const QImage& image) {
    QSet<QRgb> seen;
    for (int y = 0; y < image.height(); y += 3)
        for (int x = 0; x < image.width(); x += 3) seen.insert(image.pixel(x, y));
    return static_cast<int>(seen.size());
}

}  // namespace

class ViewsPicturesTest : public QObject {
    Q_OBJECT

private slots:
    void pictures_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (const bool dark : {false, true})
            for (const QSize size : {QSize(1600, 1000), QSize(1280, 720)})
                QTest::addRow("%s-%dx%d", dark ? "dark" : "light", size.width(), size.height()) << dark << size;
    }

    void pictures() {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        theme::apply(dark ? ThemeMode::Dark : ThemeMode::Light);
        const QDir folder(QStringLiteral(REASONSCOPE_PICTURES_DIR));
        QVERIFY(folder.mkpath("."));
        Bench bench;
        bench.window.resize(size);
        bench.window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bench.window));
        const auto grab = [&](const char* name, int least) {
            QCoreApplication::processEvents();
            const QImage image = bench.window.grab().toImage();
            QCOMPARE(image.size(), size);
            QVERIFY2(image.save(folder.filePath(QStringLiteral("views-%1-%2.png").arg(name, QTest::currentDataTag()))), name);
            QVERIFY2(colours(image) >= least, qPrintable(QStringLiteral("%1: %2 colours").arg(name).arg(colours(image))));
        };
        grab("empty", 8);
        bench.fill();
        grab("decision", 60);
        bench.selection.lock(StepId{9});
        bench.attention->set_selected(HeatMapCell{2, 3});
        grab("selected", 60);
        bench.canvas->set_mode(CanvasMode::Provenance);
        bench.transcript->set_tint(TokenTint::StepClass);
        grab("provenance", 60);
        bench.selection.unlock();
        bench.canvas->set_mode(CanvasMode::Chain);
        bench.transcript->set_tint(TokenTint::Probability);
        grab("chain", 60);
    }
};

QTEST_MAIN(ViewsPicturesTest)
#include "views_pictures_test.moc"
