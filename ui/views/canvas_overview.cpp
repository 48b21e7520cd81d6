#include "ui/views/canvas_overview.h"

#include <QImage>
#include <QPainter>
#include <cmath>

#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr double kLeastPitch = 2;      // pixels from card to card below which rows are shared
constexpr double kFaint = 0.5;         // of other runs and of abandoned steps, as on the cards
constexpr double kLeastMapScale = 0.12;  // the minimap never squeezes an axis below, if there is room

QColor kind_color(int kind, double alpha) {
    const Theme& t = theme::current();
    QColor color = kind == kGhostLaneKind ? t.ghost : t.step_class[static_cast<std::size_t>(kind)];
    color.setAlphaF(static_cast<float>(alpha * (kind == kGhostLaneKind ? 0.4 : 0.85)));
    return color;
}

int kind_of(const CanvasNode& node) {
    if (node.kind == CanvasNodeKind::Ghost) return kGhostLaneKind;
    return node.step_class >= 0 && node.step_class < kStepClassCount ? node.step_class : kUnknownStepClass;
}

void paint_rows(QPainter& p, const Lane& lane, const OverviewPlace& place, const QRectF& clip, double x, double width,
                const std::array<QColor, kLaneKinds>& colors) {
    const auto scene_y = [&](double pixel) { return (pixel - place.corner.y()) / place.scale_y; };
    std::size_t at = lane.range(scene_y(clip.top()), scene_y(clip.top())).first;
    while (at < lane.tops.size()) {
        const double row = std::floor(place.corner.y() + lane.tops[at] * place.scale_y);
        if (row > clip.bottom()) break;
        const double below = scene_y(row + 1);
        const auto end = std::upper_bound(lane.tops.begin() + static_cast<std::ptrdiff_t>(at), lane.tops.end(), below,
                                          [](double y, double top) { return y <= top; });
        const auto last = std::max(at + 1, static_cast<std::size_t>(end - lane.tops.begin()));
        double left = x;
        const double faint = lane.faint_share(at, last);
        for (int kind = 0; kind < kLaneKinds; ++kind) {
            const int count = lane.count(at, last, kind);
            if (count == 0) continue;
            const double share = width * count / static_cast<double>(last - at);
            QColor color = colors[static_cast<std::size_t>(kind)];
            if (faint > 0) color.setAlphaF(static_cast<float>(color.alphaF() * (1 - kFaint * faint)));
            p.fillRect(QRectF(left, row, share, 1), color);
            left += share;
        }
        at = last;
    }
}

}  // namespace

void paint_density(QPainter& p, const CanvasScene& scene, const OverviewPlace& place, const QRectF& clip, double alpha) {
    std::array<QColor, kLaneKinds> colors;
    for (int kind = 0; kind < kLaneKinds; ++kind) colors[static_cast<std::size_t>(kind)] = kind_color(kind, alpha);
    const bool smooth = p.testRenderHint(QPainter::Antialiasing);
    p.setRenderHint(QPainter::Antialiasing, false);
    for (const Lane& lane : scene.lanes()) {
        const double x = place.corner.x() + lane.x * place.scale_x, width = std::max(1.0, lane.width * place.scale_x);
        if (x > clip.right() || x + width < clip.left() || lane.tops.empty()) continue;
        const double extent = (lane.tops.back() - lane.tops.front()) * place.scale_y;
        if (lane.tops.size() > 1 && extent / static_cast<double>(lane.tops.size() - 1) < kLeastPitch) {
            paint_rows(p, lane, place, clip, x, width, colors);
            continue;
        }
        const double height = scene.rect(lane.cards.front()).height;
        const auto [first, last] = lane.range((clip.top() - place.corner.y()) / place.scale_y - height, (clip.bottom() - place.corner.y()) / place.scale_y);
        for (std::size_t i = first; i < last; ++i) {
            const int card = lane.cards[i];
            QColor color = colors[static_cast<std::size_t>(kind_of(scene.node(card)))];
            if (scene.node(card).abandoned || scene.node(card).run) color.setAlphaF(static_cast<float>(color.alphaF() * (1 - kFaint)));
            p.fillRect(place.map(scene.rect(card)), color);
        }
    }
    p.setRenderHint(QPainter::Antialiasing, smooth);
}

void paint_specks(QPainter& p, const CanvasScene& scene, const OverviewPlace& place, const QRectF& clip, std::span<const int> nodes, const QColor* color) {
    const bool smooth = p.testRenderHint(QPainter::Antialiasing);
    p.setRenderHint(QPainter::Antialiasing, false);
    QRect last;
    for (const int i : nodes) {
        const QRectF r = place.map(scene.rect(i));
        const QRect pixels = r.toAlignedRect();
        if (!r.intersects(clip) || pixels == last) continue;
        last = pixels;
        p.fillRect(r, color != nullptr ? *color : kind_color(kind_of(scene.node(i)), 1));
    }
    p.setRenderHint(QPainter::Antialiasing, smooth);
}

OverviewPlace minimap_place(const Rect& bounds, const QRectF& inner) {
    const double fit_x = inner.width() / std::max(1.0, bounds.width), fit_y = inner.height() / std::max(1.0, bounds.height), fit = std::min(fit_x, fit_y);
    OverviewPlace place{std::min(fit_x, std::max(fit, kLeastMapScale)), std::min(fit_y, std::max(fit, kLeastMapScale)), {}};
    place.corner = inner.center() - QPointF(bounds.center().x * place.scale_x, bounds.center().y * place.scale_y);
    return place;
}

QImage minimap_picture(const CanvasScene& scene, QSizeF size, double device_pixel_ratio) {
    QImage picture((size * device_pixel_ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    picture.setDevicePixelRatio(device_pixel_ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    const QRectF inner(QPointF(0, 0), size);
    paint_density(painter, scene, minimap_place(scene.bounds(), inner), inner, 0.9);
    return picture;
}

}  // namespace reasonscope::ui
