// The transcript under mouse and keys, and what it says of a token.

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include "ui/views/transcript_view_impl.h"

namespace reasonscope::ui {

QString TranscriptView::tooltip_text(TokenPos position) const {
    const int index = impl_->index_of(position);
    if (index < 0) return {};
    const TranscriptToken& t = impl_->token(index);
    const auto cell = [](const QString& text) { return QStringLiteral("<td style=\"padding:1px 8px 1px 0\">%1</td>").arg(text); };
    QString tip = QStringLiteral("<b><code>%1</code></b> &nbsp;%2").arg(visible_token(t.bytes).toHtmlEscaped(), tr("token %1").arg(position.value));
    if (const StepBand* b = impl_->step_of(position)) {
        tip += QStringLiteral(" · %1 %2").arg(step_number(b->step), theme::step_class_label(b->step_class));
        if (const TextMark* mark = impl_->mark_at(b->first)) tip += QStringLiteral("<br/><i>%1</i>").arg(marks_text(mark->marks, mark->note).toHtmlEscaped());
        if (b->claims != ClaimState::None)
            tip += QStringLiteral(" · <span style=\"color:%1\">%2 %3</span>").arg(claim_color(b->claims).name(), claim_symbol(b->claims), claim_words(b->claims));
    }
    if (t.probability < 0) return tip + QStringLiteral("<br/>") + tr("read, not generated");
    tip += QStringLiteral("<br/>") + tr("probability %1, entropy %2").arg(percent_text(t.probability), nats(t.entropy));
    if (t.milliseconds > 0) tip += tr(", %1 ms").arg(t.milliseconds, 0, 'f', 1);
    const auto alternatives = impl_->alternatives ? impl_->alternatives(position) : std::vector<TokenAlternative>{};
    if (alternatives.empty()) return tip;
    tip += QStringLiteral("<table cellspacing=\"0\" style=\"margin-top:4px\">");
    int shown = 0;
    for (const TokenAlternative& a : alternatives) {
        if (++shown > 10) break;
        const QString text = QStringLiteral("<code>%1</code>").arg(visible_token(a.bytes).toHtmlEscaped());
        const QString bar = QString(std::max(1, static_cast<int>(std::lround(a.probability * 16))), QChar(0x2588));
        tip += QStringLiteral("<tr>") + cell(a.chosen ? QStringLiteral("<b>%1</b>").arg(text) : text) + cell(percent_text(a.probability)) +
               cell(QStringLiteral("<span style=\"color:%1\">%2</span>").arg((a.chosen ? theme::current().accent : theme::current().ghost).name(), bar)) +
               QStringLiteral("</tr>");
    }
    return tip + QStringLiteral("</table>");
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
    switch (event->key()) {
        case Qt::Key_T: return cycle_tint();
        case Qt::Key_M: return set_mathematics(!d->mathematics);
        case Qt::Key_H: return set_thinking_folded(!d->folded);
        case Qt::Key_Up: return d->pick_step(-1);
        case Qt::Key_Down: return d->pick_step(1);
        case Qt::Key_Left: return d->pick_token(-1);
        case Qt::Key_Right: return d->pick_token(1);
        case Qt::Key_Home: return verticalScrollBar()->setValue(0);
        case Qt::Key_End: return verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        case Qt::Key_Escape: return d->selection->unlock();
        default: QAbstractScrollArea::keyPressEvent(event);
    }
}

}  // namespace reasonscope::ui
