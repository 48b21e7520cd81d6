#pragma once
// Signs for tokens where the model nearly went elsewhere. Where the answer could have been another one they are filled or drawn through, where it
// stays the same hollow or dotted, so that they do not hang on colour alone.

#include <QColor>
#include <QString>
#include <span>

#include "ui/views/data.h"

class QPainter;
class QRectF;

namespace reasonscope::ui {

QColor fork_color(const ForkMark& fork);
/// "fork: 31 % lead to another answer", "fork: the answer stays the same".
QString fork_words(const ForkMark& fork);
/// Null when there is none at the token. `forks` ascend.
const ForkMark* fork_at(std::span<const ForkMark> forks, TokenPos token);
/// The next one behind the token (by > 0), or the last before it; null when there is none.
const ForkMark* fork_beside(std::span<const ForkMark> forks, TokenPos token, int by);

/// A small triangle that points down to `tip`.
void paint_fork_triangle(QPainter& painter, QPointF tip, const ForkMark& fork);
/// A line under the words in `box`.
void paint_fork_line(QPainter& painter, const QRectF& box, const ForkMark& fork);

}  // namespace reasonscope::ui
