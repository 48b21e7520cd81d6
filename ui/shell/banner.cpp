#include "ui/shell/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <utility>

#include "ui/panels/common/icon.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

Banner::Banner(QWidget* parent)
    : QFrame(parent), mark_(new QLabel(this)), text_(new QLabel(this)), offers_(new QHBoxLayout), timer_(new QTimer(this)) {
    setObjectName(QStringLiteral("banner"));
    setAccessibleName(tr("Message"));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = icon_button(QStringLiteral("close"), tr("Close the message"), tr("Close"), this);
    offers_->setSpacing(space::s);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::m, space::s, space::s, space::s);
    row->setSpacing(space::s);
    row->addWidget(mark_);
    row->addWidget(text_, 1);
    row->addLayout(offers_);
    row->addWidget(close);
    timer_->setSingleShot(true);
    connect(timer_, &QTimer::timeout, this, &Banner::dismiss);
    connect(close, &QToolButton::clicked, this, &Banner::dismiss);
    hide();
}

void Banner::show_message(Tone tone, const QString& sentence, std::vector<Offer> offers, int seconds, std::function<void()> gone) {
    dismiss();
    tone_ = tone;
    text_->setText(sentence);
    setAccessibleDescription(sentence);
    gone_ = std::move(gone);
    while (QLayoutItem* old = offers_->takeAt(0)) {
        old->widget()->deleteLater();
        delete old;
    }
    for (Offer& offer : offers) {
        auto* button = new QPushButton(offer.label, this);
        button->setAccessibleName(offer.label);
        connect(button, &QPushButton::clicked, this, [this, act = std::move(offer.act)] {
            gone_ = nullptr;
            dismiss();
            act();
        });
        offers_->addWidget(button);
    }
    paint_tone();
    show();
    if (seconds > 0) timer_->start(seconds * 1000);
}

void Banner::dismiss() {
    timer_->stop();
    hide();
    if (const auto gone = std::exchange(gone_, nullptr)) gone();
}

QString Banner::sentence() const { return isHidden() ? QString() : text_->text(); }

void Banner::paint_tone() {
    const Theme& t = theme::current();
    const QColor tone = tone_ == Tone::Error ? t.danger : tone_ == Tone::Warning ? t.warning : t.accent;
    const QString name = tone_ == Tone::Info ? QStringLiteral("info") : QStringLiteral("warning");
    mark_->setPixmap(icon(name, tone).pixmap(16, 16));
    setStyleSheet(QStringLiteral("#banner { background: %1; border: none; border-left: 3px solid %2; border-bottom: 1px solid %3; }")
                      .arg(t.raised.name(), tone.name(), t.border.name()));
}

void Banner::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible()) paint_tone();
}

}  // namespace reasonscope::ui
