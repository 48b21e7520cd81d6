#include "ui/views/canvas_camera.h"

#include <algorithm>

namespace reasonscope::ui::camera {
namespace {

constexpr double kMargin = 24;       // pixels around the drawing
constexpr double kReadable = 0.7;    // below this the cards drop their header
constexpr double kSmallest = 0.62;   // the first look never goes below
constexpr double kGhostColumn = 196;  // room kept for the first column of ghosts, so that the path stays when they come

/// What the first look should hold; a decision tree keeps room for ghosts that may come.
Rect wanted(const CanvasScene& scene) {
    Rect all = scene.bounds();
    if (scene.mode() != CanvasMode::Decision) return all;
    double path_right = 0;
    for (int i = 0; i < scene.size() && path_right == 0; ++i)
        if (scene.node(i).kind != CanvasNodeKind::Prompt) path_right = scene.rect(i).right();
    return all.united({all.x, all.y, path_right + kGhostColumn - all.x, 1});
}

constexpr double kWidestFar = 0.3;   // from far away a long run is at most this wide across
constexpr double kLeast = 0.02;      // small drawings do not shrink further

/// Across, cards stay as wide as the whole drawing allows.
double least_across(const CanvasScene& scene, const QRectF& area) {
    return std::clamp((area.width() - 2 * kMargin) / std::max(1.0, scene.bounds().width), 1e-6, kWidestFar);
}

Camera centered(const Rect& box, double scale, double least_x, const QRectF& area) {
    Camera view{scale, {}, least_x};
    view.origin = {box.center().x - area.width() / 2 / view.scale_x(), box.center().y - area.height() / 2 / view.scale};
    return view;
}

double fit_scale(const Rect& box, const QRectF& area) {
    if (box.empty()) return 1;
    const double across = (area.width() - 2 * kMargin) / box.width, down = (area.height() - 2 * kMargin) / box.height;
    return std::max(1e-7, std::min(across, down));
}

}  // namespace

Camera fit(const CanvasScene& scene, const QRectF& area) {
    return centered(scene.bounds(), std::min(fit_scale(scene.bounds(), area), 1.0), least_across(scene, area), area);
}

Camera home(const CanvasScene& scene, const QRectF& area) {
    const Rect box = wanted(scene);
    if (box.empty()) return {};
    const double all = fit_scale(box, area);
    double scale = std::min(1.0, all);
    if (all < kReadable) scale = std::clamp((area.width() - 2 * kMargin) / box.width, kSmallest, 1.0);
    Camera view = centered(box, scale, least_across(scene, area), area);
    const bool tree = scene.mode() == CanvasMode::Provenance;
    if (!tree || box.height * scale > area.height() - 2 * kMargin) view.origin.y = box.y - kMargin / scale;  // reading starts on top
    if (box.width * scale > area.width() - 2 * kMargin) view.origin.x = box.x - kMargin / scale;
    if (tree && box.height * scale > area.height() - 2 * kMargin)
        view.origin.y = std::max(box.y - kMargin / scale, scene.rect(0).center().y - area.height() / 2 / scale);
    return view;
}

Camera follow(const CanvasScene& scene, const QRectF& area) {
    Camera view = home(scene, area);
    const int newest = scene.last();
    if (newest < 0 || scene.mode() == CanvasMode::Provenance) return view;
    const double bottom = scene.rect(newest).bottom() + 2 * kMargin / view.scale;
    view.origin.y = std::max(view.origin.y, bottom - area.height() / view.scale);
    return view;
}

Camera zoomed(const Camera& view, const CanvasScene& scene, const QRectF& area, double factor, QPointF about) {
    Camera moved = view;
    moved.scale = std::clamp(view.scale * factor, std::min(kLeast, fit_scale(scene.bounds(), area) / 2), kMost);
    const double dx = about.x() - area.x(), dy = about.y() - area.y();
    moved.origin.x += dx / view.scale_x() - dx / moved.scale_x();
    moved.origin.y += dy / view.scale - dy / moved.scale;
    return moved;
}

Camera showing(const Camera& view, const QRectF& area, const Rect& rect) {
    Camera moved = view;
    const double margin = kMargin / view.scale, across = kMargin / view.scale_x();
    const double width = area.width() / view.scale_x(), height = area.height() / view.scale;
    if (rect.bottom() + margin > moved.origin.y + height) moved.origin.y = rect.bottom() + margin - height;
    if (rect.y - margin < moved.origin.y) moved.origin.y = rect.y - margin;
    if (rect.right() + across > moved.origin.x + width) moved.origin.x = rect.right() + across - width;
    if (rect.x - across < moved.origin.x) moved.origin.x = rect.x - across;
    return moved;
}

Camera clamped(Camera view, const CanvasScene& scene, const QRectF& area) {
    const Rect& box = scene.bounds();
    if (box.empty()) return view;
    const auto kept = [](double origin, double from, double to, double seen, double keep) {  // `keep` of the drawing stays in sight
        const double least = from - seen + keep;
        return std::clamp(origin, least, std::max(least, to - keep));
    };
    view.origin.x = kept(view.origin.x, box.x, box.right(), area.width() / view.scale_x(), 80 / view.scale_x());
    view.origin.y = kept(view.origin.y, box.y, box.bottom(), area.height() / view.scale, 80 / view.scale);
    return view;
}

}  // namespace reasonscope::ui::camera
