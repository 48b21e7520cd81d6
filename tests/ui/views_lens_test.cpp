// The grid of the logit lens and the answer lane of the timeline, with a picture of both in each theme.

#include <QDir>
#include <QScrollBar>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <QtTest>

#include "tests/ui/support/sample_run.h"
#include "ui/views/answer_lane.h"
#include "ui/views/lens_grid.h"
#include "ui/views/timeline_view.h"

using namespace reasonscope;
using namespace reasonscope::ui;

namespace {

LensGridData lens() {
    const std::vector<std::string> written = {" So", " y", " =", " 4", " +", " 7", " =", " 11", ".\n"};
    LensGridData data;
    data.layers = 6;
    for (int i = 0; i < static_cast<int>(written.size()); ++i) data.positions.emplace_back(40 + i);
    data.tokens = written;
    for (int layer = 0; layer < data.layers; ++layer) {
        for (int i = 0; i < static_cast<int>(written.size()); ++i) {
            const bool settled = layer >= 1 + i % 5;
            data.cells.push_back({settled ? written[static_cast<std::size_t>(i)] : std::string(layer == 0 ? " the" : " is"),
                                  settled ? 0.4F + 0.1F * static_cast<float>(layer) : 0.08F * static_cast<float>(layer + 1), settled,
                                  QStringLiteral("Layer %1, token %2").arg(layer).arg(40 + i)});
        }
    }
    return data;
}

}  // namespace

class ViewsLensTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(ThemeMode::Light); }

    void a_click_selects_the_token_and_wide_steps_scroll() {
        LensGridView view;
        view.resize(320, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.set_data(lens());
        QSignalSpy picked(&view, &LensGridView::token_selected);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.cell_rect(2, 3).center().toPoint());
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0][0].value<TokenPos>(), TokenPos(43));
        QVERIFY(view.horizontalScrollBar()->maximum() > 0);
        view.horizontalScrollBar()->setValue(view.horizontalScrollBar()->maximum());
        QVERIFY(view.viewport()->rect().contains(view.cell_rect(5, 8).center().toPoint()));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.cell_rect(5, 8).center().toPoint());
        QCOMPARE(picked[1][0].value<TokenPos>(), TokenPos(48));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(5, 60));  // the layer numbers are no cell
        QCOMPARE(picked.size(), 2);
        view.clear(QStringLiteral("Nothing"));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(120, 60));
        QCOMPARE(picked.size(), 2);
        QVERIFY(!view.grab().isNull());
    }

    void the_answers_probability_holds_until_the_next_mark() {
        const std::vector<AnswerMark> marks = {{TokenPos(10), 0.1F}, {TokenPos(20), 0.9F}};
        QVERIFY(!answer_probability(marks, 9));
        QCOMPARE(*answer_probability(marks, 10), 0.1F);
        QCOMPARE(*answer_probability(marks, 19), 0.1F);
        QCOMPARE(*answer_probability(marks, 20), 0.9F);
        QCOMPARE(*answer_probability(marks, 500), 0.9F);
    }

    void the_lane_takes_its_room_and_clicks_still_hit() {
        Selection selection;
        TimelineView view;
        view.attach(&selection);
        view.resize(800, 180);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto words = sample::words();
        view.set_tokens(words.tokens);
        view.set_steps(words.steps);
        const QImage before = view.grab().toImage();
        view.set_answer_curve({{words.steps[4].first, 0.02F}, {words.steps[6].last, 0.7F}, {words.steps[8].last, 0.99F}});
        QVERIFY(before != view.grab().toImage());
        const StepBand band = words.steps[7];
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(static_cast<int>(view.x_of(band.first)), 120));
        QCOMPARE(selection.locked_token(), std::optional(band.first));
        view.set_answer_curve({});
        selection.unlock();
        QCOMPARE(view.grab().toImage(), before);
    }

    void pictures() {
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            theme::apply(mode);
            QWidget window;
            auto* column = new QVBoxLayout(&window);
            auto* grid = new LensGridView;
            auto* timeline = new TimelineView;
            column->addWidget(grid, 2);
            column->addWidget(timeline, 1);
            const auto words = sample::words();
            grid->set_data(lens());
            grid->set_selected(TokenPos(43));
            timeline->set_tokens(words.tokens);
            timeline->set_steps(words.steps);
            timeline->set_answer_curve({{words.steps[4].first, 0.02F}, {words.steps[6].last, 0.35F}, {words.steps[7].last, 0.2F}, {words.steps[8].last, 0.99F}});
            window.resize(760, 460);
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            const QImage image = window.grab().toImage();
            QSet<QRgb> colours;
            for (int y = 0; y < image.height(); y += 3)
                for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
            QVERIFY(colours.size() > 40);
            QDir().mkpath(QStringLiteral(REASONSCOPE_PICTURES_DIR));
            QVERIFY(image.save(QStringLiteral(REASONSCOPE_PICTURES_DIR "/lens-%1.png").arg(mode == ThemeMode::Dark ? "dark" : "light")));
        }
        theme::apply(ThemeMode::Light);
    }
};

QTEST_MAIN(ViewsLensTest)
#include "views_lens_test.moc"
