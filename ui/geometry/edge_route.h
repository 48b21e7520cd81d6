#pragma once
// Smooth cubic edges between cards.

#include "ui/geometry/shapes.h"

namespace reasonscope::ui {

struct Cubic {
    Point from, control1, control2, to;
};

Cubic route_right(const Rect& from, const Rect& to);  // right side of `from` to left side of `to`
Cubic route_down(const Rect& from, const Rect& to);   // bottom of `from` to top of `to`
/// Left side to left side, bulging to the left by at most `room`; the further apart, the wider.
Cubic route_arc(const Rect& from, const Rect& to, double room);

/// Top to top, over what stands between two cards of one row.
Cubic route_over(const Rect& from, const Rect& to);

Point point_on(const Cubic& curve, double t);
Rect bounds_of(const Cubic& curve);                 // of the control polygon, which holds the curve
double distance(const Cubic& curve, Point point);   // to the curve, sampled; exact enough to pick with a pointer

}  // namespace reasonscope::ui
