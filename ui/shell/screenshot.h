#pragma once
// The real window, painted into a picture from a stored run. No display and no model needed.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/ids.h"
#include "base/result.h"

namespace reasonscope::ui {

struct ScreenshotRequest {
    std::filesystem::path session;
    std::optional<RunId> run;  // unset: the newest
    bool dark = false;
    std::string language = "en";  // or "zh_CN"
    int width = 1600, height = 1000;
    std::string tab;   // of the inspector: "step", "attention", "experts", "lens", "forks"; empty: step
    std::optional<std::pair<LayerId, HeadId>> head;  // whose lines the attention tab shows
    std::string tree;  // "provenance", "decisions", "chain", "matrix"; empty: provenance
    std::filesystem::path out;
};

/// Makes an application object of its own; call it once in a process. Errors: BadInput for a session or run that can't
/// be read, a run that does not exist, or a picture that can't be written.
Status take_screenshot(const ScreenshotRequest& request);

}  // namespace reasonscope::ui
