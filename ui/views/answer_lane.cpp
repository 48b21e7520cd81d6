#include "ui/views/answer_lane.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/theme/theme.h"

namespace reasonscope::ui {

std::optional<float> answer_probability(std::span<const AnswerMark> marks, double token) {
    std::optional<float> found;
    for (const AnswerMark& mark : marks)
        if (mark.from.value <= token) found = mark.probability;
    return found;
}

void paint_answer_lane(QPainter& p, const QRectF& lane, const Scale& tokens, double end, std::span<const AnswerMark> marks) {
    if (marks.empty()) return;
    const Theme& t = theme::current();
    const auto y = [&](float probability) { return lane.bottom() - std::clamp(static_cast<double>(probability), 0.0, 1.0) * lane.height(); };
    p.setFont(theme::font(TextRole::Caption));
    for (const auto& [share, text] : {std::pair{0.0F, QStringLiteral("0 %")}, std::pair{1.0F, QStringLiteral("100 %")}}) {
        p.fillRect(QRectF(lane.x(), std::round(y(share)), lane.width(), 1), share == 0 ? t.border_strong : t.grid);
        p.setPen(t.text_secondary);
        p.drawText(QRectF(0, y(share) - 8, lane.x() - 7, 16), Qt::AlignRight | Qt::AlignVCenter, text);
    }
    p.save();
    p.setClipRect(lane.adjusted(0, -2, 0, 2));
    QPainterPath line(QPointF(tokens.map(marks.front().from.value), y(marks.front().probability)));
    for (const AnswerMark& mark : marks) {
        line.lineTo(tokens.map(mark.from.value), line.currentPosition().y());
        line.lineTo(tokens.map(mark.from.value), y(mark.probability));
    }
    line.lineTo(tokens.map(end), line.currentPosition().y());
    QPainterPath fill = line;
    fill.lineTo(line.currentPosition().x(), lane.bottom());
    fill.lineTo(tokens.map(marks.front().from.value), lane.bottom());
    fill.closeSubpath();
    QColor soft = t.good;
    soft.setAlphaF(0.16F);
    p.fillPath(fill, soft);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(t.good, 1.8, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    p.drawPath(line);
    p.restore();
}

}  // namespace reasonscope::ui
