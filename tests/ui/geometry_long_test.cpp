// Layouts and indexes for long reasoning against slow readable twins.

#include <QtTest>
#include <cmath>
#include <random>

#include "ui/geometry/lanes.h"
#include "ui/geometry/spine_tree.h"
#include "ui/geometry/step_grid.h"

using namespace reasonscope::ui;

namespace {

std::vector<int> random_tree(int size, unsigned seed, int reach) {
    std::mt19937 random(seed);
    std::vector<int> parents{-1};
    for (int i = 1; i < size; ++i) parents.push_back(std::max(0, i - 1 - static_cast<int>(random() % static_cast<unsigned>(reach))));
    return parents;
}

int overlaps(const std::vector<Rect>& rects) {
    int found = 0;
    for (std::size_t a = 0; a < rects.size(); ++a)
        for (std::size_t b = a + 1; b < rects.size(); ++b) found += rects[a].meets(rects[b]) ? 1 : 0;
    return found;
}

}  // namespace

class GeometryLongTest : public QObject {
    Q_OBJECT

private slots:
    void a_chain_goes_straight_down() {
        std::vector<int> parents(300);
        for (int i = 0; i < 300; ++i) parents[static_cast<std::size_t>(i)] = i - 1;
        const auto rects = spine_tree(parents);
        for (const Rect& r : rects) QCOMPARE(r.x, 0.0);
        QCOMPARE(rects.back().y, 299 * (rects[0].height + TidyTreeStyle{}.row_gap));
        QCOMPARE(tree_depth(parents), 299);
        QCOMPARE(tree_depth(std::vector<int>{}), 0);
    }

    void deep_trees_stay_narrow_and_never_overlap() {
        const double column = TidyTreeStyle{}.card_width + TidyTreeStyle{}.column_gap;
        for (unsigned seed = 1; seed <= 12; ++seed) {
            const auto parents = random_tree(400, seed, static_cast<int>(seed) * 3);
            const auto rects = spine_tree(parents);
            QCOMPARE(overlaps(rects), 0);
            double widest = 0;
            for (std::size_t i = 1; i < rects.size(); ++i) {
                widest = std::max(widest, rects[i].x);
                const Rect& parent = rects[static_cast<std::size_t>(parents[i])];
                QVERIFY2(rects[i].x == parent.x ? rects[i].y > parent.y : rects[i].x == parent.x + column, "a child stands below or in the next column");
            }
            QVERIFY(widest / column <= std::log2(400));
        }
    }

    void lanes_count_what_lies_in_a_row() {
        std::mt19937 random(3);
        std::vector<Rect> cards;
        std::vector<std::uint8_t> kinds, faint;
        for (int i = 0; i < 500; ++i) {
            cards.push_back({(i % 4) * 300.0, static_cast<double>(random() % 9000), 276, 72});
            kinds.push_back(static_cast<std::uint8_t>(random() % kLaneKinds));
            faint.push_back(static_cast<std::uint8_t>(random() % 2));
        }
        const auto lanes = make_lanes(cards, kinds, faint);
        QCOMPARE(lanes.size(), std::size_t{4});
        for (const Lane& lane : lanes)
            for (double from = -100; from < 9200; from += 333) {
                const auto [first, last] = lane.range(from, from + 500);
                for (int kind = 0; kind < kLaneKinds; ++kind) {
                    int expected = 0;
                    for (std::size_t i = 0; i < cards.size(); ++i)
                        expected += cards[i].x == lane.x && kinds[i] == kind && cards[i].y >= from && cards[i].y < from + 500 ? 1 : 0;
                    QCOMPARE(lane.count(first, last, kind), expected);
                }
                if (first == last) continue;
                int pale = 0;
                for (std::size_t i = 0; i < cards.size(); ++i) pale += cards[i].x == lane.x && cards[i].y >= from && cards[i].y < from + 500 ? faint[i] : 0;
                QCOMPARE(lane.faint_share(first, last), pale / static_cast<double>(last - first));
            }
    }

    void the_matrix_raster_shows_the_strongest_cell_of_each_place() {
        std::mt19937 random(9);
        std::vector<GridCell> cells;
        for (int i = 0; i < 3000; ++i)
            cells.push_back({static_cast<int>(random() % 220), static_cast<int>(random() % 220), static_cast<float>(random() % 1000) / 1000});
        const StepGrid grid(200, cells);
        std::vector<float> dense(200 * 200, 0);
        for (const GridCell& c : cells)
            if (c.row < 200 && c.column < c.row) {
                float& place = dense[static_cast<std::size_t>(c.row * 200 + c.column)];
                place = std::max(place, c.weight);
            }
        for (int row = 0; row < 200; ++row)
            for (int column = 0; column < 200; ++column) QCOMPARE(grid.at(row, column), dense[static_cast<std::size_t>(row * 200 + column)]);

        for (const GridFilter filter : {GridFilter{}, GridFilter{0.4F, 1'000'000}, GridFilter{0, 2}})
            for (const double scale : {1.0, 0.31}) {
                const int width = 60, height = 50;
                const double x0 = 7, y0 = 31;
                const auto raster = grid.raster(x0, y0, scale, width, height, filter);
                std::vector<float> slow(raster.size(), 0);
                for (int row = 0; row < 200; ++row)
                    for (int column = 0; column < row; ++column) {
                        const float weight = dense[static_cast<std::size_t>(row * 200 + column)];
                        int stronger = 0;
                        for (int other = 0; other < row; ++other) {
                            const float w = dense[static_cast<std::size_t>(row * 200 + other)];
                            stronger += w > weight || (w == weight && other < column) ? 1 : 0;
                        }
                        const int x = static_cast<int>(std::floor((column - x0) * scale)), y = static_cast<int>(std::floor((row - y0) * scale));
                        if (weight <= 0 || weight < filter.least_weight || stronger >= filter.most_per_row || x < 0 || y < 0 || x >= width || y >= height) continue;
                        float& place = slow[static_cast<std::size_t>(y * width + x)];
                        place = std::max(place, weight);
                    }
                QCOMPARE(raster, slow);
            }
    }
};

QTEST_GUILESS_MAIN(GeometryLongTest)
#include "geometry_long_test.moc"
