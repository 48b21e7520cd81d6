#pragma once
// Where the tree canvas looks: fitting, following, zooming about a point, and never losing the drawing. Pure functions.

#include <QRectF>

#include "ui/views/canvas_paint.h"

namespace reasonscope::ui::camera {

inline constexpr double kMost = 3.0;

Camera fit(const CanvasScene& scene, const QRectF& area);      // everything in sight, at most 100 %
/// The first look: everything when that stays readable, else the beginning at a readable size.
Camera home(const CanvasScene& scene, const QRectF& area);
Camera follow(const CanvasScene& scene, const QRectF& area);   // as home, but the newest card is in sight
/// Between half of what fits (2 % for small drawings) and kMost.
Camera zoomed(const Camera& camera, const CanvasScene& scene, const QRectF& area, double factor, QPointF about);
/// The least move that brings `rect` into sight.
Camera showing(const Camera& camera, const QRectF& area, const Rect& rect);
Camera clamped(Camera camera, const CanvasScene& scene, const QRectF& area);

}  // namespace reasonscope::ui::camera
