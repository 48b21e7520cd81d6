#include "ui/views/pair_lines.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/geometry/scale.h"
#include "ui/theme/color_map.h"
#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr double kSide = 0.14;  // how far from the end of the diverging map: the very end is too strong for a line
constexpr double kFill = 0.16;

std::optional<std::size_t> index_of(const LineSide& side, int position) {
    const int i = position - side.first;
    return i >= 0 && i < static_cast<int>(side.values.size()) ? std::optional(static_cast<std::size_t>(i)) : std::nullopt;
}

}  // namespace

QColor compare_color(CompareHand side) { return map_color(ColorMap::Diverging, side == CompareHand::A ? kSide : 1 - kSide); }

PairLines::PairLines(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
}

void PairLines::set_data(PairLinesData data) {
    data_ = std::move(data);
    current_.reset();
    setAccessibleDescription({});
    update();
}

int PairLines::begin() const {
    if (data_.a.values.empty() || data_.b.values.empty()) return data_.a.values.empty() ? data_.b.first : data_.a.first;
    return std::min(data_.a.first, data_.b.first);
}

int PairLines::end() const {
    return std::max(data_.a.first + static_cast<int>(data_.a.values.size()), data_.b.first + static_cast<int>(data_.b.values.size()));
}

double PairLines::highest() const {
    double most = 0.1;
    for (const LineSide* side : {&data_.a, &data_.b})
        for (const float v : side->values)
            if (std::isfinite(v)) most = std::max(most, static_cast<double>(v));
    return nice_ceiling(most);
}

QRectF PairLines::plot() const {
    const QFontMetricsF metrics(theme::font(TextRole::Caption));
    const double left = metrics.horizontalAdvance(QStringLiteral("0.00")) + metrics.height() + space::s;
    return QRectF(rect()).adjusted(left, metrics.height() + space::xs, -space::m, -(2 * metrics.height() + space::s));
}

double PairLines::x_of(int position) const {
    const QRectF area = plot();
    return Scale{static_cast<double>(begin()), static_cast<double>(std::max(begin() + 1, end())), area.left(), area.right()}.map(position + 0.5);
}

QString PairLines::readout(int position) const {
    const auto line = [&](const LineSide& side, const QString& name) {
        const auto i = index_of(side, position);
        if (!i) return tr("%1: no token %2").arg(name).arg(position);
        const QString word = *i < side.words.size() ? visible_token(side.words[*i]) : QString();
        const QString value = std::isnan(side.values[*i]) ? tr("not traced") : QStringLiteral("%1 %2").arg(static_cast<double>(side.values[*i]), 0, 'f', 2).arg(data_.unit);
        return tr("%1, token %2 “%3”: %4").arg(name).arg(position).arg(word, value);
    };
    if (!data_.fork || position < *data_.fork) return line(data_.a, tr("Both"));
    return line(data_.a, data_.a.name) + QLatin1Char('\n') + line(data_.b, data_.b.name);
}

void PairLines::draw_axes(QPainter& p, const QRectF& area, double top) const {
    const Theme& t = theme::current();
    const QFontMetricsF metrics(p.font());
    const Ticks up = nice_ticks(0, top, std::clamp(static_cast<int>(area.height() / 36), 1, 4));
    for (const double value : up.values) {
        const double y = area.bottom() - value / top * area.height();
        p.setPen(QPen(t.grid, 1));
        p.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        p.setPen(t.text_secondary);
        p.drawText(QRectF(0, y - metrics.height() / 2, area.left() - 5, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, QString::number(value, 'f', up.decimals));
    }
    const Ticks along = nice_ticks(begin(), end(), std::max(2, static_cast<int>(area.width() / 90)), true);
    for (const double value : along.values) {
        const double x = x_of(static_cast<int>(value));
        p.setPen(QPen(t.border_strong, 1));
        p.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3));
        p.setPen(t.text_secondary);
        p.drawText(QRectF(x - 40, area.bottom() + 4, 80, metrics.height()), Qt::AlignHCenter | Qt::AlignTop, QString::number(value, 'f', 0));
    }
    p.setPen(QPen(t.border_strong, 1));
    p.drawLine(area.bottomLeft(), area.bottomRight());
    p.setPen(t.text_secondary);
    p.drawText(QRectF(area.left(), area.bottom() + 4 + metrics.height(), area.width(), metrics.height()), Qt::AlignHCenter, tr("Token"));
    p.save();
    p.translate(0, area.center().y());
    p.rotate(-90);
    p.drawText(QRectF(-area.height() / 2 - 20, 0, area.height() + 40, metrics.height()), Qt::AlignHCenter, tr("%1, %2").arg(data_.value_name, data_.unit));
    p.restore();
}

/// Long series are thinned to the highest value of each pixel, so that no peak is lost.
void PairLines::draw_side(QPainter& p, const QRectF& area, double top, const LineSide& side, int from, int to, const QColor& color) const {
    const int first = std::max(from, side.first), last = std::min(to, side.first + static_cast<int>(side.values.size()));
    if (first >= last) return;
    const double left = x_of(first), right = x_of(last - 1);
    const int columns = std::max(1, static_cast<int>(right - left));
    const std::vector<float> values = bin_maxima(side.values, first - side.first, last - side.first, columns);
    QPainterPath line, fill;
    bool open = false;
    double x = left;
    const auto close = [&] {
        if (!open) return;
        fill.lineTo(x, area.bottom());
        fill.closeSubpath();
        open = false;
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            close();
            continue;
        }
        const double at = values.size() > 1 ? left + (right - left) * static_cast<double>(i) / static_cast<double>(values.size() - 1) : left;
        const double y = area.bottom() - std::clamp(static_cast<double>(values[i]) / top, 0.0, 1.0) * area.height();
        if (!open) {
            line.moveTo(at, y);
            fill.moveTo(at, area.bottom());
        }
        open = true;
        x = at;
        line.lineTo(at, y);
        fill.lineTo(at, y);
    }
    close();
    QColor soft = color;
    soft.setAlphaF(static_cast<float>(kFill));
    p.fillPath(fill, soft);
    p.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p.setBrush(Qt::NoBrush);
    p.drawPath(line);
}

void PairLines::draw_fork(QPainter& p, const QRectF& area) const {
    if (!data_.fork) return;
    const Theme& t = theme::current();
    const double x = x_of(*data_.fork) - (x_of(1) - x_of(0)) / 2;
    p.setPen(QPen(t.text_secondary, 1, Qt::DashLine));
    p.drawLine(QPointF(x, area.top() - 2), QPointF(x, area.bottom()));
    const QFontMetricsF metrics(p.font());
    const auto word = [&](const LineSide& side) {
        const auto i = index_of(side, *data_.fork);
        return i && *i < side.words.size() ? QStringLiteral("“%1”").arg(visible_token(side.words[*i])) : tr("the end");
    };
    const QString said = tr("they part: %1 or %2").arg(word(data_.a), word(data_.b));
    const double width = metrics.horizontalAdvance(said);
    const double at = std::clamp(x - width / 2, area.left(), std::max(area.left(), area.right() - width));
    p.setPen(t.text_secondary);
    p.drawText(QRectF(at, area.top() - metrics.height() - 3, width + 1, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, said);
}

void PairLines::draw_cursor(QPainter& p, const QRectF& area, double top) const {
    if (!current_) return;
    const Theme& t = theme::current();
    const double x = x_of(*current_);
    p.setPen(QPen(hasFocus() ? t.accent : t.border_strong, 1));
    p.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const auto dot = [&](const LineSide& side, const QColor& color) {
        const auto i = index_of(side, *current_);
        if (!i || std::isnan(side.values[*i])) return;
        p.setPen(QPen(t.surface, 1.5));
        p.setBrush(color);
        p.drawEllipse(QPointF(x, area.bottom() - static_cast<double>(side.values[*i]) / top * area.height()), 4, 4);
    };
    const bool shared = !data_.fork || *current_ < *data_.fork;
    dot(data_.a, shared ? t.text_secondary : compare_color(CompareHand::A));
    if (!shared) dot(data_.b, compare_color(CompareHand::B));
}

void PairLines::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const Theme& t = theme::current();
    p.fillRect(rect(), t.surface);
    p.setFont(theme::font(TextRole::Caption));
    p.setRenderHint(QPainter::Antialiasing);
    if (begin() >= end()) {
        p.setPen(t.text_secondary);
        p.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Nothing was traced."));
        return;
    }
    const QRectF area = plot();
    const double top = highest();
    draw_axes(p, area, top);
    const int fork = data_.fork.value_or(end());
    draw_side(p, area, top, data_.a, begin(), fork, t.text_faint);
    draw_side(p, area, top, data_.b, std::max(begin(), fork - 1), end(), compare_color(CompareHand::B));
    draw_side(p, area, top, data_.a, std::max(begin(), fork - 1), end(), compare_color(CompareHand::A));
    draw_fork(p, area);
    draw_cursor(p, area, top);
}

void PairLines::move_to(std::optional<int> position) {
    if (position == current_) return;
    current_ = position;
    setAccessibleDescription(position ? readout(*position) : QString());
    setToolTip(position ? readout(*position) : QString());
    update();
}

void PairLines::mouseMoveEvent(QMouseEvent* event) {
    const QRectF area = plot();
    if (begin() >= end() || !area.adjusted(-4, -4, 4, 4).contains(event->position())) return move_to({});
    const double at = Scale{area.left(), area.right(), static_cast<double>(begin()), static_cast<double>(end())}.map(event->position().x());
    move_to(std::clamp(static_cast<int>(std::floor(at)), begin(), end() - 1));
}

void PairLines::mousePressEvent(QMouseEvent* event) {
    mouseMoveEvent(event);
    if (event->button() == Qt::LeftButton && current_) emit chosen(*current_);
}

void PairLines::leaveEvent(QEvent*) {
    if (!hasFocus()) move_to({});
}

void PairLines::keyPressEvent(QKeyEvent* event) {
    if (begin() >= end()) return QWidget::keyPressEvent(event);
    const int at = current_.value_or(data_.fork.value_or(begin()));
    switch (event->key()) {
        case Qt::Key_Left: return move_to(std::max(begin(), current_ ? at - 1 : at));
        case Qt::Key_Right: return move_to(std::min(end() - 1, current_ ? at + 1 : at));
        case Qt::Key_Home: return move_to(begin());
        case Qt::Key_End: return move_to(end() - 1);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (current_) emit chosen(*current_);
            return;
        default: return QWidget::keyPressEvent(event);
    }
}

}  // namespace reasonscope::ui
