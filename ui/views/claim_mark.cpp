#include "ui/views/claim_mark.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/theme/theme.h"

namespace reasonscope::ui {

QString claim_words(ClaimState state) {
    switch (state) {
        case ClaimState::None: break;
        case ClaimState::Verified: return QCoreApplication::translate("Claims", "sum holds");
        case ClaimState::Wrong: return QCoreApplication::translate("Claims", "wrong sum");
        case ClaimState::NotCheckable: return QCoreApplication::translate("Claims", "sum not checkable");
    }
    return {};
}

QString claim_symbol(ClaimState state) {
    switch (state) {
        case ClaimState::None: break;
        case ClaimState::Verified: return QStringLiteral("✓");
        case ClaimState::Wrong: return QStringLiteral("✗");
        case ClaimState::NotCheckable: return QStringLiteral("?");
    }
    return {};
}

QColor claim_color(ClaimState state) {
    const Theme& t = theme::current();
    return state == ClaimState::Wrong ? t.danger : state == ClaimState::Verified ? t.good : t.text_faint;
}

void paint_claim_mark(QPainter& p, const QRectF& box, ClaimState state) {
    if (state == ClaimState::None) return;
    p.save();
    const double side = std::min(box.width(), box.height()), inset = side * 0.26;
    const QRectF square(box.center().x() - side / 2, box.center().y() - side / 2, side, side), inner = square.adjusted(inset, inset, -inset, -inset);
    QPen pen(claim_color(state), std::max(1.2, side * 0.15), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    p.setBrush(Qt::NoBrush);
    if (state == ClaimState::Wrong) {  // the one that must be seen stands on a disc of its own
        p.setPen(Qt::NoPen);
        p.setBrush(claim_color(state));
        p.drawEllipse(square);
        pen.setColor(theme::current().surface);
        p.setPen(pen);
        p.drawLine(inner.topLeft(), inner.bottomRight());
        p.drawLine(inner.topRight(), inner.bottomLeft());
    } else if (state == ClaimState::Verified) {
        p.setPen(pen);
        const QPointF points[] = {{inner.x(), inner.center().y()}, {inner.x() + inner.width() * 0.38, inner.bottom()}, {inner.right(), inner.y()}};
        p.drawPolyline(points, 3);
    } else {
        QFont font = theme::font(TextRole::Caption);
        font.setPixelSize(std::max(6, static_cast<int>(side * 0.95)));
        p.setFont(font);
        p.setPen(pen.color());
        p.drawText(square, Qt::AlignCenter, QStringLiteral("?"));
    }
    p.restore();
}

}  // namespace reasonscope::ui
