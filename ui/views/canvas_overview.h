#pragma once
// The drawing from far away: what is smaller than a pixel row is shown by its share of the row, whatever the number of steps.

#include <QRectF>
#include <vector>

#include "ui/views/canvas_paint.h"

class QImage;

namespace reasonscope::ui {

/// From scene units to pixels; the axes may have different scales.
struct OverviewPlace {
    double scale_x = 1, scale_y = 1;
    QPointF corner;  // pixels of the scene's (0, 0)
    [[nodiscard]] QRectF map(const Rect& r) const {
        return {corner.x() + r.x * scale_x, corner.y() + r.y * scale_y, std::max(1.0, r.width * scale_x), std::max(1.0, r.height * scale_y)};
    }
};

/// Cards as bars of their class colour; a pixel row with several cards is divided by how many are of each class.
void paint_density(QPainter& painter, const CanvasScene& scene, const OverviewPlace& place, const QRectF& clip, double alpha);

/// Some cards again, over the density: what is selected or found. Those that share a pixel row are drawn once.
void paint_specks(QPainter& painter, const CanvasScene& scene, const OverviewPlace& place, const QRectF& clip, std::span<const int> nodes,
                  const QColor* color = nullptr);

/// How the minimap places the drawing inside `inner`: a very long drawing is stretched across, so that it stays visible.
OverviewPlace minimap_place(const Rect& bounds, const QRectF& inner);
/// The minimap's cards, to be kept until the drawing, the size or the theme changes.
QImage minimap_picture(const CanvasScene& scene, QSizeF size, double device_pixel_ratio);

}  // namespace reasonscope::ui
