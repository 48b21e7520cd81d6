#include "ui/views/step_bars.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/geometry/scale.h"
#include "ui/theme/theme.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr double kLeft = 52, kRight = 16, kTop = 32, kBottom = 28, kBandHeight = 6;

}  // namespace

StepBars::StepBars(Selection& selection, QWidget* parent) : QWidget(parent), selection_(selection) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&selection_, &Selection::step_changed, this, qOverload<>(&QWidget::update));
    connect(&selection_, &Selection::locked_step_changed, this, qOverload<>(&QWidget::update));
}

void StepBars::set_bars(std::vector<float> values, std::vector<StepBand> steps) {
    values_ = std::move(values);
    steps_ = std::move(steps);
    least_ = most_ = 0;
    for (const float value : values_) {
        if (std::isnan(value)) continue;
        least_ = std::min(least_, static_cast<double>(value));
        most_ = std::max(most_, static_cast<double>(value));
    }
    if (most_ - least_ <= 0) most_ = 1;
    update();
}

void StepBars::keep_right_free(int pixels) {
    right_free_ = pixels;
    update();
}

QRectF StepBars::plot() const { return {kLeft, kTop, std::max(1.0, width() - kLeft - kRight), std::max(1.0, height() - kTop - kBottom)}; }

QRectF StepBars::bar_rect(int step) const {
    if (step < 0 || step >= static_cast<int>(values_.size())) return {};
    const QRectF area = plot();
    const double each = area.width() / static_cast<double>(values_.size());
    return {area.x() + each * step, area.y(), each, area.height()};
}

int StepBars::step_at(double x) const {
    const QRectF area = plot();
    if (values_.empty() || x < area.x() || x >= area.right()) return -1;
    return std::min(static_cast<int>((x - area.x()) / area.width() * static_cast<double>(values_.size())), static_cast<int>(values_.size()) - 1);
}

QString StepBars::readout(int step) const {
    if (step < 0 || step >= static_cast<int>(values_.size())) return {};
    const auto i = static_cast<std::size_t>(step);
    QString text = step_number(StepId(step));
    if (i < steps_.size()) text += QLatin1Char(' ') + theme::step_class_label(steps_[i].step_class);
    return text + QStringLiteral("  ·  ") + (std::isnan(values_[i]) ? tr("no value") : QString::number(values_[i], 'f', 3));
}

void StepBars::paintEvent(QPaintEvent* /*event*/) {
    const Theme& t = theme::current();
    QPainter p(this);
    p.fillRect(rect(), t.surface);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plot();
    const Scale y{least_, most_, area.bottom(), area.y()};
    p.setFont(theme::font(TextRole::Caption));
    Ticks ticks = nice_ticks(least_, most_, area.height() > 90 ? 4 : 3);
    if (ticks.values.size() < 2) ticks = {{least_, 0, most_}, 2};  // a low plot: its ends say more than one round number
    for (const double value : ticks.values) {
        p.fillRect(QRectF(area.x(), std::round(y.map(value)), area.width(), 1), value == 0 ? t.border_strong : t.grid);
        const bool crowded = value == 0 && std::min(area.bottom() - y.map(0), y.map(0) - area.y()) < 14 && ticks.values.size() == 3 && ticks.values.front() != ticks.values[1];
        if (crowded) continue;
        p.setPen(t.text_secondary);
        p.drawText(QRectF(0, y.map(value) - 8, area.x() - 7, 16), Qt::AlignRight | Qt::AlignVCenter, QString::number(value, 'f', ticks.decimals));
    }
    const auto locked = selection_.locked_step(), hovered = selection_.hovered_step();
    for (int step = 0; step < static_cast<int>(values_.size()); ++step) {
        const QRectF column = bar_rect(step);
        const bool is_locked = locked && locked->value == step;
        if (is_locked || (hovered && hovered->value == step)) p.fillRect(column, is_locked ? t.selected : t.hover);
        const auto i = static_cast<std::size_t>(step);
        const double gap = column.width() > 4 ? std::min(2.0, column.width() * 0.2) : 0;
        p.setPen(Qt::NoPen);
        if (i < steps_.size()) {
            p.setBrush(theme::step_class_color(steps_[i].step_class));
            p.drawRect(QRectF(column.x() + gap / 2, area.bottom() + 3, std::max(0.8, column.width() - gap), kBandHeight));
        }
        if (std::isnan(values_[i])) continue;
        const double zero = y.map(0), value = y.map(values_[i]);
        p.setBrush(values_[i] < 0 ? t.danger : t.accent);
        p.drawRect(QRectF(column.x() + gap / 2, std::min(zero, value), std::max(0.8, column.width() - gap), std::abs(value - zero)));
    }
    p.setPen(t.text_faint);
    const QFontMetricsF metrics(p.font());
    const int most = std::max(2, static_cast<int>(area.width() / (metrics.horizontalAdvance(QStringLiteral("#00000")) + 26)));
    for (const double step : nice_ticks(0, static_cast<double>(values_.size()), most, true).values) {
        const QRectF column = bar_rect(static_cast<int>(step));
        if (column.isEmpty()) continue;
        p.drawText(QRectF(column.center().x() - 40, area.bottom() + kBandHeight + 4, 80, kBottom - kBandHeight - 5), Qt::AlignCenter, step_number(StepId(static_cast<int>(step))));
    }
    if (const auto shown = hovered ? hovered : locked) {
        p.setPen(t.text);
        p.drawText(QRectF(area.x(), 0, std::max(1.0, area.width() - right_free_), kTop), Qt::AlignLeft | Qt::AlignVCenter, readout(shown->value));
    }
    if (hasFocus()) {
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(t.accent, 1));
        p.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void StepBars::mouseMoveEvent(QMouseEvent* event) {
    const int step = step_at(event->position().x());
    selection_.hover(step < 0 ? std::nullopt : std::optional(StepId(step)), std::nullopt);
}

void StepBars::mousePressEvent(QMouseEvent* event) {
    const int step = step_at(event->position().x());
    if (event->button() != Qt::LeftButton || step < 0) return QWidget::mousePressEvent(event);
    selection_.lock(StepId(step));
}

void StepBars::leaveEvent(QEvent* event) {
    selection_.hover(std::nullopt, std::nullopt);
    QWidget::leaveEvent(event);
}

void StepBars::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (by == 0 || values_.empty()) return QWidget::keyPressEvent(event);
    const int now = selection_.locked_step() ? selection_.locked_step()->value : by > 0 ? -1 : static_cast<int>(values_.size());
    selection_.lock(StepId(std::clamp(now + by, 0, static_cast<int>(values_.size()) - 1)));
}

}  // namespace reasonscope::ui
