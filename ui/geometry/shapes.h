#pragma once
// Plain shapes in scene units (1 unit = 1 px at 100 %). x grows to the right, y downwards.

#include <algorithm>

namespace reasonscope::ui {

struct Point {
    double x = 0, y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

struct Rect {
    double x = 0, y = 0, width = 0, height = 0;
    [[nodiscard]] double right() const { return x + width; }
    [[nodiscard]] double bottom() const { return y + height; }
    [[nodiscard]] Point center() const { return {x + width / 2, y + height / 2}; }
    [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
    [[nodiscard]] bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
    /// Touching counts: a hair line on the border is seen.
    [[nodiscard]] bool meets(const Rect& o) const {
        return x <= o.right() && o.x <= right() && y <= o.bottom() && o.y <= bottom();
    }
    [[nodiscard]] Rect grown(double by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
    /// Smallest rectangle around both; an empty one does not count.
    [[nodiscard]] Rect united(const Rect& o) const {
        if (empty()) return o;
        if (o.empty()) return *this;
        const double left = std::min(x, o.x), top = std::min(y, o.y);
        return {left, top, std::max(right(), o.right()) - left, std::max(bottom(), o.bottom()) - top};
    }
    friend bool operator==(const Rect&, const Rect&) = default;
};

inline Rect mix(const Rect& a, const Rect& b, double t) {
    const auto between = [t](double from, double to) { return from + (to - from) * t; };
    return {between(a.x, b.x), between(a.y, b.y), between(a.width, b.width), between(a.height, b.height)};
}

}  // namespace reasonscope::ui
