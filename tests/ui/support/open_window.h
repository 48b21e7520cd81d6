#pragma once
// The real window on a session of its own: shown, without animation, not yet started.

#include <QtTest>
#include <memory>

#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/main_window.h"
#include "ui/views/tree_canvas.h"

namespace reasonscope::ui::test {

inline std::unique_ptr<MainWindow> open_window(std::unique_ptr<EngineBackend> backend, const std::filesystem::path& session, QSize size) {
    WindowOptions options;
    options.session = session;
    options.remember = false;
    auto window = std::make_unique<MainWindow>(std::move(backend), options);
    window->tree().canvas().set_animated(false);
    window->resize(size);
    window->show();
    return window;
}

/// Starts it as a person sees it, and returns when the model is loaded and nothing is read any more. `patience`: milliseconds.
inline void start_window(MainWindow& window, int patience) {
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.activateWindow();
    window.start();
    QTRY_VERIFY_WITH_TIMEOUT(window.engine().model() && !window.engine().busy() && !window.library().busy(), patience);
}

}  // namespace reasonscope::ui::test
