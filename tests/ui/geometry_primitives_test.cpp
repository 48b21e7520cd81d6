// Edges, scales, line breaking, heat cells and level of detail.

#include <QtTest>
#include <cmath>

#include "ui/geometry/edge_route.h"
#include "ui/geometry/heat_grid.h"
#include "ui/geometry/level_of_detail.h"
#include "ui/geometry/line_break.h"
#include "ui/geometry/scale.h"

using namespace reasonscope::ui;

namespace {

StripPiece word(float ink, bool newline = false) { return {ink + 5, ink, newline}; }

QString text_of(const StripLines& strip) {
    QStringList lines;
    for (int i = 0; i < strip.count(); ++i) lines << QStringLiteral("%1-%2").arg(strip.line(i).first).arg(strip.line(i).last);
    return lines.join(' ');
}

}  // namespace

class GeometryPrimitivesTest : public QObject {
    Q_OBJECT

private slots:
    void edges_start_and_end_on_the_cards() {
        const Rect a{0, 0, 100, 40}, b{200, 90, 100, 40};
        const Cubic right = route_right(a, b);
        QCOMPARE(right.from, (Point{100, 20}));
        QCOMPARE(right.to, (Point{200, 110}));
        QVERIFY(right.control1.x > right.from.x && right.control1.y == right.from.y);  // leaves horizontally
        const Cubic down = route_down(a, Rect{0, 80, 100, 40});
        QCOMPARE(down.from, (Point{50, 40}));
        QCOMPARE(down.to, (Point{50, 80}));
        QCOMPARE(point_on(right, 0), right.from);
        QCOMPARE(point_on(right, 1), right.to);
    }

    void arcs_stay_in_their_room_and_grow_with_distance() {
        const Rect a{0, 0, 100, 40};
        double last = 0;
        for (const double apart : {60.0, 200.0, 1000.0, 100'000.0}) {
            const double reach = -point_on(route_arc(a, {0, apart, 100, 40}, 50), 0.5).x;
            QVERIFY(reach >= last && reach <= 50.001);
            last = reach;
        }
    }

    void an_edge_over_cards_clears_them() {
        const Rect step{0, 0, 100, 40}, source{400, 0, 100, 40};
        const Cubic over = route_over(step, source);
        QCOMPARE(over.from, (Point{50, 0}));
        QCOMPARE(over.to, (Point{450, 0}));
        QVERIFY(point_on(over, 0.5).y < -20);  // room for the weight above the cards
        for (double t = 0.3; t < 0.75; t += 0.1) QVERIFY(point_on(over, t).y < 0);
    }

    void distance_picks_the_curve() {
        const Cubic line{{0, 0}, {10, 0}, {20, 0}, {30, 0}};
        QVERIFY(std::abs(distance(line, {15, 4}) - 4) < 1e-6);
        QVERIFY(std::abs(distance(line, {34, 3}) - 5) < 1e-6);
    }

    void ticks_are_round_and_inside() {
        QCOMPARE(nice_ticks(0, 10, 6).values, (std::vector<double>{0, 2, 4, 6, 8, 10}));
        const Ticks fine = nice_ticks(0.13, 0.61, 6);
        QCOMPARE(fine.decimals, 1);
        QCOMPARE(fine.values.size(), std::size_t{5});
        QVERIFY(std::abs(fine.values.front() - 0.2) < 1e-12);
        QCOMPARE(nice_ticks(0, 3, 20, true).values, (std::vector<double>{0, 1, 2, 3}));
        QVERIFY(nice_ticks(5, 5, 6).values.empty());
        QVERIFY(nice_ticks(0, std::nan(""), 6).values.empty());
        for (int most = 2; most < 12; ++most)
            for (const double span : {0.003, 0.7, 13.0, 999.0, 1e6}) {
                const auto n = nice_ticks(-span / 3, span, most).values.size();
                QVERIFY2(n >= 1 && n <= static_cast<std::size_t>(most), qPrintable(QStringLiteral("%1 ticks of %2 for %3").arg(n).arg(most).arg(span)));
            }
        QCOMPARE(nice_ceiling(0.83), 1.0);
        QCOMPARE(nice_ceiling(2.1), 2.5);
        QCOMPARE(nice_ceiling(0), 1.0);
    }

    void scales_invert() {
        const Scale s{10, 20, 300, 100};  // downwards, as y axes are
        QCOMPARE(s.map(10), 300.0);
        QCOMPARE(s.map(20), 100.0);
        QCOMPARE(s.invert(s.map(13.5)), 13.5);
        QCOMPARE((Scale{4, 4, 0, 100}.map(4)), 0.0);
    }

    void thinning_keeps_every_peak() {
        std::vector<float> values(1000, 0.1F);
        values[130] = 5;
        values[999] = 7;
        const auto bins = bin_maxima(values, 0, 1000, 80);
        QCOMPARE(bins.size(), std::size_t{80});
        QCOMPARE(bins[10], 5.0F);
        QCOMPARE(bins[79], 7.0F);
        QCOMPARE(bin_maxima(values, 130, 140, 80).size(), std::size_t{10});
        QVERIFY(bin_maxima(values, 50, 20, 10).empty());
    }

    void lines_break_where_they_are_full() {
        StripLines strip;
        strip.set_width(100);
        const std::vector<StripPiece> pieces = {word(40), word(40), word(50), word(30), word(200), word(10)};
        strip.append(pieces);
        // 45 + 40 fits; 90 + 50 does not. Trailing white space may hang over, a too wide word stands alone.
        QCOMPARE(text_of(strip), QString("0-2 2-4 4-5 5-6"));
        QCOMPARE(strip.line_of(3), 1);
        QCOMPARE(strip.x_of(3), 55.0F);
        strip.set_width(1000);
        QCOMPARE(text_of(strip), QString("0-6"));
    }

    void newlines_end_lines() {
        StripLines strip;
        strip.set_width(100);
        const std::vector<StripPiece> pieces = {word(10, true), word(0, true), word(10)};
        strip.append(pieces);
        QCOMPARE(text_of(strip), QString("0-1 1-2 2-3"));
    }

    void appending_and_truncating_equal_breaking_at_once() {
        std::vector<StripPiece> all;
        for (int i = 0; i < 400; ++i) all.push_back(word(static_cast<float>(7 + i * 37 % 60), i % 29 == 0));
        StripLines at_once, bit_by_bit;
        at_once.set_width(260);
        bit_by_bit.set_width(260);
        at_once.append(all);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const StripPiece half{3, 3, false};  // a word that is still growing
            bit_by_bit.append({&half, 1});
            bit_by_bit.truncate(static_cast<int>(i));
            bit_by_bit.append({&all[i], 1});
        }
        QCOMPARE(text_of(bit_by_bit), text_of(at_once));
        for (int line = 0; line < at_once.count(); ++line) QCOMPARE(bit_by_bit.line(line).width, at_once.line(line).width);
    }

    void heat_cells_tile_and_invert() {
        const HeatGrid grid{{10, 20, 300, 100}, 4, 6, true};
        QCOMPARE(grid.cell(0, 0), (Rect{10, 20, 50, 25}));
        QCOMPARE((HeatGrid{grid.area, 4, 6, false}.cell(0, 0)), (Rect{10, 95, 50, 25}));
        for (int r = 0; r < 4; ++r)
            for (int c = 0; c < 6; ++c) QVERIFY((grid.at(grid.cell(r, c).center()) == std::pair{r, c}));
        QVERIFY(!grid.at({9, 50}) && !grid.at({310, 50}));
        QVERIFY(!HeatGrid{}.at({0, 0}));
        QCOMPARE(label_stride(30, 20), 1);
        QCOMPARE(label_stride(12, 20), 2);
        QCOMPARE(label_stride(5, 20), 5);
        QCOMPARE(label_stride(2, 20), 10);
        QCOMPARE(label_stride(1, 20), 20);
    }

    void small_things_fold() {
        QCOMPARE(detail_of(72), Detail::Full);
        QCOMPARE(detail_of(30), Detail::Text);
        QCOMPARE(detail_of(12), Detail::Block);
        QCOMPARE(detail_of(2), Detail::Speck);
        std::vector<double> tops;
        for (int i = 0; i < 100'000; ++i) tops.push_back(i * 90.0);
        const auto runs = fold_runs(tops, 72, 0.001);
        QVERIFY(runs.size() < 4000);
        int next = 0;
        for (const Run& run : runs) {
            QCOMPARE(run.first, next);
            next = run.last;
        }
        QCOMPARE(next, 100'000);
        QCOMPARE(fold_runs(tops, 72, 1).size(), tops.size());
    }
};

QTEST_GUILESS_MAIN(GeometryPrimitivesTest)
#include "geometry_primitives_test.moc"
