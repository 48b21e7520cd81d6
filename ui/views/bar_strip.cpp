#include "ui/views/bar_strip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/geometry/heat_grid.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

BarStrip::BarStrip(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BarStrip::set_bars(std::vector<Bar> bars) {
    bars_ = std::move(bars);
    const int count = static_cast<int>(bars_.size());
    std::erase_if(marked_, [count](int index) { return index >= count; });
    if (current_ >= count) current_ = -1;
    setAccessibleDescription(current_ >= 0 ? bars_[static_cast<std::size_t>(current_)].tip : QString());
    update();
}

void BarStrip::set_marked(std::vector<int> marked) {
    marked_ = std::move(marked);
    update();
}

void BarStrip::set_current(int index) {
    current_ = index >= 0 && index < static_cast<int>(bars_.size()) ? index : -1;
    setAccessibleDescription(current_ >= 0 ? bars_[static_cast<std::size_t>(current_)].tip : QString());
    update();
}

QRectF BarStrip::plot() const {
    const double text = QFontMetricsF(theme::font(TextRole::Caption)).height();
    return QRectF(rect()).adjusted(3, 4, -3, -text - 4);
}

QRectF BarStrip::bar_rect(int index) const {
    const QRectF area = plot();
    const double width = area.width() / std::max<double>(1, static_cast<double>(bars_.size()));
    return {area.x() + index * width, area.y(), width, area.height()};
}

int BarStrip::bar_at(QPointF position) const {
    const QRectF area = plot();
    if (bars_.empty() || position.x() < area.x() || position.x() >= area.right()) return -1;
    return std::min(static_cast<int>((position.x() - area.x()) / area.width() * static_cast<double>(bars_.size())), static_cast<int>(bars_.size()) - 1);
}

void BarStrip::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const Theme& t = theme::current();
    const QRectF area = plot();
    double most = 0;
    for (const Bar& bar : bars_) most = std::max({most, bar.value, bar.control.value_or(0)});
    if (most <= 0) most = 1;
    p.setFont(theme::font(TextRole::Caption));
    const QFontMetricsF metrics(p.font());
    double widest = 0;
    for (const Bar& bar : bars_) widest = std::max(widest, metrics.horizontalAdvance(bar.label));
    const int stride = label_stride(std::max(0.01, area.width() / std::max<double>(1, static_cast<double>(bars_.size()))), widest + 6);
    const auto height = [&](double value) { return area.height() * std::clamp(value / most, 0.0, 1.0); };
    for (int i = 0; i < static_cast<int>(bars_.size()); ++i) {
        const Bar& bar = bars_[static_cast<std::size_t>(i)];
        const QRectF column = bar_rect(i);
        const double gap = column.width() > 6 ? std::min(3.0, column.width() * 0.15) : 0;
        const bool out = std::ranges::find(marked_, i) != marked_.end();
        const QColor color = bar.step_class >= 0 ? theme::step_class_color(bar.step_class) : t.accent;
        const QRectF body(column.x() + gap, area.bottom() - height(bar.value), std::max(1.0, column.width() - 2 * gap), height(bar.value));
        p.fillRect(body, color);
        if (out) {
            p.fillRect(QRectF(body.x(), area.y(), body.width(), area.height()), QBrush(t.danger, Qt::BDiagPattern));
            p.setPen(QPen(t.danger, 1.5));
            p.setBrush(Qt::NoBrush);
            p.drawRect(QRectF(body.x(), area.y(), body.width(), area.height()));
        }
        if (bar.control) {
            const double y = area.bottom() - height(*bar.control);
            p.setPen(QPen(t.text, 1.5));
            p.drawLine(QPointF(column.x(), y), QPointF(column.right(), y));
        }
        if (i == current_) {
            p.setPen(QPen(hasFocus() ? t.accent : t.border_strong, 1.5));
            p.setBrush(Qt::NoBrush);
            p.drawRoundedRect(column.adjusted(0.5, -1, -0.5, 1), 2, 2);
        }
        if (i % stride == 0) {
            p.setPen(i == current_ ? t.text : t.text_secondary);
            p.drawText(QRectF(column.center().x() - widest, area.bottom() + 2, 2 * widest, metrics.height()), Qt::AlignHCenter | Qt::AlignTop, bar.label);
        }
    }
    p.setPen(QPen(t.border_strong, 1));
    p.drawLine(area.bottomLeft(), area.bottomRight());
}

void BarStrip::choose(int index) {
    if (index < 0 || index == current_) return;
    set_current(index);
    emit current_changed(index);
}

void BarStrip::mousePressEvent(QMouseEvent* event) {
    const int index = bar_at(event->position());
    if (index < 0 || event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    choose(index);
    emit mark_toggled(index, event->modifiers().testFlag(Qt::ShiftModifier));
}

void BarStrip::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const int index = bar_at(event->position()); index >= 0) emit activated(index);
}

void BarStrip::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(bars_.size()) - 1;
    switch (event->key()) {
        case Qt::Key_Left: return choose(std::max(0, current_ - 1));
        case Qt::Key_Right: return choose(std::min(last, current_ + 1));
        case Qt::Key_Home: return choose(0);
        case Qt::Key_End: return choose(last);
        case Qt::Key_Space:
            if (current_ >= 0) emit mark_toggled(current_, true);
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (current_ >= 0) emit activated(current_);
            return;
        default: QWidget::keyPressEvent(event);
    }
}

bool BarStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = bar_at(help->pos());
        if (index >= 0) QToolTip::showText(help->globalPos(), bars_[static_cast<std::size_t>(index)].tip, this);
        else QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace reasonscope::ui
