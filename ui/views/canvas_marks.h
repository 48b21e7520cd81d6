#pragma once
// Small signs on cards: differences between branches, a person's marks, the place among siblings. Pixels in, pixels out.

#include <QColor>
#include <QRectF>
#include <QString>

#include "ui/views/data.h"

class QPainter;

namespace reasonscope::ui {

QColor difference_color(Difference difference);
/// "same in both", "changed", "only here"; empty for None.
QString difference_text(Difference difference);
/// A stripe along the right side of a card: thin for the same, broken for what is only here, so that it does not hang on colour alone.
void paint_difference(QPainter& painter, const QRectF& card, Difference difference, double scale);

/// A ribbon, a sheet and a label for the bits of NodeMark, right-aligned, `size` pixels high; returns the width used.
double paint_marks(QPainter& painter, QPointF right_top, double size, std::uint8_t marks);
/// "bookmarked, noted, tagged: what was written"; empty without marks.
QString marks_text(std::uint8_t marks, const QString& note);

/// A line from -1 to +1 along the lower edge of a card with the value's dot on its interval, zero in the middle.
void paint_importance(QPainter& painter, const QRectF& card, const TestedImportance& tested, double scale);

/// "‹ 2/3 ›" on the lower edge of a card.
void paint_place(QPainter& painter, const QRectF& card, const QString& text, const QFont& font);

}  // namespace reasonscope::ui
