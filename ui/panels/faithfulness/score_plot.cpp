#include "ui/panels/faithfulness/score_plot.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>

#include "ui/panels/faithfulness/score_names.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kDot = 4;  // radius

}  // namespace

ScorePlot::ScorePlot(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Top-1 of every method with its 95 % interval, and the baselines as lines"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ScorePlot::set_result(const std::optional<FaithfulnessResult>& result) {
    result_ = result;
    updateGeometry();
    update();
}

int ScorePlot::row_height() const { return QFontMetrics(theme::font(TextRole::Caption)).height() + space::xs; }

QSize ScorePlot::sizeHint() const {
    const auto methods = result_ ? static_cast<int>(result_->methods.size()) : 0, lines = result_ ? static_cast<int>(result_->baselines.size()) : 0;
    return {420, result_ ? (methods + lines + 1) * row_height() + 2 * space::s : 0};
}

QSize ScorePlot::minimumSizeHint() const { return {280, sizeHint().height()}; }

void ScorePlot::paintEvent(QPaintEvent*) {
    if (!result_) return;
    const Theme& now = theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(TextRole::Caption));
    const QFontMetrics metrics(painter.font());
    int names = 0;
    for (const NamedScore& one : result_->methods) names = std::max(names, metrics.horizontalAdvance(score_name(one)));
    const int left = names + space::m, right = width() - metrics.horizontalAdvance(QStringLiteral("100 %")) / 2 - space::s, row = row_height();
    const auto x = [&](double share) { return left + (right - left) * std::clamp(share, 0.0, 1.0); };
    const int methods = static_cast<int>(result_->methods.size()), bottom = space::s + methods * row;

    for (int tenth = 0; tenth <= 10; tenth += 2) {
        painter.setPen(QPen(now.grid, 1));
        painter.drawLine(QPointF(x(tenth / 10.0), space::s), QPointF(x(tenth / 10.0), bottom));
        painter.setPen(now.text_secondary);
        painter.drawText(QRectF(x(tenth / 10.0) - 40, bottom, 80, row), Qt::AlignCenter, tr("%1 %").arg(tenth * 10));
    }
    // Each baseline is a line; its name stands in a row of its own below the axis, beside its line.
    for (std::size_t i = 0; i < result_->baselines.size(); ++i) {
        const NamedScore& one = result_->baselines[i];
        const double at = x(one.score.top1), y = bottom + (static_cast<int>(i) + 1) * row;
        painter.setPen(QPen(now.border_strong, 1, Qt::DashLine));
        painter.drawLine(QPointF(at, space::s), QPointF(at, y + row / 2.0));
        const QString name = score_name(one);
        const int wide = metrics.horizontalAdvance(name);
        const bool before = at + space::s + wide > width();
        painter.fillRect(QRectF(before ? at - space::xs - wide - 4 : at + 2, y, wide + 8, row), palette().color(backgroundRole()));
        painter.setPen(now.text_secondary);
        painter.drawText(QRectF(before ? at - space::xs - wide : at + space::xs, y, wide + 2, row), Qt::AlignVCenter | Qt::AlignLeft, name);
    }
    for (int i = 0; i < methods; ++i) {
        const NamedScore& one = result_->methods[static_cast<std::size_t>(i)];
        const double y = space::s + (i + 0.5) * row;
        const bool is_default = one.name == result_->default_fast || one.name == result_->default_tested;
        painter.setPen(is_default ? now.text : now.text_secondary);
        painter.drawText(QRectF(0, y - row / 2.0, names, row), Qt::AlignVCenter | Qt::AlignRight, score_name(one));
        const QColor color = one.grade == "tested" ? now.edge_tested : now.accent;
        painter.setPen(QPen(color, 2));
        painter.drawLine(QPointF(x(one.score.top1_range.low), y), QPointF(x(one.score.top1_range.high), y));
        painter.setBrush(is_default ? color : palette().color(backgroundRole()));
        painter.drawEllipse(QPointF(x(one.score.top1), y), kDot, kDot);
    }
}

void ScorePlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) updateGeometry();
}

}  // namespace reasonscope::ui
