#pragma once
// Pictures of what a test has on screen, for people: kept in the folder that REASONSCOPE_PICTURES names, if it is set.

#include <QPixmap>
#include <QWidget>

namespace reasonscope::ui::test {

inline void keep_picture(QWidget& widget, const char* name) {
    const QString folder = qEnvironmentVariable("REASONSCOPE_PICTURES");
    if (!folder.isEmpty()) widget.grab().save(QStringLiteral("%1/%2.png").arg(folder, QString::fromLatin1(name)));
}

}  // namespace reasonscope::ui::test
