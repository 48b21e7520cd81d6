#include "ui/shell/tour/tour.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kBubbleWidth = 320, kMargin = 6;

}  // namespace

Tour::Tour(std::vector<TourStop> stops, QWidget* parent)
    : QWidget(parent),
      stops_(std::move(stops)),
      bubble_(new QFrame(this)),
      count_(caption({}, bubble_)),
      title_(new QLabel(bubble_)),
      words_(new QLabel(bubble_)),
      back_(new QPushButton(tr("Back"), bubble_)),
      next_(new QPushButton(bubble_)) {
    setObjectName(QStringLiteral("tour"));
    setAccessibleName(tr("Guided tour"));
    setFocusPolicy(Qt::StrongFocus);
    bubble_->setObjectName(QStringLiteral("bubble"));
    const Theme& t = theme::current();
    bubble_->setStyleSheet(QStringLiteral("#bubble { background: %1; border: 1px solid %2; border-radius: 10px; }").arg(t.raised.name(), t.border_strong.name()));
    title_->setFont(theme::font(TextRole::Title));
    words_->setWordWrap(true);
    next_->setProperty("primary", true);
    auto* close = new QPushButton(tr("End the tour"), bubble_);
    close->setProperty("link", true);
    for (QPushButton* button : {back_, next_, close}) {
        button->setAccessibleName(button->text());
        button->installEventFilter(this);
    }
    auto* row = new QHBoxLayout;
    row->addWidget(close);
    row->addStretch();
    row->addWidget(back_);
    row->addWidget(next_);
    auto* column = new QVBoxLayout(bubble_);
    column->setContentsMargins(space::l, space::m, space::l, space::m);
    column->setSpacing(space::s);
    column->addWidget(count_);
    column->addWidget(title_);
    column->addWidget(words_);
    column->addLayout(row);
    bubble_->setFixedWidth(kBubbleWidth);
    connect(back_, &QPushButton::clicked, this, [this] { show_stop(stop_ - 1); });
    connect(next_, &QPushButton::clicked, this, [this] { show_stop(stop_ + 1); });
    connect(close, &QPushButton::clicked, this, &Tour::finish);
    parent->installEventFilter(this);
    hide();
}

void Tour::start() {
    std::erase_if(stops_, [](const TourStop& stop) { return !stop.at || !stop.at->isVisible(); });
    if (stops_.empty()) return finish();
    setGeometry(parentWidget()->rect());
    show();
    raise();
    show_stop(0);
}

void Tour::show_stop(int stop) {
    if (stop >= static_cast<int>(stops_.size())) return finish();
    stop_ = std::max(0, stop);
    const TourStop& now = stops_[static_cast<std::size_t>(stop_)];
    const bool last = stop_ + 1 == static_cast<int>(stops_.size());
    count_->setText(tr("%1 of %2").arg(stop_ + 1).arg(stops_.size()));
    title_->setText(now.title);
    words_->setText(now.words);
    setAccessibleDescription(now.title + QStringLiteral(". ") + now.words);
    back_->setEnabled(stop_ > 0);
    next_->setText(last ? tr("Done") : tr("Next"));
    next_->setAccessibleName(next_->text());
    next_->setFocus();
    place();
    update();
}

QRect Tour::spot() const {
    const TourStop& now = stops_[static_cast<std::size_t>(stop_)];
    if (!now.at || !now.at->isVisible()) return {};
    const QPoint corner = now.at->mapTo(parentWidget(), QPoint(0, 0)) - pos();
    return QRect(corner, now.at->size()).adjusted(-kMargin, -kMargin, kMargin, kMargin) & rect();
}

/// Beside the spot where there is room: right, left, below, above; else in its middle.
void Tour::place() {
    const int height = bubble_->heightForWidth(kBubbleWidth) > 0 ? bubble_->heightForWidth(kBubbleWidth) : bubble_->sizeHint().height();
    bubble_->resize(kBubbleWidth, height);
    const QRect bright = spot();
    const QSize size = bubble_->size();
    const int gap = space::m;
    QPoint at(bright.center().x() - size.width() / 2, bright.center().y() - size.height() / 2);
    if (width() - bright.right() > size.width() + 2 * gap) at = {bright.right() + gap, bright.center().y() - size.height() / 2};
    else if (bright.left() > size.width() + 2 * gap) at = {bright.left() - gap - size.width(), bright.center().y() - size.height() / 2};
    else if (this->height() - bright.bottom() > size.height() + 2 * gap) at.setY(bright.bottom() + gap);
    else if (bright.top() > size.height() + 2 * gap) at.setY(bright.top() - gap - size.height());
    at.setX(std::clamp(at.x(), gap, std::max(gap, width() - size.width() - gap)));
    at.setY(std::clamp(at.y(), gap, std::max(gap, this->height() - size.height() - gap)));
    bubble_->move(at);
}

void Tour::finish() {
    hide();
    emit ended();
    deleteLater();
}

void Tour::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath dim, bright;
    dim.addRect(rect());
    bright.addRoundedRect(spot(), space::card_radius, space::card_radius);
    painter.fillPath(dim.subtracted(bright), QColor(8, 11, 20, 150));
    painter.setPen(QPen(theme::current().accent, 2));
    painter.drawPath(bright);
}

void Tour::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Escape: return finish();
        case Qt::Key_Right:
        case Qt::Key_Return:
        case Qt::Key_Enter: return show_stop(stop_ + 1);
        case Qt::Key_Left: return show_stop(stop_ - 1);
        default: event->accept();  // nothing below is meant
    }
}

void Tour::mousePressEvent(QMouseEvent* event) { event->accept(); }

bool Tour::event(QEvent* event) {
    // Esc and the arrows would otherwise be taken by the window's shortcuts; the buttons pass them up to here.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        setGeometry(parentWidget()->rect());
        place();
    }
    if (watched == parentWidget() || event->type() != QEvent::KeyPress) return false;
    // The arrows would walk between the buttons.
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool arrow = key == Qt::Key_Left || key == Qt::Key_Right;
    if (arrow) keyPressEvent(static_cast<QKeyEvent*>(event));
    return arrow;
}

}  // namespace reasonscope::ui
