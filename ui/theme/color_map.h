#pragma once
// Perceptual colour maps with ends that sit well on the current theme's surface. Fixed: the same value is always the same colour.

#include <QColor>
#include <array>

namespace reasonscope::ui {

enum class ColorMap {
    Sequential,   // nothing = surface, much = strong (viridis hues; light theme runs from light to dark, dark theme the other way)
    Diverging,    // 0.5 = surface, below = blue, above = orange; for "against uniform"
    Uncertainty,  // certain = no tint, uncertain = warm; behind text, so text stays readable at every value
};

/// `value` in [0,1] is clamped; NaN is transparent.
QColor map_color(ColorMap map, double value, bool dark);
QColor map_color(ColorMap map, double value);  // current theme

}  // namespace reasonscope::ui
