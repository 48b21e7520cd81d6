#include "app/bench/canvas_bench.h"

#include <QApplication>
#include <QImage>
#include <QWheelEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "app/bench/sample_tree.h"
#include "ui/views/tree_canvas.h"

namespace reasonscope::bench {
namespace {

constexpr int kWidth = 1600, kHeight = 1000, kFrames = 120, kLayouts = 5;

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void wheel(ui::TreeCanvas& canvas, QPoint delta, Qt::KeyboardModifiers keys) {
    const QPointF at(kWidth * 0.4, kHeight * 0.55);
    QWheelEvent event(at, at, {}, delta, Qt::NoButton, keys, Qt::NoScrollPhase, false);
    QWidget* target = canvas.childAt(at.toPoint()) != nullptr ? canvas.childAt(at.toPoint()) : &canvas;
    QApplication::sendEvent(target, &event);
}

/// Frames a second while the view moves: down, right, up, left, and a little in and out, so that it ends where it began.
double frames_per_second(ui::TreeCanvas& canvas) {
    QImage picture(kWidth, kHeight, QImage::Format_ARGB32_Premultiplied);
    canvas.render(&picture);
    std::vector<double> times;
    for (int i = 0; i < kFrames; ++i) {
        const auto start = Clock::now();
        switch (i % 6) {
            case 0: wheel(canvas, {0, -120}, Qt::NoModifier); break;
            case 1: wheel(canvas, {0, 120}, Qt::ControlModifier); break;
            case 2: wheel(canvas, {0, -120}, Qt::ShiftModifier); break;
            case 3: wheel(canvas, {0, 120}, Qt::NoModifier); break;
            case 4: wheel(canvas, {0, -120}, Qt::ControlModifier); break;
            case 5: wheel(canvas, {0, 120}, Qt::ShiftModifier); break;
        }
        canvas.render(&picture);
        times.push_back(ms_since(start));
    }
    return 1000 / median(times);
}

}  // namespace

CanvasFigures measure_canvas(int steps) {
    CanvasFigures figures;
    figures.steps = steps;
    const ui::CanvasGraph tree = sample_tree(steps);
    ui::TreeCanvas canvas;
    canvas.set_animated(false);
    canvas.resize(kWidth, kHeight);
    canvas.show();
    std::vector<double> layouts;
    for (int i = 0; i < kLayouts; ++i) {
        ui::CanvasGraph copy = tree;
        canvas.clear();
        const auto start = Clock::now();
        canvas.set_graph(ui::CanvasMode::Decision, std::move(copy));
        layouts.push_back(ms_since(start));
    }
    figures.layout_ms = median(layouts);
    canvas.fit();
    figures.fps_fit = frames_per_second(canvas);
    canvas.center_on(StepId(steps / 2));
    canvas.reset_zoom();
    figures.fps_zoomed = frames_per_second(canvas);
    canvas.set_graph(ui::CanvasMode::Matrix, tree);
    canvas.set_mode(ui::CanvasMode::Matrix);
    canvas.fit();
    figures.fps_matrix = frames_per_second(canvas);
    return figures;
}

}  // namespace reasonscope::bench
