#include "ui/views/fork_marks.h"

#include <QObject>
#include <QPainter>
#include <algorithm>
#include <array>

#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {

QColor fork_color(const ForkMark& fork) { return fork.change > 0 ? theme::current().warning : theme::current().text_secondary; }

QString fork_words(const ForkMark& fork) {
    return fork.change > 0 ? QObject::tr("fork: %1 lead to another answer").arg(percent_text(fork.change)) : QObject::tr("fork: the answer stays the same");
}

const ForkMark* fork_at(std::span<const ForkMark> forks, TokenPos token) {
    const auto at = std::ranges::lower_bound(forks, token, {}, &ForkMark::at);
    return at != forks.end() && at->at == token ? &*at : nullptr;
}

const ForkMark* fork_beside(std::span<const ForkMark> forks, TokenPos token, int by) {
    if (by > 0) {
        const auto at = std::ranges::upper_bound(forks, token, {}, &ForkMark::at);
        return at == forks.end() ? nullptr : &*at;
    }
    const auto at = std::ranges::lower_bound(forks, token, {}, &ForkMark::at);
    return at == forks.begin() ? nullptr : &*(at - 1);
}

void paint_fork_triangle(QPainter& p, QPointF tip, const ForkMark& fork) {
    constexpr double kHalf = 4, kHeight = 6;
    const std::array<QPointF, 3> corners = {QPointF(tip.x() - kHalf, tip.y() - kHeight), QPointF(tip.x() + kHalf, tip.y() - kHeight), tip};
    p.setPen(QPen(fork_color(fork), 1.2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    p.setBrush(fork.change > 0 ? fork_color(fork) : theme::current().surface);
    p.drawPolygon(corners.data(), static_cast<int>(corners.size()));
}

void paint_fork_line(QPainter& p, const QRectF& box, const ForkMark& fork) {
    p.setPen(QPen(fork_color(fork), 1.6, fork.change > 0 ? Qt::SolidLine : Qt::DotLine, Qt::FlatCap));
    p.drawLine(QPointF(box.left() + 1, box.bottom()), QPointF(box.right() - 1, box.bottom()));
}

}  // namespace reasonscope::ui
