#include "ui/views/transcript_view.h"

#include <QEvent>
#include <QLocale>

#include "ui/views/transcript_view_impl.h"

namespace reasonscope::ui {

TranscriptView::TranscriptView(QWidget* parent) : QAbstractScrollArea(parent), impl_(std::make_unique<Impl>(this)) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Transcript"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setViewportMargins(0, impl_->bar->sizeHint().height(), 0, 0);
    attach(nullptr);
    connect(impl_->bar, &TintBar::clicked, this, &TranscriptView::cycle_tint);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!impl_->moving) impl_->sticky = value >= verticalScrollBar()->maximum() - 2;
    });
}

TranscriptView::~TranscriptView() {
    if (impl_->selection) disconnect(impl_->selection, nullptr, this, nullptr);
}

void TranscriptView::attach(Selection* selection) {
    Impl* d = impl_.get();
    if (d->selection) disconnect(d->selection, nullptr, this, nullptr);
    d->selection = selection != nullptr ? selection : &d->own_selection;
    const auto repaint = [this] { viewport()->update(); };
    connect(d->selection, &Selection::step_changed, this, repaint);
    connect(d->selection, &Selection::token_changed, this, repaint);
    connect(d->selection, &Selection::locked_token_changed, this, [this, d](Selection::Token token) {
        if (token) d->show_range(d->index_of(*token), d->index_of(*token));
        viewport()->update();
    });
    connect(d->selection, &Selection::locked_step_changed, this, [this, d](Selection::Step step) {
        if (!d->selection->locked_token()) d->show_step(step);
        if (const StepBand* b = d->band(step)) {
            const int first = d->index_of(b->first);
            const TextPart* part = d->part_of(first);
            if (first >= 0 && part != nullptr) {
                const TextMark* mark = d->mark_at(b->first);
                setAccessibleDescription(tr("Step %1").arg(b->step.value) + (mark != nullptr ? QStringLiteral(", ") + marks_text(mark->marks, mark->note) : QString()));
            }
        }
        viewport()->update();
    });
    connect(d->selection, &QObject::destroyed, this, [this] { attach(nullptr); });
    viewport()->update();
}

void TranscriptView::set_alternatives(AlternativesFn alternatives) { impl_->alternatives = std::move(alternatives); }

void TranscriptView::clear() {
    impl_->tokens.clear();
    impl_->parts.clear();
    impl_->steps.clear();
    impl_->forks.clear();
    impl_->hovered = -1;
    impl_->sticky = true;
    impl_->relayout();
}

void TranscriptView::set_tokens(std::vector<TranscriptToken> tokens) {
    impl_->tokens.clear();
    impl_->parts.clear();
    impl_->hovered = -1;
    impl_->add(tokens);
    if (!impl_->live && !impl_->parts.empty()) impl_->parts.back().flush();
    impl_->relayout();
}

void TranscriptView::append_tokens(std::span<const TranscriptToken> tokens) { impl_->add(tokens); }

void TranscriptView::set_steps(std::vector<StepBand> steps) {
    impl_->steps = std::move(steps);
    impl_->repaint();
}

void TranscriptView::set_marks(std::vector<TextMark> marks) {
    impl_->marks = std::move(marks);
    viewport()->update();
}

void TranscriptView::set_forks(std::vector<ForkMark> forks) {
    impl_->forks = std::move(forks);
    viewport()->update();
}

void TranscriptView::set_live(bool live) {
    impl_->live = live;
    if (live) impl_->sticky = true;
    else if (!impl_->parts.empty()) impl_->parts.back().flush();
    impl_->relayout();
}

void TranscriptView::set_tint(TokenTint tint) {
    impl_->bar->show_tint(tint);
    if (tint == impl_->tint) return;
    impl_->tint = tint;
    viewport()->update();
    emit tint_changed(tint);
}

void TranscriptView::set_sentences(bool on) {
    impl_->sentences = on;
    viewport()->update();
}

TokenTint TranscriptView::tint() const { return impl_->tint; }

void TranscriptView::cycle_tint() { set_tint(static_cast<TokenTint>((static_cast<int>(impl_->tint) + 1) % 4)); }

void TranscriptView::set_empty_text(const QString& title, const QString& hint) {
    impl_->empty_title = title;
    impl_->empty_hint = hint;
    viewport()->update();
}

std::optional<TokenPos> TranscriptView::token_at(QPoint position) const {
    const int index = impl_->token_index_at(position);
    return index < 0 ? std::nullopt : std::optional(impl_->token(index).position);
}

QRect TranscriptView::token_rect(TokenPos position) const {
    const int index = impl_->index_of(position);
    const TextPart* part = index < 0 ? nullptr : impl_->part_of(index);
    if (part == nullptr || part->lines().count() == 0 || impl_->is_folded(*part)) return {};
    const int k = index - part->first_token, begin = std::max(part->words().begin(k), part->piece_begin(0));
    const int line = part->line_of(begin);
    const double x = part->x_of(line, begin), right = part->x_of(line, std::min(part->words().end(k), part->line_range(line).second));
    const double y = impl_->text_top(*part) + part->line_top(line) - impl_->scroll();
    const auto boxes = part->boxes(line, begin, part->words().end(k));
    if (!boxes.empty() && (right <= x || boxes.front().height() < part->line_height(line) - 4)) return boxes.front().translated(kGutter, y + part->baseline(line)).toRect();
    return QRectF(kGutter + x, y, right - x, part->line_height(line)).toRect();
}

bool TranscriptView::mathematics() const { return impl_->mathematics; }

void TranscriptView::set_mathematics(bool on) {
    if (on == impl_->mathematics) return;
    impl_->mathematics = on;
    for (TextPart& part : impl_->parts) part.set_mathematics(on);
    impl_->relayout();
    emit mathematics_changed(on);
}

bool TranscriptView::thinking_folded() const { return impl_->folded; }

void TranscriptView::set_thinking_folded(bool on) {
    if (on == impl_->folded) return;
    impl_->folded = on;
    impl_->relayout();
    emit thinking_folded_changed(on);
}

QRect TranscriptView::thinking_header() const { return impl_->thinking_header().toRect(); }

QString TranscriptView::thinking_title() const {
    const bool thinks = impl_->live && !impl_->parts.empty() && impl_->parts.back().part == TranscriptPart::Thinking;
    const double seconds = impl_->thinking_seconds();
    if (thinks) return tr("Thinking…");
    return seconds > 0 ? tr("Thought for %1 s").arg(QLocale().toString(seconds, 'f', seconds < 10 ? 1 : 0)) : tr("Thinking");
}

QString TranscriptView::plain_text() const {
    QStringList texts;
    for (const TextPart& part : impl_->parts) texts << part.words().text().trimmed();
    return texts.join(QStringLiteral("\n\n"));
}

void TranscriptView::scroll_to(TokenPos token) { impl_->show_range(impl_->index_of(token), impl_->index_of(token)); }

void TranscriptView::resizeEvent(QResizeEvent*) {
    impl_->bar->setGeometry(0, 0, width(), impl_->bar->sizeHint().height());
    const auto place = impl_->place();
    impl_->relayout();
    impl_->return_to(place);
}

void TranscriptView::scrollContentsBy(int, int) { impl_->repaint(); }

void TranscriptView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) impl_->relayout();
    QAbstractScrollArea::changeEvent(event);
}

}  // namespace reasonscope::ui
