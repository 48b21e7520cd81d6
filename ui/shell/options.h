#pragma once

#include <filesystem>
#include <optional>

#include "base/ids.h"

namespace reasonscope::ui {

/// How a window starts. The program uses the defaults; screenshots and tests change them.
struct WindowOptions {
    std::filesystem::path session;         // empty: the default one in the person's data folder
    std::optional<RunId> run;              // shown first; unset: the newest
    bool write = true;                     // false: read the session only, no model, no writer
    bool load_model = true;                // the bundled one, in the background
    bool remember = true;                  // layout, theme and last session in QSettings
};

}  // namespace reasonscope::ui
