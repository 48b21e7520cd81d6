#pragma once
// The main function of tests of the window.

#include <QApplication>
#include <QtTest>

#include "tests/support/temp_folder.h"

namespace reasonscope::ui::test {

/// Runs all of Test. Nothing of the person who runs the tests is read or written.
template <class Test>
int run_in_own_home(int argc, char** argv) {
    const reasonscope::test::TempFolder home;
    for (const char* variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}) qputenv(variable, QByteArray::fromStdString(home.path().string()));
    QApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

}  // namespace reasonscope::ui::test
