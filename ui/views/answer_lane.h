#pragma once
// The lane above the timeline: how likely the answer is when thinking stops there. Painting only.

#include <QRectF>
#include <QString>
#include <optional>
#include <span>

#include "ui/geometry/scale.h"
#include "ui/views/data.h"

class QPainter;

namespace reasonscope::ui {

/// Probability in force at `token`; nothing before the first mark.
std::optional<float> answer_probability(std::span<const AnswerMark> marks, double token);

/// Stairs from 0 % at the lane's bottom to 100 % at its top; the last stair ends at token `end`.
void paint_answer_lane(QPainter& painter, const QRectF& lane, const Scale& tokens, double end, std::span<const AnswerMark> marks);

}  // namespace reasonscope::ui
