#include "ui/panels/inspector/source_list.h"

#include <QItemSelectionModel>
#include <QPainter>
#include <algorithm>

#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {

void SourceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Theme& t = theme::current();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(option.rect).adjusted(1, 2, -1, -2);
    const bool hot = option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_HasFocus);
    painter->setPen(QPen(hot ? t.border_strong : t.border, 1));
    painter->setBrush(hot ? t.hover : t.raised);
    painter->drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme::step_class_color(index.data(SourceModel::ClassRole).toInt()));
    painter->drawRoundedRect(QRectF(card.left() + 5, card.top() + 7, 3, card.height() - 14), 1.5, 1.5);

    const QRect inner = card.toRect().adjusted(15, 5, -10, -7);
    const QString weight = percent(index.data(SourceModel::WeightRole).toDouble());
    painter->setFont(theme::font(TextRole::Strong));
    const int weight_width = painter->fontMetrics().horizontalAdvance(weight) + space::s;
    const QRect line(inner.left(), inner.top(), inner.width(), painter->fontMetrics().height());
    painter->setPen(t.text);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, weight);
    const QString number = QStringLiteral("#%1").arg(index.data(SourceModel::StepRole).toInt());
    painter->setPen(t.text_secondary);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, number);
    const int number_width = painter->fontMetrics().horizontalAdvance(number) + space::s;
    painter->setFont(theme::font(TextRole::Body));
    painter->setPen(t.text);
    const QRect words = line.adjusted(number_width, 0, -weight_width, 0);
    const QString text = plain_words(index.data().toString().section(QStringLiteral("  "), 1));
    painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(text, Qt::ElideRight, words.width()));

    const QRectF track(inner.left(), inner.bottom() - 4, inner.width(), 5);
    painter->setPen(Qt::NoPen);
    painter->setBrush(t.border);
    painter->drawRoundedRect(track, 2.5, 2.5);
    const double share = std::clamp(index.data(SourceModel::WeightRole).toDouble(), 0.0, 1.0);
    painter->setBrush(t.accent);
    painter->drawRoundedRect(QRectF(track.left(), track.top(), std::max(5.0, track.width() * share), 5), 2.5, 2.5);
    const double control = std::clamp(index.data(SourceModel::ControlRole).toDouble(), 0.0, 1.0);
    if (control > 0) {
        painter->setBrush(t.text);
        painter->drawRect(QRectF(track.left() + track.width() * control - 0.75, track.top() - 2.5, 1.5, 10));
    }
    painter->restore();
}

QSize SourceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {option.rect.width(), QFontMetrics(theme::font(TextRole::Strong)).height() + 27};
}

SourceList::SourceList(Selection& selection, const QString& accessible_name, QWidget* parent)
    : QListView(parent), selection_(selection), model_(new SourceModel(this)) {
    setModel(model_);
    setItemDelegate(new SourceDelegate(this));
    setAccessibleName(accessible_name);
    setMouseTracking(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setUniformItemSizes(true);
    const auto step_at = [](const QModelIndex& at) { return StepId(at.data(SourceModel::StepRole).toInt()); };
    connect(this, &QListView::clicked, this, [this, step_at](const QModelIndex& at) { selection_.lock(step_at(at)); });
    connect(this, &QListView::entered, this, [this, step_at](const QModelIndex& at) { emit pointed_at(step_at(at)); });
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this, step_at](const QModelIndex& at) {
        if (at.isValid()) emit pointed_at(step_at(at));
    });
    connect(this, &QListView::activated, this, [this, step_at](const QModelIndex& at) { selection_.lock(step_at(at)); });
}

void SourceList::set_sources(std::vector<Edge> edges, const RunDocument& document) {
    model_->set_sources(std::move(edges), document);
    updateGeometry();
    setFixedHeight(sizeHint().height());
}

QSize SourceList::sizeHint() const {
    const int row = QFontMetrics(theme::font(TextRole::Strong)).height() + 27;
    return {240, model_->rowCount() * row + 2};
}

void SourceList::leaveEvent(QEvent* event) {
    QListView::leaveEvent(event);
    clearSelection();
}

}  // namespace reasonscope::ui
