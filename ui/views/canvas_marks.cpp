#include "ui/views/canvas_marks.h"

#include <QFontMetricsF>
#include <QObject>
#include <QPainter>
#include <QPainterPath>
#include <QStringList>
#include <algorithm>

namespace reasonscope::ui {

QColor difference_color(Difference difference) {
    const Theme& t = theme::current();
    switch (difference) {
        case Difference::None: return Qt::transparent;
        case Difference::Same: return t.text_faint;
        case Difference::Changed: return t.warning;
        case Difference::OnlyHere: return t.good;
    }
    return Qt::transparent;
}

QString difference_text(Difference difference) {
    switch (difference) {
        case Difference::None: return {};
        case Difference::Same: return QObject::tr("same in both branches");
        case Difference::Changed: return QObject::tr("changed");
        case Difference::OnlyHere: return QObject::tr("only here");
    }
    return {};
}

void paint_difference(QPainter& p, const QRectF& card, Difference difference, double scale) {
    if (difference == Difference::None) return;
    const double wide = difference == Difference::Same ? std::max(1.0, 1.5 * scale) : std::max(2.0, 4 * scale);
    const double inset = std::min(6 * scale, card.height() / 5);
    const QRectF stripe(card.right() - wide - std::max(1.0, 2 * scale), card.y() + inset, wide, card.height() - 2 * inset);
    const QColor color = difference_color(difference);
    if (difference != Difference::OnlyHere) return p.fillRect(stripe, color);
    const double piece = stripe.height() / 5;
    for (int i = 0; i < 5; i += 2) p.fillRect(QRectF(stripe.x(), stripe.y() + i * piece, wide, piece), color);
}

double paint_marks(QPainter& p, QPointF right_top, double size, std::uint8_t marks) {
    if (marks == 0) return 0;
    const Theme& t = theme::current();
    const double pen = std::max(1.0, size / 9);
    double right = right_top.x();
    const double top = right_top.y();
    const auto room = [&] {
        const QRectF box(right - size * 0.8, top, size * 0.8, size);
        right -= size + 1;
        return box;
    };
    p.save();
    p.setPen(QPen(t.accent, pen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if ((marks & kTagged) != 0) {  // a label with its eyelet
        const QRectF b = room();
        p.setBrush(Qt::NoBrush);
        p.drawPolygon(QPolygonF({b.topLeft() + QPointF(0, b.height() * 0.5), b.topLeft() + QPointF(b.width() * 0.45, b.height() * 0.1),
                                 b.topRight() + QPointF(0, b.height() * 0.1), b.bottomRight() - QPointF(0, b.height() * 0.1),
                                 b.bottomLeft() + QPointF(b.width() * 0.45, -b.height() * 0.1)}));
    }
    if ((marks & kNoted) != 0) {  // a sheet with two lines
        const QRectF b = room().adjusted(0, size * 0.08, 0, -size * 0.08);
        p.setBrush(Qt::NoBrush);
        p.drawRect(b);
        for (const double at : {0.35, 0.65}) p.drawLine(QPointF(b.x() + b.width() * 0.25, b.y() + b.height() * at), QPointF(b.right() - b.width() * 0.25, b.y() + b.height() * at));
    }
    if ((marks & kBookmarked) != 0) {  // a ribbon
        const QRectF b = room().adjusted(size * 0.1, 0, -size * 0.1, 0);
        p.setBrush(t.accent);
        p.drawPolygon(QPolygonF({b.topLeft(), b.topRight(), b.bottomRight(), QPointF(b.center().x(), b.bottom() - size * 0.3), b.bottomLeft()}));
    }
    p.restore();
    return right_top.x() - right;
}

QString marks_text(std::uint8_t marks, const QString& note) {
    QStringList said;
    if ((marks & kBookmarked) != 0) said << QObject::tr("bookmarked");
    if ((marks & kNoted) != 0) said << QObject::tr("with a note");
    if ((marks & kTagged) != 0) said << QObject::tr("tagged");
    const QString kinds = said.join(QStringLiteral(", "));
    return note.isEmpty() || kinds.isEmpty() ? kinds : QStringLiteral("%1: %2").arg(kinds, note);
}

void paint_importance(QPainter& p, const QRectF& card, const TestedImportance& tested, double s) {
    const Theme& t = theme::current();
    const QRectF line(card.x() + 14 * s, card.bottom() - 6.5 * s, card.width() - 24 * s, 3 * s);
    const auto x = [&](float value) { return line.x() + (std::clamp(value, -1.0F, 1.0F) + 1) / 2 * line.width(); };
    p.setPen(Qt::NoPen);
    p.setBrush(t.border);
    p.drawRoundedRect(line, 1.5 * s, 1.5 * s);
    QColor color = tested.value < 0 ? t.warning : t.accent;
    color.setAlphaF(0.4F);
    p.setBrush(color);
    p.drawRoundedRect(QRectF(x(tested.low), line.y() - 1 * s, std::max(2.0, x(tested.high) - x(tested.low)), line.height() + 2 * s), 2 * s, 2 * s);
    p.fillRect(QRectF(x(0) - 0.5, line.y() - 2 * s, 1, line.height() + 4 * s), t.text_faint);
    color.setAlphaF(1);
    p.setBrush(color);
    p.drawEllipse(QPointF(x(tested.value), line.center().y()), 2.8 * s, 2.8 * s);
}

void paint_place(QPainter& p, const QRectF& card, const QString& text, const QFont& font) {
    const Theme& t = theme::current();
    const QFontMetricsF metrics(font);
    QRectF pill(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 2);
    pill.moveCenter(QPointF(card.right() - pill.width() / 2 - 4, card.bottom()));
    p.setPen(QPen(t.border_strong, 1));
    p.setBrush(t.raised);
    p.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    p.setPen(t.text);
    p.setFont(font);
    p.drawText(pill, Qt::AlignCenter, text);
}

}  // namespace reasonscope::ui
