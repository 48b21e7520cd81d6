#include "ui/theme/color_map.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

struct Lab {
    double l = 0, a = 0, b = 0;
};

double to_linear(double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); }
double to_gamma(double c) { return c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055; }

// OKLab (Ottosson 2020): mixing in it keeps steps of equal size looking equal.
Lab to_lab(QRgb rgb) {
    const double r = to_linear(qRed(rgb) / 255.0), g = to_linear(qGreen(rgb) / 255.0), b = to_linear(qBlue(rgb) / 255.0);
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

QColor to_color(const Lab& c) {
    const double l = std::pow(c.l + 0.3963377774 * c.a + 0.2158037573 * c.b, 3);
    const double m = std::pow(c.l - 0.1055613458 * c.a - 0.0638541728 * c.b, 3);
    const double s = std::pow(c.l - 0.0894841775 * c.a - 1.2914855480 * c.b, 3);
    const auto byte = [](double linear) { return static_cast<int>(std::lround(255 * std::clamp(to_gamma(std::max(0.0, linear)), 0.0, 1.0))); };
    return {byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

QColor along(std::span<const QRgb> stops, double value) {
    const double place = value * static_cast<double>(stops.size() - 1);
    const auto i = std::min(stops.size() - 2, static_cast<std::size_t>(place));
    const double t = place - static_cast<double>(i);
    const Lab a = to_lab(stops[i]), b = to_lab(stops[i + 1]);
    return to_color({a.l + (b.l - a.l) * t, a.a + (b.a - a.a) * t, a.b + (b.b - a.b) * t});
}

// Lightness falls (light) or rises (dark) all the way, so order survives print and colour blindness.
constexpr std::array<QRgb, 7> kSequentialLight = {0xFFF5F7F8, 0xFFCDE8CF, 0xFF8CD0AE, 0xFF4BAF9F, 0xFF2A8390, 0xFF335685, 0xFF3A1F66};
constexpr std::array<QRgb, 7> kSequentialDark = {0xFF1E2229, 0xFF36306A, 0xFF365A94, 0xFF2B8795, 0xFF3FB58A, 0xFF93D65C, 0xFFF6EC6B};
constexpr std::array<QRgb, 5> kDivergingLight = {0xFF1D4F91, 0xFF7FAAD6, 0xFFF3F4F6, 0xFFEBA468, 0xFFA8430E};
constexpr std::array<QRgb, 5> kDivergingDark = {0xFF79B8FF, 0xFF3A648F, 0xFF23272E, 0xFF96592A, 0xFFFFB066};

}  // namespace

QColor map_color(ColorMap map, double value, bool dark) {
    if (std::isnan(value)) return Qt::transparent;
    value = std::clamp(value, 0.0, 1.0);
    switch (map) {
        case ColorMap::Sequential:
            return along(dark ? kSequentialDark : kSequentialLight, value);
        case ColorMap::Diverging:
            return along(dark ? kDivergingDark : kDivergingLight, value);
        case ColorMap::Uncertainty: {
            QColor tint = dark ? QColor(0xE8, 0x7A, 0x3A) : QColor(0xF2, 0x8A, 0x3C);
            tint.setAlphaF(static_cast<float>((dark ? 0.55 : 0.62) * value));
            return tint;
        }
    }
    return Qt::transparent;
}

QColor map_color(ColorMap map, double value) { return map_color(map, value, theme::current().dark); }

}  // namespace reasonscope::ui
