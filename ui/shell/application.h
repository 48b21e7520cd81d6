#pragma once
// The program with a window.

#include <filesystem>

namespace reasonscope::ui {

/// Opens the window and runs until it is closed. Returns the exit status.
int run_application(int argc, char** argv, const std::filesystem::path& session);

}  // namespace reasonscope::ui
