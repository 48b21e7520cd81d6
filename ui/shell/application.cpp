#include "ui/shell/application.h"

#include <QApplication>
#include <QSettings>
#include <cstdio>

#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/shell/preferences.h"

namespace reasonscope::ui {
namespace {

bool has_display() {
#ifdef __linux__
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

}  // namespace

int run_application(int argc, char** argv, const std::filesystem::path& session) {
    if (!has_display()) {
        std::fprintf(stderr, "reasonscope: there is no display to open a window on; use a subcommand (see --help) or set DISPLAY.\n");
        return 1;
    }
    QApplication app(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Reasonscope"));
    QApplication::setApplicationName(QStringLiteral("reasonscope"));
    QApplication::setApplicationDisplayName(QStringLiteral("Reasonscope"));
    QApplication::setDesktopFileName(QStringLiteral("reasonscope"));
    QApplication::setApplicationVersion(QStringLiteral(REASONSCOPE_VERSION));
    install_language(QSettings().value(QLatin1String(pref::kLanguage)).toString());
    theme::apply(static_cast<ThemeMode>(QSettings().value(QStringLiteral("theme"), static_cast<int>(ThemeMode::System)).toInt()));
    WindowOptions options;
    options.session = session;
    MainWindow window(make_pipeline_backend(), options);
    window.show();
    window.start();
    return QApplication::exec();
}

}  // namespace reasonscope::ui
