#pragma once
// The real window on the bundled model, with one question asked and answered: the beginning of tests of branches.

#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QtTest>

#include "pipeline/loaded_model.h"
#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "ui/panels/prompt/prompt_panel.h"

namespace reasonscope::ui::test {

inline constexpr int kLong = 120000;  // patience of waits that end by themselves much earlier; no test passes or fails by speed

class BundledWindow {
public:
    /// Run 1 of `session` is on show when it returns.
    void open(const std::string& session) {
        window = open_window(make_pipeline_backend(), folder / session, {1600, 1000});
        start_window(*window, kLong);
        QSignalSpy shown(window.get(), &MainWindow::run_shown);
        // A token forced where the model was sure may lead anywhere: no run is longer than this.
        for (QSpinBox* box : window->prompt().findChildren<QSpinBox*>())
            if (box->maximum() == 1 << 20) box->setValue(120);
        auto* question = window->findChild<QPlainTextEdit*>(QStringLiteral("question"));
        question->setPlainText(QStringLiteral("a = 2. b = a + 3. c = b * 2. What is c?"));
        QTest::keyClick(question, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty() && quiet(), kLong);
    }
    [[nodiscard]] bool quiet() const { return !window->engine().running() && !window->engine().busy() && !window->library().busy() && !window->document().live(); }
    [[nodiscard]] RunId run() const { return window->document().run()->id; }
    void wait_for_run(RunId wanted) const { QTRY_VERIFY_WITH_TIMEOUT(window->document().run() && run() == wanted && quiet(), kLong); }

    reasonscope::test::TempFolder folder;
    std::unique_ptr<MainWindow> window;
};

}  // namespace reasonscope::ui::test
