// What the timeline draws: bands, axes, the two series, marks.

#include <QPainter>
#include <QPainterPath>

#include "ui/views/timeline_view_impl.h"

namespace reasonscope::ui {

void TimelineView::Impl::paint_bands(QPainter& p, const QRectF& area) const {
    const Theme& t = theme::current();
    const Scale scale = x();
    p.save();
    p.setClipRect(area.adjusted(0, 0, 0, kBandHeight + 3));
    p.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double a = scale.map(steps[i].first.value), b = scale.map(steps[i].last.value);
        if (b < area.x() || a > area.right()) continue;
        const bool locked = steps[i].step == selection->locked_step(), hovered_step = steps[i].step == selection->hovered_step();
        if (locked || hovered_step) p.fillRect(QRectF(a, area.y(), b - a, area.height()), locked ? t.selected : t.hover);
        p.setBrush(theme::step_class_color(steps[i].step_class));
        p.drawRect(QRectF(a + 0.5, area.bottom() + 3, std::max(1.0, b - a - 1), kBandHeight));
    }
    p.restore();
}

void TimelineView::Impl::paint_axes(QPainter& p, const QRectF& area, double most_entropy, double most_latency) const {
    const Theme& t = theme::current();
    const QFont font = theme::font(TextRole::Caption);
    const QFontMetricsF metrics(font);
    p.setFont(font);
    const int rows = area.height() > 90 ? 4 : 3;
    const Ticks left = nice_ticks(0, most_entropy, rows);
    for (const double value : left.values) {
        const double y = area.bottom() - value / most_entropy * area.height();
        p.fillRect(QRectF(area.x(), std::round(y), area.width(), 1), value == 0 ? t.border_strong : t.grid);
        p.setPen(t.text_secondary);
        p.drawText(QRectF(0, y - 8, area.x() - 7, 16), Qt::AlignRight | Qt::AlignVCenter, QString::number(value, 'f', left.decimals));
    }
    const Ticks right = nice_ticks(0, most_latency, rows);
    p.setPen(t.text_faint);
    for (const double value : right.values) {
        const double y = area.bottom() - value / most_latency * area.height();
        p.drawText(QRectF(area.right() + 7, y - 8, kRight - 9, 16), Qt::AlignLeft | Qt::AlignVCenter, QString::number(value, 'f', right.decimals));
    }
    const auto [from, to] = shown();
    const Scale scale = x();
    const int most = std::max(2, static_cast<int>(area.width() / (metrics.horizontalAdvance(QStringLiteral("00000")) + 26)));
    for (const double value : nice_ticks(from, to, most, true).values) {
        const double px = scale.map(value + 0.5);
        if (px < area.x() || px > area.right() - 14) continue;
        p.drawText(QRectF(px - 40, area.bottom() + kBandHeight + 4, 80, kBottom - kBandHeight - 5), Qt::AlignCenter, QString::number(value, 'f', 0));
    }
    // What the two scales are stands above the plot, with the colour they are drawn in.
    const auto key = [&](double at, const QColor& color, const QString& text) {
        p.setPen(Qt::NoPen);
        p.setBrush(color);
        p.drawRoundedRect(QRectF(at, 8.5, 9, 9), 2.5, 2.5);
        p.setPen(t.text_secondary);
        p.drawText(QRectF(at + 14, 0, 200, kTop + 2), Qt::AlignLeft | Qt::AlignVCenter, text);
        return at + 14 + metrics.horizontalAdvance(text) + 16;
    };
    const double next = key(area.x(), t.entropy, QObject::tr("entropy (nats)"));
    const double last = key(next, t.latency, QObject::tr("time per token (ms)"));
    const double end = answer.empty() ? last : key(last, t.good, QObject::tr("its answer, had it stopped here"));
    if (!forks.empty()) {
        p.setPen(t.text_secondary);
        p.drawText(QRectF(end + 14, 0, 200, kTop + 2), Qt::AlignLeft | Qt::AlignVCenter, QObject::tr("fork"));
        paint_fork_triangle(p, QPointF(end + 5, 16), {TokenPos(0), 1});
    }
}

void TimelineView::Impl::paint_series(QPainter& p, const QRectF& area, double most_entropy, double most_latency) const {
    const Theme& t = theme::current();
    const auto [first, last] = visible();
    if (last <= first) return;
    const int columns = std::max(1, static_cast<int>(area.width() / 2));
    const auto times = bin_maxima(latency, first, last, columns), values = bin_maxima(entropy, first, last, columns);
    const bool thinned = last - first > columns;
    const Scale scale = x();
    const auto edge_of = [&](std::size_t i) {
        if (thinned) return area.x() + area.width() * static_cast<double>(i) / static_cast<double>(values.size());
        const std::size_t k = static_cast<std::size_t>(first) + i;
        return scale.map(k < positions.size() ? positions[k] : positions.back() + 1);
    };
    // Where a bin is this narrow nobody sees smooth bars and round joins, but while a run is live they cost half of a frame.
    const bool dense = area.width() < 4.0 * static_cast<double>(values.size());
    p.save();
    p.setClipRect(area);
    p.setPen(Qt::NoPen);
    p.setRenderHint(QPainter::Antialiasing, !dense);
    QColor bar = t.latency;
    bar.setAlphaF(t.dark ? 0.75F : 0.55F);
    p.setBrush(bar);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double a = edge_of(i), b = edge_of(i + 1), gap = b - a > 4 ? std::min(2.0, (b - a) * 0.2) : 0;
        const double height = std::min(1.0, times[i] / most_latency) * area.height();
        p.drawRect(QRectF(a + gap / 2, area.bottom() - height, std::max(0.8, b - a - gap), height));
    }
    QPainterPath line;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QPointF point((edge_of(i) + edge_of(i + 1)) / 2, area.bottom() - std::min(1.0, values[i] / most_entropy) * area.height());
        if (i == 0) line.moveTo(point);
        else line.lineTo(point);
    }
    QPainterPath fill = line;
    fill.lineTo(line.currentPosition().x(), area.bottom());
    fill.lineTo((edge_of(0) + edge_of(1)) / 2, area.bottom());
    fill.closeSubpath();
    QColor soft = t.entropy;
    soft.setAlphaF(0.18F);
    p.fillPath(fill, soft);
    p.setRenderHint(QPainter::Antialiasing);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(t.entropy, 1.6, Qt::SolidLine, dense ? Qt::FlatCap : Qt::RoundCap, dense ? Qt::BevelJoin : Qt::RoundJoin));
    p.drawPath(line);
    p.restore();
}

void TimelineView::Impl::paint_kept_series(QPainter& p, const QRectF& area, double most_entropy, double most_latency) {
    const Theme& t = theme::current();
    const Drawn wanted{shown(), area, self->size(), self->devicePixelRatioF(), t.entropy, t.latency};
    if (drawn != wanted) {
        series = QPixmap(wanted.size * wanted.ratio);
        series.setDevicePixelRatio(wanted.ratio);
        series.fill(Qt::transparent);
        QPainter onto(&series);
        onto.setRenderHints(p.renderHints());
        paint_series(onto, area, most_entropy, most_latency);
        drawn = wanted;
    }
    p.drawPixmap(0, 0, series);
}

void TimelineView::Impl::paint_marks(QPainter& p, const QRectF& area, double most_entropy) const {
    const Theme& t = theme::current();
    const Scale scale = x();
    for (const ForkMark& fork : forks) {
        const double px = scale.map(fork.at.value + 0.5);
        if (px >= area.x() && px <= area.right()) paint_fork_triangle(p, QPointF(px, area.y()), fork);
    }
    const auto mark = [&](int position, const QColor& color, bool dot) {
        const double px = scale.map(position + 0.5);
        if (px < area.x() || px > area.right()) return;
        const double top = answer.empty() ? area.y() : lane().y();
        p.fillRect(QRectF(std::round(px) - 0.5, top, 1, area.bottom() - top), color);
        const auto at = std::lower_bound(positions.begin(), positions.end(), position);
        if (!dot || at == positions.end() || *at != position) return;
        const double value = entropy[static_cast<std::size_t>(at - positions.begin())];
        p.setPen(QPen(t.surface, 1.5));
        p.setBrush(color);
        p.drawEllipse(QPointF(px, area.bottom() - std::min(1.0, value / most_entropy) * area.height()), 4, 4);
    };
    if (const auto token = selection->locked_token()) mark(token->value, t.accent, true);
    if (const auto token = selection->hovered_token(); token && hovered < 0) mark(token->value, t.text_secondary, true);
    if (hovered >= 0) {
        mark(positions[static_cast<std::size_t>(hovered)], t.text_secondary, true);
        p.setFont(theme::font(TextRole::Caption));
        p.setPen(t.text);
        p.drawText(QRectF(area.x(), 0, area.width() - right_free, kTop + 2), Qt::AlignRight | Qt::AlignVCenter, readout(hovered));
    }
    if (brush_x >= 0) {
        QColor tint = t.accent;
        tint.setAlphaF(0.16F);
        p.fillRect(QRectF(QPointF(std::min(press_x, brush_x), area.y()), QPointF(std::max(press_x, brush_x), area.bottom())), tint);
    }
}

QString TimelineView::Impl::readout(int index) const {
    const auto i = static_cast<std::size_t>(index);
    QString text = QObject::tr("token %1").arg(positions[i]);
    if (const StepBand* band = step_of(positions[i])) text += QStringLiteral("  ·  %1 %2").arg(step_number(band->step), theme::step_class_label(band->step_class));
    text += QStringLiteral("  ·  %1  ·  %2 ms").arg(nats(entropy[i])).arg(latency[i], 0, 'f', 1);
    if (const ForkMark* fork = fork_at(forks, TokenPos(positions[i]))) text += QStringLiteral("  ·  ") + fork_words(*fork);
    if (const auto sure = answer_probability(answer, positions[i])) text += QObject::tr("  ·  answer %1").arg(percent_text(static_cast<double>(*sure)));
    return text;
}

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const Theme& t = theme::current();
    Impl* d = impl_.get();
    p.fillRect(rect(), t.surface);
    if (d->positions.empty()) {
        p.setFont(theme::font(TextRole::Body));
        p.setPen(t.text_secondary);
        p.drawText(rect().adjusted(20, 0, -20, 0), Qt::AlignCenter | Qt::TextWordWrap, d->empty_text);
        return;
    }
    const QRectF area = d->plot();
    const double most_entropy = nice_ceiling(std::max(0.1F, *std::max_element(d->entropy.begin(), d->entropy.end())));
    // One slow first token must not flatten all the others: the scale ends at the 98th percentile, taller bars are cut.
    std::vector<float> sorted = d->latency;
    const auto rank = static_cast<std::ptrdiff_t>(static_cast<double>(sorted.size() - 1) * 0.98);
    std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
    const double most_latency = nice_ceiling(std::max(0.01, sorted[static_cast<std::size_t>(rank)] * 1.6));  // bars stay low, below the area
    d->paint_bands(p, area);
    paint_answer_lane(p, d->lane(), d->x(), d->full().second, d->answer);
    d->paint_axes(p, area, most_entropy, most_latency);
    d->paint_kept_series(p, area, most_entropy, most_latency);
    d->paint_marks(p, area, most_entropy);
}

}  // namespace reasonscope::ui
