#pragma once
// A knock-out in words, for the window.

#include <QString>

#include "store/knockout_record.h"
#include "ui/models/run_document.h"

namespace reasonscope::ui {

/// "layer 2: experts 3, 5 · layer 4: head 1"; empty without places.
QString places_text(const KnockoutPlaces& places);

/// The same with what their tokens got instead, unless the router chose others: "layer 2: experts 3, 5 (left out)".
QString without_text(const KnockoutPlaces& places);

/// What became of the answer, beside the control, and which step changed most. Three sentences at most.
QString knockout_text(const KnockoutRecord& record, const RunDocument& document);

/// One step of it: "Step #8: KL 0.31 nats, random 0.02; log p per token −0.40".
QString knockout_step_text(const KnockoutRecord& record, StepId step);

}  // namespace reasonscope::ui
