#include "ui/geometry/edge_route.h"

#include <cmath>
#include <limits>

namespace reasonscope::ui {

Cubic route_right(const Rect& from, const Rect& to) {
    const Point a{from.right(), from.center().y}, b{to.x, to.center().y};
    const double reach = std::max(24.0, std::abs(b.x - a.x) * 0.5);
    return {a, {a.x + reach, a.y}, {b.x - reach, b.y}, b};
}

Cubic route_down(const Rect& from, const Rect& to) {
    const Point a{from.center().x, from.bottom()}, b{to.center().x, to.y};
    const double reach = std::max(8.0, std::abs(b.y - a.y) * 0.5);
    return {a, {a.x, a.y + reach}, {b.x, b.y - reach}, b};
}

Cubic route_arc(const Rect& from, const Rect& to, double room) {
    // Ends stand a little off the middle, so that arcs coming in and going out of one card do not lie on each other.
    const double off = (to.y > from.y ? 1 : -1) * std::min(from.height, to.height) * 0.14;
    const Point a{from.x, from.center().y + off}, b{to.x, to.center().y - off};
    const double apart = std::abs(b.y - a.y);
    const double bulge = room * apart / (apart + 3.2 * room);  // grows with the distance, never beyond the room
    const double reach = std::max(bulge, std::min(room, 14.0)) * 4 / 3;  // a cubic's middle reaches 3/4 of its controls
    return {a, {a.x - reach, a.y}, {b.x - reach, b.y}, b};
}

Cubic route_over(const Rect& from, const Rect& to) {
    const Point a{from.center().x, from.y}, b{to.center().x, to.y};
    const double lift = std::max(from.height, to.height) * 0.8, top = std::min(a.y, b.y) - lift;
    const double reach = (b.x - a.x) * 0.25;
    return {a, {a.x + reach, top}, {b.x - reach, top}, b};
}

Point point_on(const Cubic& c, double t) {
    const double s = 1 - t, k0 = s * s * s, k1 = 3 * s * s * t, k2 = 3 * s * t * t, k3 = t * t * t;
    return {k0 * c.from.x + k1 * c.control1.x + k2 * c.control2.x + k3 * c.to.x,
            k0 * c.from.y + k1 * c.control1.y + k2 * c.control2.y + k3 * c.to.y};
}

Rect bounds_of(const Cubic& c) {
    const auto [left, right] = std::minmax({c.from.x, c.control1.x, c.control2.x, c.to.x});
    const auto [top, bottom] = std::minmax({c.from.y, c.control1.y, c.control2.y, c.to.y});
    return {left, top, right - left, bottom - top};
}

double distance(const Cubic& curve, Point p) {
    constexpr int kPieces = 24;
    double best = std::numeric_limits<double>::max();
    Point a = curve.from;
    for (int i = 1; i <= kPieces; ++i) {
        const Point b = point_on(curve, static_cast<double>(i) / kPieces);
        const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
        const double t = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0.0;
        best = std::min(best, std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy));
        a = b;
    }
    return best;
}

}  // namespace reasonscope::ui
