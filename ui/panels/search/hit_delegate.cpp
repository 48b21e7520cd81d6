#include "ui/panels/search/hit_delegate.h"

#include <QPainter>

#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr qsizetype kBefore = 24;  // characters kept in front of the first place, when it lies far behind

/// The part of `text` that shows where `words` are.
QString around(const QString& text, const QString& words) {
    const qsizetype at = words.isEmpty() ? -1 : text.indexOf(words, 0, Qt::CaseInsensitive);
    return at > 2 * kBefore ? QStringLiteral("…") + text.mid(at - kBefore) : text;
}

/// The words of a hit with formulas in Unicode, unless what was looked for stands in their source alone.
QString in_mathematics(const QString& text, const QString& words) {
    const QString plain = plain_words(text);
    return words.isEmpty() || plain.contains(words, Qt::CaseInsensitive) ? plain : text;
}

}  // namespace

void HitDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Theme& t = theme::current();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.state.testFlag(QStyle::State_Selected) ? t.selected : t.hover);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), space::radius, space::radius);
    }
    const QRect box = option.rect.adjusted(space::s, 5, -space::s, -4);
    const QString words = index.data(WordsRole).toString();
    painter->setFont(theme::font(TextRole::Body));
    const int line = painter->fontMetrics().height();
    const QString shown = painter->fontMetrics().elidedText(around(in_mathematics(index.data().toString(), words), words), Qt::ElideRight, box.width());
    const qsizetype at = words.isEmpty() ? -1 : shown.indexOf(words, 0, Qt::CaseInsensitive);
    if (at >= 0) {
        const int left = painter->fontMetrics().horizontalAdvance(shown.left(at)), wide = painter->fontMetrics().horizontalAdvance(shown.mid(at, words.size()));
        QColor mark = t.accent;
        mark.setAlpha(60);
        painter->fillRect(QRect(box.left() + left, box.top(), wide, line), mark);
    }
    painter->setPen(t.text);
    painter->drawText(QRect(box.left(), box.top(), box.width(), line), Qt::AlignLeft | Qt::AlignVCenter, shown);
    painter->setFont(theme::font(TextRole::Caption));
    painter->setPen(t.text_secondary);
    const QRect second(box.left(), box.top() + line + 1, box.width(), painter->fontMetrics().height());
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(DetailRole).toString(), Qt::ElideRight, second.width()));
    painter->restore();
}

QSize HitDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int body = QFontMetrics(theme::font(TextRole::Body)).height();
    const int small = index.data(DetailRole).toString().isEmpty() ? 0 : QFontMetrics(theme::font(TextRole::Caption)).height();
    return {option.rect.width(), body + small + 11};
}

}  // namespace reasonscope::ui
