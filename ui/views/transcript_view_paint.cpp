// What the transcript draws: parts, lines, tints, marks at the margins.

#include <QPainter>

#include "ui/views/transcript_view_impl.h"

namespace reasonscope::ui {
namespace {

QString part_title(TranscriptPart part) {
    switch (part) {
        case TranscriptPart::Prompt: return QObject::tr("Prompt");
        case TranscriptPart::Thinking: break;  // TranscriptView::thinking_title()
        case TranscriptPart::Answer: return QObject::tr("Answer");
    }
    return {};
}

}  // namespace

void TranscriptView::Impl::paint_part(QPainter& p, const TextPart& part, double top, double bottom) const {
    const Theme& t = theme::current();
    const double y = part.top - top, width = self->viewport()->width();
    if (&part != &parts.front()) p.fillRect(QRectF(kGutter, y - kPartGap / 2 + 2, width - kGutter - kRightMargin, 1), t.border);
    p.setFont(theme::font(TextRole::Strong));
    p.setPen(part.part == TranscriptPart::Answer ? t.accent : t.text);
    const bool thinking = part.part == TranscriptPart::Thinking;
    const QString title = thinking ? self->thinking_title() : part_title(part.part);
    const QRectF head(kGutter, y + 2, width - kGutter - kRightMargin, kHeader - 6);
    p.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, title);
    if (thinking) {  // a small triangle: it folds
        const QPointF at(kGutter - 12, head.center().y());
        p.save();
        p.setPen(Qt::NoPen);
        p.setBrush(t.text_secondary);
        p.translate(at);
        if (!folded) p.rotate(90);
        p.drawPolygon(QPolygonF({QPointF(-2.5, -4.5), QPointF(3.5, 0), QPointF(-2.5, 4.5)}));
        p.restore();
    }
    p.setFont(theme::font(TextRole::Caption));
    p.setPen(t.text_faint);
    const int count = part.words().tokens();
    const QString counted = sentences ? (count == 1 ? QObject::tr("1 sentence") : QObject::tr("%1 sentences").arg(count))
                                      : (count == 1 ? QObject::tr("1 token") : QObject::tr("%1 tokens").arg(count));
    p.drawText(head, Qt::AlignRight | Qt::AlignVCenter, counted);
    if (is_folded(part)) return;
    for (int line = std::max(0, part.line_at(top - text_top(part))); line < part.lines().count() && text_top(part) + part.line_top(line) < bottom; ++line)
        paint_line(p, part, line, text_top(part) + part.line_top(line) - top);
}

void TranscriptView::Impl::paint_line(QPainter& p, const TextPart& part, int line, double y) const {
    const Theme& t = theme::current();
    const double height = part.line_height(line), baseline = y + part.baseline(line);
    const auto [begin, end] = part.line_range(line);
    if (end <= begin) return;
    const Selection::Step locked = selection->locked_step(), hovered_step = selection->hovered_step();
    const Selection::Token locked_token = selection->locked_token();
    const TokenText& words = part.words();
    const StripLine& pieces = part.lines().line(line);
    QString number;
    ClaimState claims = ClaimState::None;  // of the steps that begin here; a wrong one goes before
    QColor number_color;
    std::uint8_t marked = 0;
    p.setPen(Qt::NoPen);
    const auto fill_of = [&](const StepBand* b) { return b == nullptr || (b->step != locked && b->step != hovered_step) ? QColor(Qt::transparent) : b->step == locked ? t.selected : t.hover; };
    for (int piece = pieces.first; piece < pieces.last; ++piece) {
        const FormulaPiece* f = part.formula(piece);
        if (f == nullptr) continue;
        const QColor fill = fill_of(step_of(token(part.first_token + words.token_at(f->begin)).position));
        if (fill.alpha() > 0) p.fillRect(QRectF(kGutter + part.lines().x_of(piece), y, f->width(), height), fill);
    }
    const auto outline = [&](const QRectF& box, bool is_locked) {
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(is_locked ? t.accent : t.border_strong, 1.4));
        p.drawRoundedRect(box.adjusted(0.5, 0, -0.5, 0), 3, 3);
        p.setPen(Qt::NoPen);
    };
    for (int k = words.token_at(begin); k < words.tokens() && words.begin(k) < end; ++k) {
        if (words.begin(k) == words.end(k)) continue;
        const int index = part.first_token + k;
        const TranscriptToken& tok = token(index);
        const StepBand* b = step_of(tok.position);
        const QColor fill = fill_of(b), color = tint_of(tok);
        const bool outlined = tok.position == locked_token || index == hovered;
        const ForkMark* fork = fork_at(forks, tok.position);
        std::vector<QRectF> boxes = part.boxes(line, std::max(begin, words.begin(k)), std::min(words.end(k), end));
        for (QRectF& box : boxes) {
            box.translate(kGutter, baseline);
            if (fill.alpha() > 0) p.fillRect(box.adjusted(0, -1.5, 0, 1.5), fill);
            if (color.alpha() > 0) {
                p.setBrush(color);
                p.drawRoundedRect(box.adjusted(0.25, 0, -0.25, 0), 3, 3);
            }
            if (outlined) outline(box, tok.position == locked_token);
            if (fork != nullptr) {
                paint_fork_line(p, box.adjusted(0, 0, 0, 1), *fork);
                p.setPen(Qt::NoPen);
            }
        }
        if (boxes.empty() && outlined) {  // a brace or a command: all of its formula stands for it
            for (int piece = pieces.first; piece < pieces.last; ++piece)
                if (const FormulaPiece* f = part.formula(piece); f != nullptr && words.begin(k) < f->end && words.end(k) > f->begin)
                    outline(QRectF(kGutter + part.lines().x_of(piece), y + 1, f->width(), height - 2), tok.position == locked_token);
        }
        if (b != nullptr && b->first == tok.position && words.begin(k) >= begin) {  // a step begins here
            QColor bar = theme::step_class_color(b->step_class);
            if (claims != ClaimState::Wrong && b->claims != ClaimState::None) claims = b->claims;
            if (number.isEmpty()) {
                number = step_number(b->step);
                number_color = bar;
            }
            if (const TextMark* mark = mark_at(b->first)) marked |= mark->marks;
            if (words.begin(k) > begin) {
                bar.setAlphaF(0.75F);
                p.fillRect(QRectF(kGutter + part.x_of(line, words.begin(k)) - 2.5, y + 4, 2, height - 8), bar);
            }
        }
    }
    if (!number.isEmpty()) {
        p.setFont(theme::font(TextRole::Caption));
        p.setPen(t.text_faint);
        p.drawText(QRectF(0, y, kGutter - 12, height), Qt::AlignRight | Qt::AlignVCenter, number);
        p.fillRect(QRectF(kGutter - 8, y + 4, 2.5, height - 8), number_color);
    }
    paint_claim_mark(p, QRectF(self->viewport()->width() - kRightMargin + 3, y + (height - 12) / 2, 12, 12), claims);
    if (marked != 0) {  // the margin has room for one; the tooltip names all
        const std::uint8_t shown = (marked & kBookmarked) != 0 ? kBookmarked : (marked & kNoted) != 0 ? kNoted : kTagged;
        paint_marks(p, QPointF(self->viewport()->width() - 3, y + (height - 11) / 2), 11, shown);
    }
    p.setFont(transcript_font());
    p.setPen(t.text);
    double x = kGutter;
    for (int piece = pieces.first; piece < pieces.last; ++piece) {
        double words_x = x;
        if (const FormulaPiece* f = part.formula(piece)) {
            paint_formula(p, f->box, QPointF(x, baseline), t.text, f->scale);
            words_x += f->width();
        }
        p.drawText(QPointF(words_x, baseline), part.piece_text(piece));
        x = kGutter + (piece + 1 < pieces.last ? part.lines().x_of(piece + 1) : 0);
    }
}

void TranscriptView::paintEvent(QPaintEvent*) {
    QPainter p(viewport());
    p.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const Theme& t = theme::current();
    const QRect whole = viewport()->rect();
    p.fillRect(whole, t.surface);
    if (impl_->tokens.empty()) {
        p.setPen(t.text);
        p.setFont(theme::font(TextRole::Title));
        p.drawText(QRectF(20, whole.height() * 0.4 - 30, whole.width() - 40, 26), Qt::AlignCenter, impl_->empty_title);
        p.setPen(t.text_secondary);
        p.setFont(theme::font(TextRole::Body));
        p.drawText(QRectF(24, whole.height() * 0.4, whole.width() - 48, 80), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, impl_->empty_hint);
        return;
    }
    const double top = impl_->scroll(), bottom = top + whole.height();
    for (const TextPart& part : impl_->parts)
        if (part.top < bottom && part.top + impl_->height_of(part) > top) impl_->paint_part(p, part, top, bottom);
}

}  // namespace reasonscope::ui
