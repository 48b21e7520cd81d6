// The maps of a comparison in the real window: real clicks on their tabs, cells and tokens; figures against the session's own.

#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QToolButton>
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/own_home.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/common/widgets.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/compare/map_pages.h"
#include "ui/shell/main_window.h"
#include "ui/views/pair_lines.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 120000;  // patience of waits that end by themselves much earlier; no test passes or fails by speed

class CompareMapsTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    void open(const std::string& name, QSize size, const std::vector<test::Script>& scripts) {
        const auto file = folder_ / name;
        {
            auto session = SessionWriter::open(file);
            QVERIFY(session.has_value());
            for (const test::Script& script : scripts) QVERIFY(test::play(script, **session, {}, [] {}, {}).has_value());
        }
        window_ = test::open_window(std::make_unique<test::ScriptedBackend>(), file, size);
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        window_->start();
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model() && window_->document().run() && !window_->document().live() && !window_->engine().busy() && !window_->library().busy(), kLong);
        QSignalSpy shown(&panel(), &ComparePanel::maps_shown);
        emit window_->branch().compare_wanted(RunId(1), RunId(2));
        QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 1, kLong);
    }
    void resize(QSize size) {
        window_->resize(size);
        for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();  // docks settle by posted events
    }
    ComparePanel& panel() { return window_->comparison(); }
    void click_tab(const QString& name) {
        for (QToolButton* button : panel().pages().findChildren<QToolButton*>())
            if (button->text() == name) QTest::mouseClick(button, Qt::LeftButton);
    }
    QWidget* plot(HeatMapView& map) {
        for (QWidget* child : map.findChildren<QWidget*>())
            if (child->accessibleName() == QLatin1String("Heat map")) return child;
        return nullptr;
    }
    /// No label of the panel needs more room than it has.
    void expect_nothing_clipped(QWidget& page) {
        for (const QLabel* label : page.findChildren<QLabel*>())
            if (label->isVisible() && label->wordWrap() && !label->text().isEmpty())
                QVERIFY2(label->heightForWidth(label->width()) <= label->height() + 1, qPrintable(label->text()));
    }

private slots:
    void initTestCase() {
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
    }
    void cleanup() {
        window_.reset();
        theme::apply(ThemeMode::Light);
        EXPECT_NO_WARNINGS();
    }

    void uncertainty_lies_over_each_other_from_the_fork_on() {
        open("entropy.db", {1600, 1000}, {test::chain_script(), test::forked_chain_script()});
        click_tab(QStringLiteral("Uncertainty"));
        PairLines& lines = panel().uncertainty().lines();
        QTRY_VERIFY(lines.isVisible());
        const int fork = panel().comparison()->first_difference->value;
        QCOMPARE(lines.data().fork, std::optional(fork));
        const auto tokens = *SessionReader::open(window_->library().file()).value()->tokens(RunId(2), TokenPos(0), TokenPos(1000));
        const auto at = static_cast<std::size_t>(fork + 3);
        QCOMPARE(lines.data().b.values[at - static_cast<std::size_t>(lines.data().b.first)], tokens[at].entropy);
        QVERIFY(lines.readout(fork - 1).startsWith(QStringLiteral("Both, token %1").arg(fork - 1)));
        QCOMPARE(lines.readout(fork + 1).count(QLatin1Char('\n')), 1);
        // The pointer reads a token, a click selects its step, keys walk.
        const QPoint place(static_cast<int>(lines.x_of(fork - 2)), lines.height() / 2);
        QTest::mouseMove(&lines, place);
        QTest::mouseClick(&lines, Qt::LeftButton, {}, place);
        QCOMPARE(lines.current(), std::optional(fork - 2));
        QVERIFY(window_->selection().locked_step().has_value());
        const StoredStep* step = window_->document().step(*window_->selection().locked_step());
        QVERIFY(step->step.first.value <= fork - 2 && fork - 2 < step->step.last.value);
        lines.setFocus();
        QTest::keyClick(&lines, Qt::Key_Right);
        QCOMPARE(lines.current(), std::optional(fork - 1));
        QVERIFY(lines.accessibleDescription().contains(QStringLiteral("token %1").arg(fork - 1)));
        test::keep_picture(*window_, "maps-uncertainty-light");
        theme::apply(ThemeMode::Dark);
        test::keep_picture(*window_, "maps-uncertainty-dark");
        resize({1280, 720});
        test::keep_picture(*window_, "maps-uncertainty-dark-small");
        expect_nothing_clipped(panel());
    }

    void attention_of_both_and_its_change_stand_side_by_side() {
        open("attention.db", {1600, 1000}, {test::chain_script(), test::forked_chain_script()});
        click_tab(QStringLiteral("Attention"));
        HeatMapView &a = panel().attention().map(0), &b = panel().attention().map(1), &change = panel().attention().map(2);
        QTRY_VERIFY(a.isVisible() && a.data().rows > 0);
        const HeatMapData &left = a.data(), &right = b.data(), &moved = change.data();
        QCOMPARE(left.rows, right.rows);
        QCOMPARE(left.columns, moved.columns);
        QVERIFY(moved.is_signed);
        QCOMPARE(left.maximum, right.maximum);  // one scale for both
        int compared = 0, of_one = 0;
        for (std::size_t i = 0; i < moved.values.size(); ++i) {
            const bool both = std::isfinite(left.values[i]) && std::isfinite(right.values[i]);
            QCOMPARE(std::isfinite(moved.values[i]), both);
            if (both) QVERIFY(std::abs(moved.values[i] - (right.values[i] - left.values[i])) < 1e-6F);
            compared += both;
            of_one += std::isfinite(left.values[i]) && !both;
        }
        QVERIFY(compared > 10);
        QVERIFY(of_one > 0);  // the step that only the first run has
        // A row of shares sums to one.
        float sum = 0;
        for (int c = 0; c < left.columns; ++c)
            if (std::isfinite(left.values[static_cast<std::size_t>(2 * left.columns + c)])) sum += left.values[static_cast<std::size_t>(2 * left.columns + c)];
        QVERIFY(std::abs(sum - 1) < 1e-3F);
        // A click in one selects the same pair of steps in the others, and the step in the window.
        panel().attention().ensureWidgetVisible(&b);
        QTest::mouseClick(plot(b), Qt::LeftButton, {}, b.cell_rect({2, 3}).center().toPoint() - plot(b)->pos());
        QCOMPARE(a.selected(), std::optional(HeatMapCell{2, 3}));
        QCOMPARE(change.selected(), std::optional(HeatMapCell{2, 3}));
        const StepPair pair = panel().maps()->attention.rows[2];
        const bool first = window_->document().run()->id == RunId(1);
        QCOMPARE(window_->selection().locked_step(), std::optional(StepId(first ? pair.a : pair.b)));
        test::keep_picture(*window_, "maps-attention-light");
        theme::apply(ThemeMode::Dark);
        test::keep_picture(*window_, "maps-attention-dark");
        resize({1280, 720});
        test::keep_picture(*window_, "maps-attention-dark-small");
        expect_nothing_clipped(panel());
    }

    void experts_part_where_the_session_says() {
        open("experts.db", {1600, 1000}, {test::chain_script(), test::forked_chain_script()});
        click_tab(QStringLiteral("Experts"));
        HeatMapView &parting = panel().experts().parting(), &load = panel().experts().load();
        QTRY_VERIFY(parting.isVisible() && parting.data().rows > 0);
        const auto& split = panel().comparison()->routing_split;
        QVERIFY(split.has_value());
        const RoutingDifference& routing = panel().maps()->routing;
        QCOMPARE(routing.columns[static_cast<std::size_t>(routing.first->column)].a, split->position.value);
        QCOMPARE(routing.layers[routing.first->layer], split->layer.value);
        QCOMPARE(parting.marked(), (std::vector{HeatMapCell{static_cast<int>(routing.first->layer), routing.first->column}}));
        QVERIFY(panel().experts().note().contains(QStringLiteral("token %1").arg(split->position.value)));
        for (std::size_t i = 0; i < static_cast<std::size_t>(routing.first->column); ++i)
            for (std::size_t layer = 0; layer < routing.layers.size(); ++layer) QVERIFY(!(routing.at(layer, i) > 0));
        QCOMPARE(load.data().columns, 8);
        QVERIFY(load.data().is_signed);
        for (int layer = 0; layer < load.data().rows; ++layer) {  // what one expert gains others lose
            float sum = 0;
            for (int e = 0; e < 8; ++e) sum += load.data().values[static_cast<std::size_t>(layer * 8 + e)];
            QVERIFY(std::abs(sum) < 1e-4F);
        }
        QVERIFY(parting.readout({0, routing.first->column}).contains(QStringLiteral("of tokens part")));
        test::keep_picture(*window_, "maps-experts-light");
        theme::apply(ThemeMode::Dark);
        test::keep_picture(*window_, "maps-experts-dark");
        resize({1280, 720});
        test::keep_picture(*window_, "maps-experts-dark-small");
        expect_nothing_clipped(panel());
        theme::apply(ThemeMode::Light);
        click_tab(QStringLiteral("Text"));
        QTRY_VERIFY(panel().page().isVisible());
        test::keep_picture(*window_, "maps-text-light-small");
    }

    void dense_models_have_one_line() {
        CompareMaps maps;
        maps.a.run = RunId(1);
        maps.b.run = RunId(2);
        open("dense.db", {1280, 720}, {test::chain_script(), test::forked_chain_script()});
        panel().experts().show_maps(maps);
        panel().choose_page(ComparePanel::Page::Experts);
        QCOMPARE(panel().experts().note(), QStringLiteral("These models are dense: they have no experts."));
        QVERIFY(!panel().experts().parting().isVisible());
        panel().attention().show_maps(maps);
        QCOMPARE(panel().attention().note(), QStringLiteral("Attention was traced in neither run."));
        panel().uncertainty().show_maps(maps);
        panel().choose_page(ComparePanel::Page::Uncertainty);
        test::keep_picture(*window_, "maps-nothing");
    }

    void long_maps_are_pooled() {
        std::vector<float> values(300 * 500);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 500 < 250 ? 1.0F : std::numeric_limits<float>::quiet_NaN();
        const PooledMap map = pooled(values, 300, 500, 100, 200);
        QCOMPARE(map.rows, 100);
        QCOMPARE(map.columns, 167);
        QCOMPARE(map.values[0], 1.0F);
        QVERIFY(std::isnan(map.values[166]));
    }
};

}  // namespace
}  // namespace reasonscope::ui

int main(int argc, char** argv) { return reasonscope::ui::test::run_in_own_home<reasonscope::ui::CompareMapsTest>(argc, argv); }

#include "compare_maps_test.moc"
