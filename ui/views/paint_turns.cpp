#include "ui/views/paint_turns.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <algorithm>
#include <deque>

namespace reasonscope::ui {
namespace {

constexpr int kTurnMs = 8;  // three growing views: each is painted some forty times a second

class PaintTurns : public QObject {
public:
    explicit PaintTurns(QObject* parent) : QObject(parent) {
        timer_.setSingleShot(true);
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, &PaintTurns::take);
    }

    void ask(QWidget& widget) {
        if (std::ranges::find(waiting_, &widget, &QPointer<QWidget>::data) != waiting_.end()) return;
        waiting_.emplace_back(&widget);
        if (!timer_.isActive()) timer_.start(pause());
    }

private:
    [[nodiscard]] int pause() const { return last_.isValid() ? std::max(0, kTurnMs - static_cast<int>(last_.elapsed())) : 0; }

    void take() {
        if (waiting_.front()) waiting_.front()->update();
        waiting_.pop_front();
        last_.start();
        if (!waiting_.empty()) timer_.start(kTurnMs);
    }

    std::deque<QPointer<QWidget>> waiting_;
    QTimer timer_;
    QElapsedTimer last_;
};

}  // namespace

void paint_in_turn(QWidget& widget) {
    static QPointer<PaintTurns> turns;
    if (!turns) turns = new PaintTurns(QCoreApplication::instance());
    turns->ask(widget);
}

}  // namespace reasonscope::ui
