#pragma once
// Work that runs the model over the run on show again: whether it can be done, and what it costs.

#include <QString>

#include "ui/panels/common/context.h"

namespace reasonscope::ui {

/// Why the model cannot run over the shown run now, one sentence; empty when it can.
QString why_no_model(const PanelContext& context);
/// "at most 3,400 tokens, about 12 s": `chains` is the cost in units of the run's own length, the time is that of this run's speed.
QString cost_text(const RunDocument& document, double chains);

}  // namespace reasonscope::ui
