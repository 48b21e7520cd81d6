#pragma once
// What every panel is built on. The window owns all four and they outlive the panels.

#include "ui/jobs/engine.h"
#include "ui/jobs/library.h"
#include "ui/models/run_document.h"
#include "ui/selection/selection.h"

namespace reasonscope::ui {

struct PanelContext {
    RunDocument& document;
    Selection& selection;
    Library& library;
    Engine& engine;
};

}  // namespace reasonscope::ui
