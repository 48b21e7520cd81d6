#pragma once
// What rows of a faithfulness measurement are called.

#include <QString>

#include "ui/jobs/backend.h"

namespace reasonscope::ui {

QString score_name(const NamedScore& score);
QString grade_text(const NamedScore& score);  // "observed", "tested", "baseline"

}  // namespace reasonscope::ui
