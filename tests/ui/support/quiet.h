#pragma once
// A warning logged by Qt fails the test that caused it.

#include <QStringList>
#include <QtTest>

namespace reasonscope::ui::test {

inline QStringList& warnings() {
    static QStringList found;
    return found;
}

/// What the offscreen platform says of itself is no fault of the window.
inline bool is_platform_talk(const QString& message) { return message.startsWith(QLatin1String("This plugin does not support")); }

inline void watch_warnings() {
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& message) {
        if (type != QtDebugMsg && type != QtInfoMsg && !is_platform_talk(message)) warnings() << message;
        std::fprintf(stderr, "%s\n", qPrintable(message));
    });
}

}  // namespace reasonscope::ui::test

/// In cleanup(): compares the log of the test with silence.
#define EXPECT_NO_WARNINGS() QCOMPARE(reasonscope::ui::test::warnings().join(QLatin1Char('\n')), QString())
