#include "ui/panels/sessions/run_delegate.h"

#include <QPainter>

#include "ui/models/session_tree_model.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

QColor state_color(RunState state) {
    const Theme& t = theme::current();
    switch (state) {
        case RunState::Running: return t.accent;
        case RunState::Done: return t.good;
        case RunState::Failed: return t.danger;
        case RunState::Cancelled:
        case RunState::Interrupted: return t.warning;
    }
    return t.text_faint;
}

void draw_file(QPainter* painter, QRect box, const QModelIndex& index, bool open) {
    const Theme& t = theme::current();
    const QPointF tip(box.left() + 4, box.center().y() + 0.5);
    painter->setPen(QPen(t.text_secondary, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (open) {
        painter->drawPolyline(QPolygonF({tip + QPointF(-3.5, -1.8), tip + QPointF(0, 1.8), tip + QPointF(3.5, -1.8)}));
    } else {
        painter->drawPolyline(QPolygonF({tip + QPointF(-1.8, -3.5), tip + QPointF(1.8, 0), tip + QPointF(-1.8, 3.5)}));
    }
    box.setLeft(box.left() + 16);
    painter->setFont(theme::font(TextRole::Caption));
    const QString detail = index.data(SessionTreeModel::DetailRole).toString();
    const int detail_width = painter->fontMetrics().horizontalAdvance(detail) + space::s;
    painter->setPen(t.text_faint);
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, detail);
    painter->setFont(theme::font(TextRole::Strong));
    painter->setPen(index.data(SessionTreeModel::CurrentRole).toBool() ? t.text : t.text_secondary);
    const QRect room = box.adjusted(0, 0, -detail_width, 0);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room.width()));
}

void draw_run(QPainter* painter, QRect box, const QModelIndex& index) {
    const Theme& t = theme::current();
    const auto state = static_cast<RunState>(index.data(SessionTreeModel::StateRole).toInt());
    painter->setPen(Qt::NoPen);
    painter->setBrush(state_color(state));
    painter->drawEllipse(QPointF(box.left() + 4, box.top() + 10), 3.5, 3.5);
    box.setLeft(box.left() + 16);
    painter->setFont(theme::font(TextRole::Body));
    painter->setPen(t.text);
    const int line = painter->fontMetrics().height();
    painter->drawText(QRect(box.left(), box.top(), box.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, box.width()));
    painter->setFont(theme::font(TextRole::Caption));
    painter->setPen(t.text_secondary);
    const QRect second(box.left(), box.top() + line + 1, box.width(), painter->fontMetrics().height());
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(SessionTreeModel::DetailRole).toString(), Qt::ElideRight, second.width()));
}

}  // namespace

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme::current();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool is_run = index.parent().isValid();
    if ((selected && is_run) || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected && is_run ? t.selected : t.hover);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), space::radius, space::radius);
    }
    const QRect box = option.rect.adjusted(space::m, 5, -space::m, -4);
    if (is_run) {
        draw_run(painter, box, index);
    } else {
        draw_file(painter, box, index, option.state.testFlag(QStyle::State_Open));
    }
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int body = QFontMetrics(theme::font(TextRole::Body)).height();
    const int small = QFontMetrics(theme::font(TextRole::Caption)).height();
    return {option.rect.width(), index.parent().isValid() ? body + small + 11 : body + 10};
}

}  // namespace reasonscope::ui
