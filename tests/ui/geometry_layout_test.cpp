// Layouts without pixels: nothing overlaps, growth moves nothing, 100,000 nodes are fine.

#include <QtTest>
#include <random>

#include "ui/geometry/flow_layout.h"
#include "ui/geometry/range_index.h"
#include "ui/geometry/tidy_tree.h"

using namespace reasonscope::ui;

namespace {

bool overlap(const Rect& a, const Rect& b) {
    return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

QString first_overlap(const std::vector<Rect>& rects) {
    for (std::size_t i = 0; i < rects.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (overlap(rects[i], rects[j])) return QStringLiteral("%1 and %2").arg(j).arg(i);
    return {};
}

constexpr FlowRole F = FlowRole::Fact, S = FlowRole::Step, G = FlowRole::Ghost, B = FlowRole::Branch;

/// A random run: facts, a path, ghosts and explored branches, in an order in which parents come first.
std::vector<FlowNode> random_flow(unsigned seed, int count) {
    std::mt19937 random(seed);
    std::vector<FlowNode> nodes = {{F, -1}, {F, 0}, {F, 1}, {S, 2}};
    while (static_cast<int>(nodes.size()) < count) {
        const int parent = 3 + static_cast<int>(random() % (nodes.size() - 3));
        if (nodes[static_cast<std::size_t>(parent)].role == G) continue;
        nodes.push_back({random() % 3 == 0 ? G : S, parent});
    }
    return nodes;
}

}  // namespace

class GeometryLayoutTest : public QObject {
    Q_OBJECT

private slots:
    void tidy_tree_puts_a_parent_in_the_middle_of_its_children() {
        const std::vector<int> parents = {-1, 0, 0, 1, 1, 1};
        const TidyTreeStyle style{100, 50, 20, 10};
        const auto r = tidy_tree(parents, style);
        QCOMPARE(r[0].x, 0.0);
        QCOMPARE(r[1].x, 120.0);
        QCOMPARE(r[3].x, 240.0);
        QCOMPARE(r[3].y, 0.0);
        QCOMPARE(r[5].y, 120.0);
        QCOMPARE(r[1].y, r[4].y);                  // middle of three
        QCOMPARE(r[2].y, 180.0);                   // a leaf has a row of its own
        QCOMPARE(r[0].y, (r[1].y + r[2].y) / 2);
    }

    void tidy_tree_never_overlaps() {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            std::mt19937 random(seed);
            std::vector<int> parents = {-1};
            for (int i = 1; i < 120; ++i) parents.push_back(static_cast<int>(random() % static_cast<unsigned>(i)));
            QCOMPARE(first_overlap(tidy_tree(parents)), QString());
        }
    }

    void tidy_tree_keeps_what_stands_above_a_new_last_child() {
        std::vector<int> parents = {-1, 0, 1, 1, 0};
        const auto before = tidy_tree(parents);
        parents.push_back(0);
        const auto after = tidy_tree(parents);
        for (const std::size_t i : {1U, 2U, 3U, 4U}) QCOMPARE(after[i], before[i]);
    }

    void several_roots_stack() {
        const auto r = tidy_tree(std::vector<int>{-1, -1, 1});
        QVERIFY(r[1].y >= r[0].bottom());
        QCOMPARE(r[1].x, r[0].x);
    }

    void flow_has_facts_left_path_down_ghosts_right() {
        const std::vector<FlowNode> nodes = {{F, -1}, {F, 0}, {S, 1}, {S, 2}, {G, 2}, {G, 2}, {G, 2}, {G, 3}};
        const auto r = flow_layout(nodes);
        QVERIFY(r[0].right() < r[2].x && r[1].y >= r[0].bottom());
        QCOMPARE(r[2].x, 0.0);
        QCOMPARE(r[3].x, 0.0);
        QVERIFY(r[3].y >= r[2].bottom());
        QVERIFY(r[4].x > r[2].right() && r[4].y == r[2].y);
        QCOMPARE(r[5].x, r[4].x);                            // stacked
        QVERIFY(r[5].y >= r[4].bottom() && r[5].bottom() <= r[2].bottom());
        QVERIFY(r[6].x > r[4].right());                      // no room left: next column
        QCOMPARE(r[7].x, r[4].x);                            // another row: the first column is free again
    }

    void branches_get_columns_of_their_own() {
        // 0-1-2-3 is the path; 4-5 branches off 0; 6 branches off 2, below the end of the first branch.
        const std::vector<FlowNode> nodes = {{S, -1}, {S, 0}, {S, 1}, {S, 2}, {S, 0}, {S, 4}, {S, 2}};
        const auto r = flow_layout(nodes);
        QCOMPARE(r[4].y, r[1].y);
        QVERIFY(r[4].x > r[1].right());
        QCOMPARE(r[5].x, r[4].x);
        QCOMPARE(r[6].x, r[4].x);
        QCOMPARE(r[6].y, r[3].y);
    }

    void limbs_begin_beside_their_fork_and_leave_room_for_ghosts() {
        // 0-1-2 is the path; 3 heads the limb 4-5 that leaves step 1; 6 heads one that leaves the limb at 4; 7 is a ghost of step 1.
        const std::vector<FlowNode> nodes = {{S, -1}, {S, 0}, {S, 1}, {B, 1}, {S, 3}, {S, 4}, {B, 4}, {G, 1}};
        const auto r = flow_layout(nodes);
        QCOMPARE(r[3].y, r[1].y);
        QCOMPARE(r[4].x, r[3].x);
        QCOMPARE(r[4].y, r[2].y);
        QCOMPARE(r[6].y, r[4].y);
        QVERIFY(r[6].x > r[4].right());
        QVERIFY(r[7].x > r[1].right() && r[7].right() < r[3].x);  // nearer than the limb
        auto without = nodes;
        without.pop_back();
        QCOMPARE(flow_layout(without)[3], r[3]);  // the ghost moved nothing
    }

    void limbs_never_overlap() {
        for (unsigned seed = 1; seed <= 40; ++seed) {
            std::mt19937 random(seed);
            auto nodes = random_flow(seed, 60);
            const auto trunk = static_cast<unsigned>(nodes.size());
            for (int limb = 0; limb < 6; ++limb) {
                int parent = 3 + static_cast<int>(random() % (limb % 2 == 0 ? trunk - 3 : static_cast<unsigned>(nodes.size()) - 3));
                while (nodes[static_cast<std::size_t>(parent)].role == G) --parent;
                nodes.push_back({B, parent});
                for (unsigned i = random() % 9; i > 0; --i) nodes.push_back({S, static_cast<int>(nodes.size()) - 1});
            }
            const QString clash = first_overlap(flow_layout(nodes));
            QVERIFY2(clash.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(clash)));
        }
    }

    void flow_never_overlaps() {
        for (unsigned seed = 1; seed <= 40; ++seed) {
            const QString clash = first_overlap(flow_layout(random_flow(seed, 90)));
            QVERIFY2(clash.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(clash)));
        }
    }

    void appending_to_the_path_moves_nothing() {
        std::vector<FlowNode> nodes = {{F, -1}, {F, 0}, {S, 1}, {G, 2}, {S, 2}, {G, 4}};
        auto before = flow_layout(nodes);
        for (int i = 0; i < 20; ++i) {
            nodes.push_back({i % 3 == 2 ? G : S, i % 3 == 2 ? static_cast<int>(nodes.size()) - 1 : [&nodes] {
                                 int last = static_cast<int>(nodes.size()) - 1;
                                 while (nodes[static_cast<std::size_t>(last)].role != S) --last;
                                 return last;
                             }()});
            const auto after = flow_layout(nodes);
            for (std::size_t k = 0; k < before.size(); ++k) QCOMPARE(after[k], before[k]);
            before = after;
        }
    }

    void a_hundred_thousand_nodes() {
        const auto flow = flow_layout(random_flow(7, 100'000));
        QCOMPARE(flow.size(), std::size_t{100'000});
        std::vector<int> chain(100'000);
        for (int i = 0; i < 100'000; ++i) chain[static_cast<std::size_t>(i)] = i - 1;  // depth 100,000: no recursion
        QCOMPARE(tidy_tree(chain).back().y, 0.0);
        QCOMPARE(chain_layout(100'000).back().y, 99'999 * (72.0 + 12.0));
    }

    void range_index_finds_exactly_what_meets_the_view() {
        std::mt19937 random(3);
        std::vector<Rect> rects;
        for (int i = 0; i < 2000; ++i) {
            const double tall = i % 50 == 0 ? 4000 : 60;
            rects.push_back({static_cast<double>(random() % 900), static_cast<double>(random() % 20'000), 40, tall});
        }
        const RangeIndex index(rects);
        for (int trial = 0; trial < 200; ++trial) {
            const Rect view{static_cast<double>(random() % 900), static_cast<double>(random() % 20'000), 150, 300};
            std::vector<int> expected;
            for (std::size_t i = 0; i < rects.size(); ++i)
                if (rects[i].meets(view)) expected.push_back(static_cast<int>(i));
            QCOMPARE(index.find(view), expected);
        }
        QVERIFY(RangeIndex().find({0, 0, 10, 10}).empty());
    }
};

QTEST_GUILESS_MAIN(GeometryLayoutTest)
#include "geometry_layout_test.moc"
