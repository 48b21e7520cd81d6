#include "ui/views/tint_bar.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <array>

#include "ui/theme/color_map.h"

namespace reasonscope::ui {
namespace {

struct Words {
    QString button, low, high;
};

Words words_of(TokenTint tint) {
    switch (tint) {
        case TokenTint::Entropy: return {QObject::tr("Tint: entropy"), QObject::tr("certain"), QObject::tr("uncertain")};
        case TokenTint::Probability: return {QObject::tr("Tint: probability"), QObject::tr("likely"), QObject::tr("unlikely")};
        case TokenTint::StepClass: return {QObject::tr("Tint: step class"), {}, {}};
        case TokenTint::None: return {QObject::tr("Tint: none"), {}, {}};
    }
    return {};
}

}  // namespace

TintBar::TintBar(QWidget* parent) : QWidget(parent), button_(new QToolButton(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    button_->setToolTip(tr("Change what the colour behind the words means (T)"));
    button_->setAccessibleName(tr("Token tint"));
    button_->setFocusPolicy(Qt::TabFocus);
    row->addWidget(button_);
    row->addStretch(1);
    connect(button_, &QToolButton::clicked, this, &TintBar::clicked);
    show_tint(tint_);
}

void TintBar::show_tint(TokenTint tint) {
    tint_ = tint;
    button_->setText(words_of(tint).button);
    update();
}

void TintBar::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme::current();
    p.fillRect(rect(), t.surface);
    p.fillRect(QRectF(0, height() - 1, width(), 1), t.border);
    const Words words = words_of(tint_);
    if (words.low.isEmpty()) return;
    p.setFont(theme::font(TextRole::Caption));
    p.setPen(t.text_secondary);
    const QFontMetricsF metrics(p.font());
    constexpr double kRamp = 64;
    double x = width() - 18 - metrics.horizontalAdvance(words.high);
    const double left = x - 6 - kRamp - 6 - metrics.horizontalAdvance(words.low);
    if (left < button_->geometry().right() + 10) return;  // too narrow: the button alone says it
    p.drawText(QRectF(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, words.high);
    x -= 6 + kRamp;
    p.setPen(Qt::NoPen);
    for (int i = 0; i < 16; ++i) {
        p.setBrush(map_color(ColorMap::Uncertainty, i / 15.0));
        p.drawRect(QRectF(x + i * kRamp / 16, height() / 2.0 - 5, kRamp / 16, 10));
    }
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(t.border, 1));
    p.drawRect(QRectF(x, height() / 2.0 - 5, kRamp, 10));
    p.setPen(t.text_secondary);
    p.drawText(QRectF(left, 0, x - left, height()), Qt::AlignLeft | Qt::AlignVCenter, words.low);
}

}  // namespace reasonscope::ui
