#pragma once
// The program with a window.

#include "base/result.h"

namespace reasonscope::ui {

/// Opens the window and runs until it is closed. Returns the exit status.
int run_application(int argc, char** argv);

}  // namespace reasonscope::ui
