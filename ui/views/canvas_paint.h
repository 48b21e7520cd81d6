#pragma once
// Paints one frame of the tree canvas. Reads a frame, changes nothing.

#include <QRectF>
#include <QStringList>
#include <span>
#include <vector>

#include "ui/views/canvas_scene.h"

class QImage;
class QPainter;

namespace reasonscope::ui {

/// What part of the scene is seen: `origin` (scene units) stands at the area's top left corner.
struct Camera {
    double scale = 1;      // pixels per unit, downwards
    Point origin;
    double least_x = 0;    // across, the scale stops shrinking here: a long run stays as wide as the view from far away
    [[nodiscard]] double scale_x() const { return std::max(scale, least_x); }
    friend bool operator==(const Camera&, const Camera&) = default;
};

inline constexpr int kAllSources = 1'000'000;

struct CanvasFrame {
    const CanvasScene* scene = nullptr;
    std::span<const Rect> rects;        // where the cards are now, scene units
    std::span<const float> presence;    // [0,1] opacity of each card (fading in); empty: all 1
    QRectF area;                        // widget pixels
    Camera camera;
    int current = -1, hovered = -1;     // nodes
    int focus = -1;                     // the node whose sources are shown
    int hovered_link = -1;
    bool dim_others = false;            // a lock dims everything that is neither the step nor its sources
    std::span<const char> kin;          // focus mode: by node, what leads to the step and what rests on it; empty: off
    std::span<const int> matches;       // found by the search, ascending
    int match = -1;                     // node of the match that is shown
    double least_weight = 0;            // weaker edges are not drawn
    int most_sources = kAllSources;     // nor those beyond a step's strongest
    bool keyboard_focus = false;

    [[nodiscard]] bool shows(const Link& link) const {
        return link.structural || link.kind != LinkKind::Rests || (link.weight >= least_weight && link.rank < most_sources);
    }
    [[nodiscard]] QPointF to_pixels(Point p) const {
        return {area.x() + (p.x - camera.origin.x) * camera.scale_x(), area.y() + (p.y - camera.origin.y) * camera.scale};
    }
    [[nodiscard]] QRectF to_pixels(const Rect& r) const {
        return {to_pixels(Point{r.x, r.y}), QSizeF(r.width * camera.scale_x(), r.height * camera.scale)};
    }
    [[nodiscard]] Point to_scene(QPointF p) const {
        return {camera.origin.x + (p.x() - area.x()) / camera.scale_x(), camera.origin.y + (p.y() - area.y()) / camera.scale};
    }
    [[nodiscard]] Rect visible() const {
        return {camera.origin.x, camera.origin.y, area.width() / camera.scale_x(), area.height() / camera.scale};
    }
};

void paint_scene(QPainter& painter, const CanvasFrame& frame);
/// Minimap with the visible part outlined; `where` in widget pixels, `cards` as made by minimap_picture().
void paint_minimap(QPainter& painter, const CanvasFrame& frame, const QRectF& where, const QImage& cards);
inline constexpr double kMinimapMargin = 6;
/// Step classes in use and what the lines mean, flowing into as many rows as `where` has room for.
void paint_legend(QPainter& painter, const QRectF& where, const CanvasScene& scene);
/// How many rows of text the legend needs at a width.
int legend_rows(double width, const CanvasScene& scene);
QStringList legend_words(const CanvasScene& scene);  // what it explains, in order
void paint_empty(QPainter& painter, const QRectF& area, const QString& title, const QString& hint);

/// Width in pixels of a line of that weight at 100 %.
double line_width(float weight);

}  // namespace reasonscope::ui
