#pragma once
// Colours, type and spacing of the window. Views ask current() while painting; apply() repaints everything.

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <array>

namespace reasonscope::ui {

enum class ThemeMode { System, Light, Dark };

inline constexpr int kStepClassCount = 9;   // index = reasonscope::StepClass
inline constexpr int kUnknownStepClass = 8;

/// Spacing in device-independent pixels, a 4 px grid.
namespace space {
inline constexpr int xs = 4, s = 8, m = 12, l = 16, xl = 24;
inline constexpr int radius = 6, card_radius = 8;
}  // namespace space

struct Theme {
    bool dark = false;
    // Surfaces, from the back to the front.
    QColor window, canvas, surface, raised, hover, selected;
    QColor border, border_strong, grid;
    // Text on any surface: primary >= 7:1, secondary >= 4.5:1, faint >= 3:1.
    QColor text, text_secondary, text_faint;
    QColor accent, accent_hover, on_accent;
    QColor good, warning, danger;
    QColor edge, edge_tested, ghost, entropy, latency, shadow;
    std::array<QColor, kStepClassCount> step_class;       // bars and bands: >= 3:1 on `raised`
    std::array<QColor, kStepClassCount> step_class_soft;  // fills behind text
};

/// Text sizes in points of one scale; `fixed` is for token text.
enum class TextRole { Caption, Body, Strong, Title, Heading, Fixed };

namespace theme {

const Theme& light();
const Theme& dark();
const Theme& current();

/// Installs palette, style sheet and fonts on the application (a QApplication must exist). Widgets get
/// PaletteChange and StyleChange events; repaint in changeEvent().
void apply(ThemeMode mode);
ThemeMode mode();

QFont font(TextRole role);
/// Points added to every font of font() and of the application. Widgets with a font of their own are the window's to update.
void set_text_zoom(double points);
double text_zoom();
/// Whether things may move by themselves; the person asked for calm.
void set_reduced_motion(bool reduced);
bool reduced_motion();
QPalette palette(const Theme& theme);
QString style_sheet(const Theme& theme);

/// Short label for legends: "Setup", "Plan", ...; index = StepClass.
QString step_class_label(int step_class);
QColor step_class_color(int step_class);       // of the current theme; out of range reads as unknown
QColor step_class_soft_color(int step_class);

}  // namespace theme
}  // namespace reasonscope::ui
