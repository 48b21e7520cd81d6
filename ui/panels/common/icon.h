#pragma once
// Line icons from resources/icons, drawn in the current theme's colours.

#include <QColor>
#include <QIcon>
#include <QString>

namespace reasonscope::ui {

/// `name` without folder and suffix, e.g. "play". Ask again after a theme change: the colour is baked in.
QIcon icon(const QString& name);
QIcon icon(const QString& name, const QColor& color);
QIcon application_icon();

}  // namespace reasonscope::ui
