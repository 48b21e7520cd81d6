// The transcript under mouse and keys, and what it says of a token.

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include "ui/views/transcript_tip.h"
#include "ui/views/transcript_view_impl.h"

namespace reasonscope::ui {

QString TranscriptView::tooltip_text(TokenPos position) const {
    const int index = impl_->index_of(position);
    if (index < 0) return {};
    const StepBand* step = impl_->step_of(position);
    const TokenPlace place{step, step != nullptr ? impl_->mark_at(step->first) : nullptr, fork_at(impl_->forks, position)};
    const TranscriptToken& token = impl_->token(index);
    return token_tip(token, place, impl_->alternatives && token.probability >= 0 ? impl_->alternatives(position) : std::vector<TokenAlternative>());
}

bool TranscriptView::viewportEvent(QEvent* event) {
    Impl* d = impl_.get();
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = d->token_index_at(help->pos());
        if (index < 0) QToolTip::hideText();
        else QToolTip::showText(help->globalPos(), tooltip_text(d->token(index).position), viewport());
        return true;
    }
    if (event->type() == QEvent::Leave) {
        d->hovered = -1;
        d->selection->hover({});
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TranscriptView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (impl_->thinking_header().contains(event->position())) return set_thinking_folded(!impl_->folded);
    impl_->pick(impl_->token_index_at(event->position()));
}

void TranscriptView::mouseMoveEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    const int index = d->token_index_at(event->position());
    const bool on_header = d->thinking_header().contains(event->position());
    viewport()->setCursor(index >= 0 || on_header ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (index == d->hovered) return;
    d->hovered = index;
    if (index < 0) {
        d->selection->hover({});
    } else {
        const StepBand* b = d->step_of(d->token(index).position);
        d->selection->hover(b ? std::optional(b->step) : std::nullopt, d->token(index).position);
    }
    viewport()->update();
}

void TranscriptView::keyPressEvent(QKeyEvent* event) {
    Impl* d = impl_.get();
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(plain_text());
        return;
    }
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return QAbstractScrollArea::keyPressEvent(event);
    const bool forks = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
        case Qt::Key_T: return cycle_tint();
        case Qt::Key_M: return set_mathematics(!d->mathematics);
        case Qt::Key_H: return set_thinking_folded(!d->folded);
        case Qt::Key_Up: return d->pick_step(-1);
        case Qt::Key_Down: return d->pick_step(1);
        case Qt::Key_Left: return forks ? d->pick_fork(-1) : d->pick_token(-1);
        case Qt::Key_Right: return forks ? d->pick_fork(1) : d->pick_token(1);
        case Qt::Key_Home: return verticalScrollBar()->setValue(0);
        case Qt::Key_End: return verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        case Qt::Key_Escape: return d->selection->unlock();
        default: QAbstractScrollArea::keyPressEvent(event);
    }
}

}  // namespace reasonscope::ui
