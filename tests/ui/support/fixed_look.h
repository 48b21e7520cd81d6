#pragma once
// What pictures must not depend on: the fonts installed and their cache, the screen's density, the language, the time zone, the person's settings.

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringList>

namespace reasonscope::ui::test {

/// The fonts of scripts/packages.txt that pictures are made of.
inline QStringList picture_fonts() {
    return {QStringLiteral("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"), QStringLiteral("/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"),
            QStringLiteral("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), QStringLiteral("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
            QStringLiteral("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"), QStringLiteral("/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf")};
}

/// Before the application object is made. `home` is an empty folder for fonts, their cache and everything a program keeps of a person.
/// Returns the fonts that are not installed: without them pictures mean nothing.
inline QStringList fix_look(const QString& home) {
    QStringList missing;
    QDir().mkpath(home + QStringLiteral("/fonts"));
    for (const QString& font : picture_fonts()) {
        if (!QFile::exists(font)) missing << font;
        else QFile::link(font, home + QStringLiteral("/fonts/") + QFileInfo(font).fileName());
    }
    QFile rules(home + QStringLiteral("/fonts.conf"));
    if (rules.open(QIODevice::WriteOnly)) {
        rules.write(QStringLiteral("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>%1/fonts</dir><cachedir>%1/font-cache</cachedir>"
                                   "<match target=\"font\"><edit name=\"antialias\" mode=\"assign\"><bool>true</bool></edit>"
                                   "<edit name=\"hinting\" mode=\"assign\"><bool>true</bool></edit>"
                                   "<edit name=\"hintstyle\" mode=\"assign\"><const>hintslight</const></edit>"
                                   "<edit name=\"rgba\" mode=\"assign\"><const>none</const></edit></match></fontconfig>")
                        .arg(home).toUtf8());
    }
    qputenv("FONTCONFIG_FILE", rules.fileName().toUtf8());
    for (const char* variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}) qputenv(variable, home.toUtf8());
    for (const char* variable : {"LC_ALL", "LANG", "LANGUAGE"}) qputenv(variable, "C.UTF-8");
    for (const char* variable : {"QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "SOURCE_DATE_EPOCH"}) qunsetenv(variable);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_FONT_DPI", "96");
    qputenv("TZ", "UTC");
    return missing;
}

}  // namespace reasonscope::ui::test
