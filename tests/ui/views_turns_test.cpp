// Views that grow together are painted one after another.

#include "ui/views/paint_turns.h"

#include <QTest>
#include <QWidget>
#include <algorithm>

namespace reasonscope::ui {
namespace {

/// Notes in which pass of its window's painting it was painted.
class Pane : public QWidget {
public:
    Pane(QWidget* parent, const int& pass) : QWidget(parent), pass_(pass) {}
    std::vector<int> painted;

protected:
    void paintEvent(QPaintEvent*) override { painted.push_back(pass_); }

private:
    const int& pass_;
};

/// Counts the requests to paint that the window gets.
class Passes : public QObject {
public:
    int count = 0;
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::UpdateRequest ? 1 : 0;
        return false;
    }
};

}  // namespace

class ViewsTurnsTest : public QObject {
    Q_OBJECT
private slots:
    void growing_views_never_share_a_frame() {
        QWidget window;
        Passes passes;
        window.installEventFilter(&passes);
        std::vector<Pane*> panes;
        for (int i = 0; i < 3; ++i) {
            panes.push_back(new Pane(&window, passes.count));
            panes.back()->setGeometry(i * 50, 0, 40, 40);
        }
        window.show();
        QTRY_VERIFY(std::ranges::all_of(panes, [](const Pane* pane) { return !pane->painted.empty(); }));
        for (Pane* pane : panes) pane->painted.clear();

        for (int round = 0; round < 2; ++round)  // asked twice before its turn, a view is painted once
            for (Pane* pane : panes) paint_in_turn(*pane);
        QTRY_VERIFY(!panes[2]->painted.empty());
        QTest::qWait(50);
        std::vector<int> order;
        for (const Pane* pane : panes) {
            QCOMPARE(pane->painted.size(), 1U);
            order.push_back(pane->painted.front());
        }
        QVERIFY(order[0] < order[1] && order[1] < order[2]);

        for (Pane* pane : panes) pane->painted.clear();
        for (Pane* pane : panes) pane->update();  // the control: update() paints them in one frame
        QTRY_VERIFY(!panes[2]->painted.empty());
        QCOMPARE(panes[0]->painted, panes[2]->painted);
    }

    void a_view_that_went_away_is_passed_over() {
        QWidget window;
        Passes passes;
        auto* gone = new Pane(&window, passes.count);
        auto* stays = new Pane(&window, passes.count);
        gone->resize(20, 20);
        stays->setGeometry(30, 0, 20, 20);
        window.show();
        QTRY_VERIFY(!stays->painted.empty());
        stays->painted.clear();
        paint_in_turn(*gone);
        paint_in_turn(*stays);
        delete gone;
        QTRY_VERIFY(!stays->painted.empty());
    }
};

}  // namespace reasonscope::ui

using reasonscope::ui::ViewsTurnsTest;
QTEST_MAIN(ViewsTurnsTest)
#include "views_turns_test.moc"
