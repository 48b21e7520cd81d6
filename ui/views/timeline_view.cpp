#include "ui/views/timeline_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>
#include <limits>

#include "ui/views/paint_turns.h"
#include "ui/views/timeline_view_impl.h"

namespace reasonscope::ui {

TimelineView::TimelineView(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Timeline of entropy and time per token"));
    impl_->later.setSingleShot(true);
    connect(&impl_->later, &QTimer::timeout, this, [this] {
        impl_->since.start();
        paint_in_turn(*this);
    });
    attach(nullptr);
}

TimelineView::~TimelineView() {
    if (impl_->selection) disconnect(impl_->selection, nullptr, this, nullptr);
}

void TimelineView::attach(Selection* selection) {
    Impl* d = impl_.get();
    if (d->selection) disconnect(d->selection, nullptr, this, nullptr);
    d->selection = selection != nullptr ? selection : &d->own_selection;
    connect(d->selection, &Selection::step_changed, this, qOverload<>(&QWidget::update));
    connect(d->selection, &Selection::token_changed, this, qOverload<>(&QWidget::update));
    connect(d->selection, &Selection::locked_step_changed, this, qOverload<>(&QWidget::update));
    connect(d->selection, &Selection::locked_token_changed, this, [this, d](Selection::Token token) {
        d->show_token(token);
        update();
    });
    connect(d->selection, &QObject::destroyed, this, [this] { attach(nullptr); });
    update();
}

void TimelineView::clear() {
    impl_->positions.clear();
    impl_->drawn.reset();
    impl_->entropy.clear();
    impl_->latency.clear();
    impl_->steps.clear();
    impl_->answer.clear();
    impl_->forks.clear();
    impl_->zoomed.reset();
    impl_->hovered = -1;
    impl_->press_x = impl_->brush_x = -1;
    update();
}

void TimelineView::set_tokens(std::vector<TranscriptToken> tokens) {
    impl_->positions.clear();
    impl_->entropy.clear();
    impl_->latency.clear();
    impl_->zoomed.reset();
    impl_->hovered = -1;
    impl_->add(tokens);
    update();
}

void TimelineView::append_tokens(std::span<const TranscriptToken> tokens) {
    impl_->add(tokens);
    if (impl_->later.isActive()) return;
    const auto since = impl_->since.isValid() ? impl_->since.elapsed() : kPauseMs;
    impl_->later.start(std::max(0, static_cast<int>(kPauseMs - since)));
}

void TimelineView::set_steps(std::vector<StepBand> steps) {
    impl_->steps = std::move(steps);
    if (!impl_->later.isActive()) paint_in_turn(*this);
}

void TimelineView::set_answer_curve(std::vector<AnswerMark> marks) {
    impl_->answer = std::move(marks);
    update();
}

void TimelineView::set_forks(std::vector<ForkMark> forks) {
    impl_->forks = std::move(forks);
    update();
}

int TimelineView::right_margin() { return static_cast<int>(kRight); }

void TimelineView::keep_right_free(int pixels) {
    impl_->right_free = pixels;
    update();
}

void TimelineView::set_empty_text(const QString& text) {
    impl_->empty_text = text;
    update();
}

std::pair<TokenPos, TokenPos> TimelineView::range() const {
    const auto [from, to] = impl_->shown();
    return {TokenPos{static_cast<int>(std::floor(from))}, TokenPos{static_cast<int>(std::ceil(to))}};
}

void TimelineView::set_range(TokenPos first, TokenPos last) { impl_->zoom_to(first.value, last.value); }

void TimelineView::show_all() { impl_->zoom_to(impl_->full().first, impl_->full().second); }

double TimelineView::x_of(TokenPos token) const { return impl_->x().map(token.value + 0.5); }

double TimelineView::plot_top() const { return impl_->plot().y(); }

QSize TimelineView::sizeHint() const { return {760, 150}; }
QSize TimelineView::minimumSizeHint() const { return {240, 76}; }

bool TimelineView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = impl_->index_under(help->pos());
        if (index < 0) QToolTip::hideText();
        else QToolTip::showText(help->globalPos(), impl_->readout(index), this);
        return true;
    }
    return QWidget::event(event);
}

void TimelineView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) update();
    QWidget::changeEvent(event);
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) impl_->press_x = event->position().x();
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    const double px = std::clamp(event->position().x(), d->plot().x(), d->plot().right());
    if (d->press_x >= 0 && (event->buttons() & Qt::LeftButton) && std::abs(px - d->press_x) > 5) {
        d->brush_x = px;
        d->hovered = -1;
        update();
        return;
    }
    const int index = d->index_under(event->position());
    if (index == d->hovered) return;
    d->hovered = index;
    if (index < 0) {
        d->selection->hover({});
    } else {
        const int position = d->positions[static_cast<std::size_t>(index)];
        const StepBand* band = d->step_of(position);
        d->selection->hover(band ? std::optional(band->step) : std::nullopt, TokenPos{position});
    }
    update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    if (event->button() != Qt::LeftButton || d->press_x < 0) return;
    if (d->brush_x >= 0) {
        const Scale scale = d->x();
        const double a = scale.invert(std::min(d->press_x, d->brush_x)), b = scale.invert(std::max(d->press_x, d->brush_x));
        d->press_x = d->brush_x = -1;
        d->zoom_to(std::floor(a), std::ceil(b));
        return;
    }
    d->press_x = -1;
    d->lock(d->index_under(event->position()));
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent*) { show_all(); }

void TimelineView::leaveEvent(QEvent*) {
    impl_->hovered = -1;
    impl_->selection->hover({});
    update();
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    Impl* d = impl_.get();
    const auto [from, to] = d->shown();
    if (event->modifiers() & Qt::ControlModifier) {
        const double about = d->x().invert(event->position().x()), factor = std::pow(0.998, event->angleDelta().y());
        d->zoom_to(about - (about - from) * factor, about + (to - about) * factor);
    } else if (d->zoomed) {
        const double shift = -(event->angleDelta().x() + event->angleDelta().y()) / 120.0 * (to - from) * 0.1;
        d->zoom_to(from + shift, to + shift);
    } else {
        event->ignore();
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    Impl* d = impl_.get();
    const auto locked = d->selection->locked_token();
    const int now = !locked ? -1
                            : static_cast<int>(std::lower_bound(d->positions.begin(), d->positions.end(), locked->value) - d->positions.begin());
    const bool forks = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
        case Qt::Key_Left: return forks ? d->pick_fork(-1) : d->lock(std::max(0, now - 1));
        case Qt::Key_Right: return forks ? d->pick_fork(1) : d->lock(std::min(static_cast<int>(d->positions.size()) - 1, now + 1));
        case Qt::Key_Home: return d->lock(0);
        case Qt::Key_End: return d->lock(static_cast<int>(d->positions.size()) - 1);
        case Qt::Key_Backspace: return show_all();
        case Qt::Key_Escape: return d->selection->unlock();
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace reasonscope::ui
