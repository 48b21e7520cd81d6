#include "ui/panels/sessions/run_delegate.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/models/session_tree_model.h"
#include "ui/theme/theme.h"
#include "ui/views/canvas_marks.h"
#include "ui/views/labels.h"

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

constexpr int kIndent = 14;  // per level below a file's questions

int depth_of(const QModelIndex& index) {
    int depth = 0;
    for (QModelIndex at = index.parent(); at.isValid(); at = at.parent()) ++depth;
    return depth;
}

SessionTreeModel::Kind kind_of(const QModelIndex& index) { return static_cast<SessionTreeModel::Kind>(index.data(SessionTreeModel::KindRole).toInt()); }

void draw_chevron(QPainter* painter, QPointF tip, bool open) {
    painter->setPen(QPen(theme::current().text_secondary, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (open) painter->drawPolyline(QPolygonF({tip + QPointF(-3.5, -1.8), tip + QPointF(0, 1.8), tip + QPointF(3.5, -1.8)}));
    else painter->drawPolyline(QPolygonF({tip + QPointF(-1.8, -3.5), tip + QPointF(1.8, 0), tip + QPointF(-1.8, 3.5)}));
}

/// A file or a question: one line with a chevron.
void draw_heading(QPainter* painter, QRect box, const QModelIndex& index, bool open) {
    const Theme& t = theme::current();
    const bool file = kind_of(index) == SessionTreeModel::Kind::File;
    draw_chevron(painter, QPointF(box.left() + 4, box.center().y() + 0.5), open);
    box.setLeft(box.left() + 16);
    painter->setFont(theme::font(TextRole::Caption));
    const QString detail = index.data(SessionTreeModel::DetailRole).toString();
    const int detail_width = painter->fontMetrics().horizontalAdvance(detail) + space::s;
    painter->setPen(t.text_faint);
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, detail);
    painter->setFont(theme::font(file ? TextRole::Strong : TextRole::Body));
    painter->setPen(!file || index.data(SessionTreeModel::CurrentRole).toBool() ? t.text : t.text_secondary);
    const QRect room = box.adjusted(0, 0, -detail_width, 0);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(file ? index.data().toString() : plain_words(index.data().toString()), Qt::ElideRight, room.width()));
}

void draw_run(QPainter* painter, QRect box, const QModelIndex& index, bool open) {
    const Theme& t = theme::current();
    const auto state = static_cast<RunState>(index.data(SessionTreeModel::StateRole).toInt());
    painter->setPen(Qt::NoPen);
    painter->setBrush(state_color(state));
    painter->drawEllipse(QPointF(box.left() + 4, box.top() + 10), 3.5, 3.5);
    painter->setFont(theme::font(TextRole::Body));
    const int line = painter->fontMetrics().height();
    if (index.model()->rowCount(index) > 0) draw_chevron(painter, QPointF(box.left() + 4, box.top() + line + 9), open);
    box.setLeft(box.left() + 16);
    const int marks = static_cast<int>(paint_marks(*painter, QPointF(box.right(), box.top() + 3), line - 6,
                                                   static_cast<std::uint8_t>(index.data(SessionTreeModel::MarksRole).toInt())));
    painter->setPen(t.text);
    const QRect first(box.left(), box.top(), box.width() - marks - 2, line);
    painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, first.width()));
    painter->setFont(theme::font(TextRole::Caption));
    painter->setPen(t.text_secondary);
    const QRect second(box.left(), box.top() + line + 1, box.width(), painter->fontMetrics().height());
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(plain_words(index.data(SessionTreeModel::DetailRole).toString()), Qt::ElideRight, second.width()));
}

}  // namespace

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme::current();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool is_run = kind_of(index) == SessionTreeModel::Kind::Run;
    if ((selected && is_run) || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected && is_run ? t.selected : t.hover);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), space::radius, space::radius);
    }
    const QRect box = option.rect.adjusted(space::m + kIndent * std::min(depth_of(index), 8), 5, -space::m, -4);
    const bool open = option.state.testFlag(QStyle::State_Open);
    if (is_run) draw_run(painter, box, index, open);
    else draw_heading(painter, box, index, open);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(t.accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2.5, 1.5, -2.5, -1.5), space::radius, space::radius);
    }
    painter->restore();
}

bool RunDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index) {
    if (event->type() != QEvent::ToolTip || !index.isValid()) return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString tip = index.data(Qt::ToolTipRole).toString();
    QToolTip::showText(event->globalPos(), kind_of(index) == SessionTreeModel::Kind::File ? tip : plain_words(tip), view->viewport(), view->visualRect(index));
    return true;
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int body = QFontMetrics(theme::font(TextRole::Body)).height();
    const int small = QFontMetrics(theme::font(TextRole::Caption)).height();
    return {option.rect.width(), kind_of(index) == SessionTreeModel::Kind::Run ? body + small + 11 : body + 10};
}

}  // namespace reasonscope::ui
