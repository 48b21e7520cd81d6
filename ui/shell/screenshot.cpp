#include "ui/shell/screenshot.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QImage>
#include <QSaveFile>
#include <QTimer>

#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/banner.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"

namespace reasonscope::ui {
namespace {

constexpr int kSettleMilliseconds = 150;     // longer than the panels' own delays
constexpr int kPatienceMilliseconds = 60000;  // for a slow disk; a person would have given up

/// Runs the event loop until the reader has been idle for a while and every delayed question was asked.
void settle(MainWindow& window) {
    QElapsedTimer quiet, total;
    quiet.start();
    total.start();
    while (quiet.elapsed() < kSettleMilliseconds && total.elapsed() < kPatienceMilliseconds) {
        QApplication::processEvents(QEventLoop::AllEvents, 20);
        if (window.library().busy()) quiet.restart();
    }
}

void arrange(MainWindow& window, const ScreenshotRequest& request) {
    if (request.tab == "attention") window.inspector().setCurrentIndex(1);
    if (request.tab == "experts") window.inspector().setCurrentIndex(2);
    if (request.tab == "lens") window.inspector().setCurrentIndex(3);
    if (request.tab == "forks") window.inspector().setCurrentIndex(4);
    if (request.head) window.selection().select_head(request.head->first, request.head->second);
    if (request.tree == "decisions") window.tree().choose_mode(CanvasMode::Decision);
    if (request.tree == "provenance") window.tree().choose_mode(CanvasMode::Provenance);
    if (request.tree == "chain") window.tree().choose_mode(CanvasMode::Chain);
    if (request.tree == "matrix") window.tree().choose_mode(CanvasMode::Matrix);
}

Status save(const QImage& picture, const std::filesystem::path& out) {
    QSaveFile file(QString::fromStdString(out.string()));
    if (!file.open(QIODevice::WriteOnly) || !picture.save(&file, "PNG") || !file.commit()) {
        return bad_input("Cannot write the picture to {}: {}.", out.string(), file.errorString().toStdString());
    }
    return {};
}

}  // namespace

Status take_screenshot(const ScreenshotRequest& request) {
    const auto session = SessionReader::open(request.session);
    if (!session) return tl::unexpected(session.error());
    const auto runs = (*session)->runs();
    if (!runs) return tl::unexpected(runs.error());
    if (runs->empty()) return bad_input("{} holds no runs yet; ask something first.", request.session.string());
    if (request.run) {
        if (const auto run = (*session)->run(*request.run); !run) return tl::unexpected(run.error());
    }
    // A picture must not depend on the desktop: always the offscreen platform, unless the person names another.
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    std::string program = "reasonscope";
    char* argv[] = {program.data(), nullptr};
    QApplication app(argc, argv);
    install_language(QString::fromStdString(request.language));
    theme::apply(request.dark ? ThemeMode::Dark : ThemeMode::Light);

    WindowOptions options;
    options.session = request.session;
    options.run = request.run;
    options.write = false;
    options.load_model = false;
    options.remember = false;
    MainWindow window(make_pipeline_backend(), options);
    window.tree().canvas().set_animated(false);
    window.resize(request.width, request.height);
    window.show();
    window.start();
    window.setFocus();  // no blinking cursor in the picture
    settle(window);
    arrange(window, request);
    settle(window);
    if (!window.banner().sentence().isEmpty()) return failure("{}", window.banner().sentence().toStdString());
    return save(window.grab().toImage(), request.out);
}

}  // namespace reasonscope::ui
