#include "ui/panels/inspector/interval_bar.h"

#include <QPainter>
#include <algorithm>

#include "ui/theme/theme.h"

namespace reasonscope::ui {

IntervalBar::IntervalBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Importance with its interval"));
}

void IntervalBar::set_value(double value, double low, double high) {
    value_ = value;
    low_ = low;
    high_ = high;
    update();
}

QSize IntervalBar::sizeHint() const { return {120, 18}; }

void IntervalBar::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme::current();
    const double left = 6, width = std::max(1.0, this->width() - 12.0), middle = height() / 2.0;
    const auto x = [&](double value) { return left + (std::clamp(value, -1.0, 1.0) + 1) / 2 * width; };
    p.setPen(Qt::NoPen);
    p.setBrush(t.border);
    p.drawRoundedRect(QRectF(left, middle - 1.5, width, 3), 1.5, 1.5);
    QColor band = value_ < 0 ? t.warning : t.accent;
    p.setBrush(band);
    p.drawEllipse(QPointF(x(value_), middle), 4.5, 4.5);
    band.setAlphaF(0.35F);
    p.setBrush(band);
    p.drawRoundedRect(QRectF(x(low_), middle - 4, std::max(2.0, x(high_) - x(low_)), 8), 4, 4);
    p.fillRect(QRectF(x(0) - 0.5, middle - 8, 1, 16), t.text_faint);
}

}  // namespace reasonscope::ui
