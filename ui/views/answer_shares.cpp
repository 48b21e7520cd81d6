#include "ui/views/answer_shares.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>

#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr int kBar = 7, kGap = 5, kRowGap = 8, kHead = 18, kLegendBox = 8;

int row_height() { return 2 * kBar + kGap + kRowGap; }

}  // namespace

AnswerSharesView::AnswerSharesView(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Answers with the step and with another in its place"));
}

void AnswerSharesView::set_counts(std::vector<AnswerCount> counts) {
    counts_ = std::move(counts);
    QStringList lines;
    for (const AnswerCount& one : counts_) lines << tr("%1: %2 with the step, %3 with another").arg(one.answer).arg(one.kept).arg(one.replaced);
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
    setToolTip(lines.join(QLatin1Char('\n')));
    updateGeometry();
    update();
}

QSize AnswerSharesView::sizeHint() const { return {160, counts_.empty() ? 0 : kHead + static_cast<int>(counts_.size()) * row_height()}; }
QSize AnswerSharesView::minimumSizeHint() const { return {60, sizeHint().height()}; }

void AnswerSharesView::paintEvent(QPaintEvent*) {
    if (counts_.empty()) return;
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme::current();
    const QFont font = theme::font(TextRole::Caption);
    const QFontMetrics metrics(font);
    int kept = 0, replaced = 0, words = 0;
    for (const AnswerCount& one : counts_) {
        kept += one.kept;
        replaced += one.replaced;
        words = std::max(words, metrics.horizontalAdvance(one.answer));
    }
    words = std::min(words, width() / 3);
    const int figures = metrics.horizontalAdvance(QStringLiteral("000")) + space::xs, left = words + space::s, full = std::max(1, width() - left - figures);
    const auto legend = [&](int x, const QColor& color, const QString& text) {
        p.setPen(Qt::NoPen);
        p.setBrush(color);
        p.drawRoundedRect(QRectF(x, (kHead - kLegendBox) / 2.0 - 1, kLegendBox, kLegendBox), 2, 2);
        p.setPen(t.text_secondary);
        p.setFont(font);
        p.drawText(QRect(x + kLegendBox + 5, 0, width(), kHead - 2), Qt::AlignLeft | Qt::AlignVCenter, text);
        return x + kLegendBox + 5 + metrics.horizontalAdvance(text) + space::m;
    };
    legend(legend(0, t.accent, tr("with this step")), t.warning, tr("with another in its place"));
    int y = kHead;
    for (const AnswerCount& one : counts_) {
        QFont own = font;
        own.setBold(one.own);
        p.setPen(t.text);
        draw_line(p, QRectF(0, y - 2, words, 2 * kBar + kGap + 4), Qt::AlignLeft | Qt::AlignVCenter, one.answer, own);
        for (const auto& [count, whole, color, at] : {std::tuple{one.kept, kept, t.accent, y}, std::tuple{one.replaced, replaced, t.warning, y + kBar + kGap}}) {
            p.setPen(Qt::NoPen);
            p.setBrush(t.hover);
            p.drawRoundedRect(QRectF(left, at, full, kBar), 2, 2);
            p.setBrush(color);
            if (count > 0) p.drawRoundedRect(QRectF(left, at, std::max(3.0, full * static_cast<double>(count) / std::max(1, whole)), kBar), 2, 2);
            p.setPen(t.text_secondary);
            p.setFont(font);
            p.drawText(QRect(left + full, at - 4, figures, kBar + 8), Qt::AlignRight | Qt::AlignVCenter, QString::number(count));
        }
        y += row_height();
    }
}

void AnswerSharesView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) update();
}

}  // namespace reasonscope::ui
