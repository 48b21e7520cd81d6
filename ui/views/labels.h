#pragma once
// How numbers, tokens and steps are written everywhere in the window.

#include <QFont>
#include <QString>
#include <string_view>

#include "base/ids.h"

class QPainter;
class QRectF;

namespace reasonscope::ui {

QString step_number(StepId step);                   // "#4": the number that the command line and reports use, too
QString percent_text(double share);                     // "42 %", "3.1 %", "<0.1 %"
QString nats(double entropy);                      // "0.42 nats"
/// One token as a person can read it: space as "·", newline as "⏎", tab as "⇥", bytes that are no text as "<E4>".
QString visible_token(std::string_view bytes);
QString visible_text(const QString& text);

/// `text` without "**" emphasis and with its closed formulas in one line of Unicode, "x² = 1/4"; as it is where it holds neither.
QString plain_words(const QString& text);

/// Draws plain_words(text) in at most as many lines as fit into `rect`, the last one elided. Returns the number of lines drawn.
int draw_wrapped(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, int most_lines);

/// One line of plain text, cut with an ellipsis where room ends. The glyphs are kept from frame to frame, which makes it several times
/// cheaper than QPainter::drawText(). GUI thread.
void draw_line(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text, const QFont& font);

}  // namespace reasonscope::ui
