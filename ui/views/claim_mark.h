#pragma once
// The sign of a step whose sums were worked out: a tick, a cross or a question mark, never by colour alone.

#include <QPainter>
#include <QString>

#include "ui/models/step_claims.h"

namespace reasonscope::ui {

/// Fills the square `box`; nothing for None.
void paint_claim_mark(QPainter& p, const QRectF& box, ClaimState state);
/// "sum holds", "wrong sum", "sum not checkable"; empty for None.
QString claim_words(ClaimState state);
/// As text: "✓", "✗", "?".
QString claim_symbol(ClaimState state);
QColor claim_color(ClaimState state);  // of the current theme

}  // namespace reasonscope::ui
