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

Camera centered(const Rect& box, double scale, const QRectF& area) {
    return {scale, {box.center().x - area.width() / 2 / scale, box.center().y - area.height() / 2 / scale}};
}

double fit_scale(const Rect& box, const QRectF& area) {
    if (box.empty()) return 1;
    return std::min((area.width() - 2 * kMargin) / box.width, (area.height() - 2 * kMargin) / box.height);
}

}  // namespace

Camera fit(const CanvasScene& scene, const QRectF& area) {
    return centered(scene.bounds(), std::clamp(fit_scale(scene.bounds(), area), kLeast, 1.0), area);
}

Camera home(const CanvasScene& scene, const QRectF& area) {
    const Rect box = wanted(scene);
    if (box.empty()) return {};
    const double all = fit_scale(box, area);
    double scale = std::min(1.0, all);
    if (all < kReadable) scale = std::clamp((area.width() - 2 * kMargin) / box.width, kSmallest, 1.0);
    Camera view = centered(box, scale, area);
    const bool tree = scene.mode() == CanvasMode::Provenance;
    if (!tree || box.height * scale > area.height() - 2 * kMargin) view.origin.y = box.y - kMargin / scale;  // reading starts on top
    if (box.width * scale > area.width() - 2 * kMargin) view.origin.x = box.x - kMargin / scale;
    if (tree && box.height * scale > area.height() - 2 * kMargin)
        view.origin.y = scene.rect(0).center().y - area.height() / 2 / scale;
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

Camera zoomed(const Camera& view, const QRectF& area, double factor, QPointF about) {
    const double scale = std::clamp(view.scale * factor, kLeast, kMost);
    const double dx = about.x() - area.x(), dy = about.y() - area.y();
    return {scale, {view.origin.x + dx / view.scale - dx / scale, view.origin.y + dy / view.scale - dy / scale}};
}

Camera showing(const Camera& view, const QRectF& area, const Rect& rect) {
    Camera moved = view;
    const double margin = kMargin / view.scale, width = area.width() / view.scale, height = area.height() / view.scale;
    if (rect.bottom() + margin > moved.origin.y + height) moved.origin.y = rect.bottom() + margin - height;
    if (rect.y - margin < moved.origin.y) moved.origin.y = rect.y - margin;
    if (rect.right() + margin > moved.origin.x + width) moved.origin.x = rect.right() + margin - width;
    if (rect.x - margin < moved.origin.x) moved.origin.x = rect.x - margin;
    return moved;
}

Camera clamped(Camera view, const CanvasScene& scene, const QRectF& area) {
    const Rect& box = scene.bounds();
    if (box.empty()) return view;
    const double keep = 80 / view.scale;  // this much of the drawing stays in sight
    view.origin.x = std::clamp(view.origin.x, box.x - area.width() / view.scale + keep, std::max(box.x - area.width() / view.scale + keep, box.right() - keep));
    view.origin.y = std::clamp(view.origin.y, box.y - area.height() / view.scale + keep, std::max(box.y - area.height() / view.scale + keep, box.bottom() - keep));
    return view;
}

}  // namespace reasonscope::ui::camera
