#include "ui/theme/theme.h"

#include <QApplication>
#include <QStyleFactory>
#include <QToolTip>

// Q_INIT_RESOURCE must stand outside every namespace.
static void load_theme_resources() { Q_INIT_RESOURCE(theme); }

namespace reasonscope::ui::theme {
namespace {

ThemeMode g_mode = ThemeMode::Light;
bool g_dark = false;
bool g_reduced_motion = false;
double g_text_zoom = 0;

/// `color` laid over `under` with the given opacity, as an opaque colour.
QColor over(const QColor& color, const QColor& under, double opacity) {
    const auto part = [opacity](int top, int bottom) { return static_cast<int>(top * opacity + bottom * (1 - opacity) + 0.5); };
    return {part(color.red(), under.red()), part(color.green(), under.green()), part(color.blue(), under.blue())};
}

void set_step_classes(Theme& t, const std::array<const char*, kStepClassCount>& colors, double softness) {
    for (std::size_t i = 0; i < colors.size(); ++i) {
        t.step_class[i] = QColor(colors[i]);
        t.step_class_soft[i] = over(t.step_class[i], t.raised, softness);
    }
}

// The class colours were searched for the largest smallest OKLab distance under normal vision and simulated protanopia,
// deuteranopia and tritanopia; tests/ui/theme_test.cpp holds them to it.
Theme make_light() {
    Theme t;
    t.window = "#F4F5F7";
    t.canvas = "#FAFBFC";
    t.surface = "#FFFFFF";
    t.raised = "#FFFFFF";
    t.hover = "#EEF0F3";
    t.selected = "#E6EAFB";
    t.border = "#E1E4E9";
    t.border_strong = "#C6CBD3";
    t.grid = "#E4E7EB";
    t.text = "#1A1E26";
    t.text_secondary = "#545C69";
    t.text_faint = "#808793";
    t.accent = "#4057D6";
    t.accent_hover = "#3348BE";
    t.on_accent = "#FFFFFF";
    t.good = "#2E7D4F";
    t.warning = "#A66A00";
    t.danger = "#C0362C";
    t.edge = "#7C8696";
    t.edge_tested = "#4057D6";
    t.ghost = "#8A92A0";
    t.entropy = "#C7742B";
    t.latency = "#9AA6BC";
    t.shadow = QColor(22, 30, 48, 26);
    set_step_classes(t, {"#1F4E66", "#6B3FB0", "#0A6A7C", "#4590F5", "#A88E0C", "#7E4E01", "#851534", "#648044", "#8B93A0"}, 0.13);
    return t;
}

Theme make_dark() {
    Theme t;
    t.dark = true;
    t.window = "#14161A";
    t.canvas = "#101216";
    t.surface = "#191C21";
    t.raised = "#22262E";
    t.hover = "#282D36";
    t.selected = "#2B3558";
    t.border = "#2B3038";
    t.border_strong = "#414854";
    t.grid = "#22262D";
    t.text = "#E9EBEE";
    t.text_secondary = "#A6ADB9";
    t.text_faint = "#7C8491";
    t.accent = "#8096FF";
    t.accent_hover = "#98AAFF";
    t.on_accent = "#10131C";
    t.good = "#63C08A";
    t.warning = "#E0A84A";
    t.danger = "#F0776C";
    t.edge = "#7F899A";
    t.edge_tested = "#8096FF";
    t.ghost = "#7D8694";
    t.entropy = "#E79A55";
    t.latency = "#56617A";
    t.shadow = QColor(0, 0, 0, 90);
    set_step_classes(t, {"#7BCFE9", "#C084F5", "#5FEFC0", "#6670DE", "#F2D643", "#BF8203", "#C9525B", "#9EC46E", "#8A929F"}, 0.20);
    return t;
}

/// Qt 6.4 knows no colour scheme of the desktop, but the palette that the desktop hands us at the start is one.
bool system_is_dark() { return QApplication::palette().color(QPalette::Window).lightness() < 128; }

}  // namespace

const Theme& light() {
    static const Theme t = make_light();
    return t;
}

const Theme& dark() {
    static const Theme t = make_dark();
    return t;
}

const Theme& current() { return g_dark ? dark() : light(); }

ThemeMode mode() { return g_mode; }

void apply(ThemeMode mode) {
    load_theme_resources();
    static const bool desktop_is_dark = system_is_dark();
    g_mode = mode;
    g_dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && desktop_is_dark);
    const Theme& t = current();
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    QApplication::setFont(font(TextRole::Body));
    QApplication::setPalette(palette(t));
    QToolTip::setPalette(palette(t));
    QToolTip::setFont(font(TextRole::Caption));
    qApp->setStyleSheet(style_sheet(t));
}

void set_text_zoom(double points) {
    g_text_zoom = points;
    QApplication::setFont(font(TextRole::Body));
    QToolTip::setFont(font(TextRole::Caption));
}

double text_zoom() { return g_text_zoom; }

void set_reduced_motion(bool reduced) { g_reduced_motion = reduced; }
bool reduced_motion() { return g_reduced_motion; }

QFont font(TextRole role) {
    // Named families first, so that the same session renders the same picture on every machine.
    static const QStringList text = {"Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Color Emoji"};
    static const QStringList mono = {"DejaVu Sans Mono", "Noto Sans Mono", "Noto Sans Mono CJK SC", "Noto Sans CJK SC"};
    QFont font;
    font.setFamilies(role == TextRole::Fixed ? mono : text);
    font.setStyleHint(role == TextRole::Fixed ? QFont::Monospace : QFont::SansSerif);
    font.setHintingPreference(QFont::PreferVerticalHinting);
    switch (role) {
        case TextRole::Caption: font.setPointSizeF(8.25); break;
        case TextRole::Body: font.setPointSizeF(9.75); break;
        case TextRole::Strong: font.setPointSizeF(9.75); font.setWeight(QFont::DemiBold); break;
        case TextRole::Title: font.setPointSizeF(11.25); font.setWeight(QFont::DemiBold); break;
        case TextRole::Heading: font.setPointSizeF(15); font.setWeight(QFont::DemiBold); break;
        case TextRole::Fixed: font.setPointSizeF(9.0); break;
    }
    font.setPointSizeF(font.pointSizeF() + g_text_zoom);
    return font;
}

QPalette palette(const Theme& t) {
    QPalette p;
    const auto both = [&p](QPalette::ColorRole role, const QColor& color) {
        for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) p.setColor(group, role, color);
    };
    both(QPalette::Window, t.window);
    both(QPalette::WindowText, t.text);
    both(QPalette::Base, t.surface);
    both(QPalette::AlternateBase, over(t.hover, t.surface, 0.5));
    both(QPalette::Text, t.text);
    both(QPalette::PlaceholderText, t.text_faint);
    both(QPalette::Button, t.raised);
    both(QPalette::ButtonText, t.text);
    both(QPalette::BrightText, t.danger);
    both(QPalette::Light, t.raised);
    both(QPalette::Midlight, t.hover);
    both(QPalette::Mid, t.border_strong);
    both(QPalette::Dark, t.border_strong);
    both(QPalette::Shadow, t.dark ? QColor("#000000") : t.border_strong);
    both(QPalette::Highlight, t.accent);
    both(QPalette::HighlightedText, t.on_accent);
    both(QPalette::Link, t.accent);
    both(QPalette::LinkVisited, t.accent);
    both(QPalette::ToolTipBase, t.raised);
    both(QPalette::ToolTipText, t.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.text_faint);
    p.setColor(QPalette::Disabled, QPalette::Highlight, t.border_strong);
    return p;
}

QString step_class_label(int step_class) {
    static constexpr std::array<const char*, kStepClassCount> labels = {
        QT_TRANSLATE_NOOP("StepClass", "Setup"),       QT_TRANSLATE_NOOP("StepClass", "Plan"),
        QT_TRANSLATE_NOOP("StepClass", "Fact"),        QT_TRANSLATE_NOOP("StepClass", "Computation"),
        QT_TRANSLATE_NOOP("StepClass", "Uncertainty"), QT_TRANSLATE_NOOP("StepClass", "Consolidation"),
        QT_TRANSLATE_NOOP("StepClass", "Self-check"),  QT_TRANSLATE_NOOP("StepClass", "Final answer"),
        QT_TRANSLATE_NOOP("StepClass", "Other")};
    if (step_class < 0 || step_class >= kStepClassCount) step_class = kUnknownStepClass;
    return QCoreApplication::translate("StepClass", labels[static_cast<std::size_t>(step_class)]);
}

QColor step_class_color(int step_class) {
    if (step_class < 0 || step_class >= kStepClassCount) step_class = kUnknownStepClass;
    return current().step_class[static_cast<std::size_t>(step_class)];
}

QColor step_class_soft_color(int step_class) {
    if (step_class < 0 || step_class >= kStepClassCount) step_class = kUnknownStepClass;
    return current().step_class_soft[static_cast<std::size_t>(step_class)];
}

}  // namespace reasonscope::ui::theme
