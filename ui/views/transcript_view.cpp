#include "ui/views/transcript_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/theme/color_map.h"
#include "ui/views/canvas_marks.h"
#include "ui/views/claim_mark.h"
#include "ui/views/fork_marks.h"
#include "ui/views/labels.h"
#include "ui/views/tint_bar.h"
#include "ui/views/transcript_text.h"
#include "ui/views/transcript_tip.h"

namespace reasonscope::ui {
namespace {

constexpr double kGutter = 40, kRightMargin = 28, kTopMargin = 10, kHeader = 30, kPartGap = 16;
constexpr double kFullTintNats = 2.5;

QString part_title(TranscriptPart part) {
    switch (part) {
        case TranscriptPart::Prompt: return QObject::tr("Prompt");
        case TranscriptPart::Thinking: return QObject::tr("Thinking");
        case TranscriptPart::Answer: return QObject::tr("Answer");
    }
    return {};
}

QFont text_font() {
    QFont font = theme::font(TextRole::Body);
    font.setPointSizeF(10.5);
    return font;
}

}  // namespace

struct TranscriptView::Impl {
    explicit Impl(TranscriptView* widget) : self(widget), own_selection(widget), selection(&own_selection), bar(new TintBar(widget)) {}

    TranscriptView* self;
    Selection own_selection;
    QPointer<Selection> selection;
    TintBar* bar;
    AlternativesFn alternatives;
    std::vector<TranscriptToken> tokens;
    std::vector<TextPart> parts;
    std::vector<StepBand> steps;
    std::vector<TextMark> marks;
    std::vector<ForkMark> forks;
    TokenTint tint = TokenTint::Entropy;
    bool live = false, sticky = true, moving = false, mathematics = true;
    int hovered = -1;  // token index
    QString empty_title = QObject::tr("Nothing said yet"), empty_hint = QObject::tr("The model's words appear here, tinted by how sure it was of each.");

    [[nodiscard]] double line_height() const { return TextPart::plain_height(text_font()); }
    [[nodiscard]] float text_width() const { return static_cast<float>(std::max(60.0, self->viewport()->width() - kGutter - kRightMargin)); }
    [[nodiscard]] double text_top(const TextPart& part) const { return part.top + kHeader; }
    [[nodiscard]] double height_of(const TextPart& part) const { return kHeader + part.height() + kPartGap; }
    [[nodiscard]] double scroll() const { return self->verticalScrollBar()->value(); }
    [[nodiscard]] const TranscriptToken& token(int index) const { return tokens[static_cast<std::size_t>(index)]; }

    [[nodiscard]] int index_of(TokenPos position) const {
        const auto at = std::lower_bound(tokens.begin(), tokens.end(), position, [](const TranscriptToken& t, TokenPos p) { return t.position < p; });
        return at != tokens.end() && at->position == position ? static_cast<int>(at - tokens.begin()) : -1;
    }
    [[nodiscard]] const StepBand* step_of(TokenPos position) const {
        const auto after = std::upper_bound(steps.begin(), steps.end(), position, [](TokenPos p, const StepBand& s) { return p < s.first; });
        if (after == steps.begin() || position >= (after - 1)->last) return nullptr;
        return &*(after - 1);
    }
    [[nodiscard]] const StepBand* band(Selection::Step step) const {
        if (!step) return nullptr;
        const auto found = std::find_if(steps.begin(), steps.end(), [&](const StepBand& s) { return s.step == *step; });
        return found == steps.end() ? nullptr : &*found;
    }
    [[nodiscard]] const TextPart* part_of(int index) const {
        for (auto part = parts.rbegin(); part != parts.rend(); ++part)
            if (index >= part->first_token) return &*part;
        return nullptr;
    }

    [[nodiscard]] const TextMark* mark_at(TokenPos position) const {
        const auto at = std::ranges::lower_bound(marks, position, {}, &TextMark::at);
        return at != marks.end() && at->at == position ? &*at : nullptr;
    }

    void add(std::span<const TranscriptToken> fresh) {
        for (std::size_t i = 0; i < fresh.size();) {
            if (parts.empty() || parts.back().part != fresh[i].part) {
                if (!parts.empty()) parts.back().flush();
                parts.emplace_back();
                parts.back().part = fresh[i].part;
                parts.back().set_mathematics(mathematics);
                parts.back().first_token = static_cast<int>(tokens.size());
            }
            std::size_t end = i;
            while (end < fresh.size() && fresh[end].part == parts.back().part) ++end;
            parts.back().append(fresh.subspan(i, end - i));
            tokens.insert(tokens.end(), fresh.begin() + static_cast<std::ptrdiff_t>(i), fresh.begin() + static_cast<std::ptrdiff_t>(end));
            i = end;
        }
        relayout();
    }

    void relayout() {
        const QFont font = text_font();
        double y = kTopMargin;
        for (TextPart& part : parts) {
            part.measure(font, text_width());
            part.top = y;
            y += height_of(part);
        }
        moving = true;
        QScrollBar* bar_v = self->verticalScrollBar();
        const int page = self->viewport()->height();
        bar_v->setPageStep(page);
        bar_v->setSingleStep(static_cast<int>(line_height()));
        bar_v->setRange(0, std::max(0, static_cast<int>(std::ceil(y)) - page));
        if (live && sticky) bar_v->setValue(bar_v->maximum());
        moving = false;
        self->viewport()->update();
    }

    struct Spot {
        const TextPart* part = nullptr;
        int line = 0;
    };
    [[nodiscard]] Spot spot_at(double y) const {
        for (const TextPart& part : parts) {
            if (const int line = part.line_at(y - text_top(part)); line >= 0) return {&part, line};
        }
        return {};
    }
    [[nodiscard]] int token_index_at(QPointF position) const {
        const Spot spot = spot_at(position.y() + scroll());
        if (spot.part == nullptr) return -1;
        const double baseline = text_top(*spot.part) + spot.part->line_top(spot.line) + spot.part->baseline(spot.line);
        const int offset = spot.part->offset_at(spot.line, position.x() - kGutter, position.y() + scroll() - baseline);
        return offset < 0 ? -1 : spot.part->first_token + spot.part->words().token_at(offset);
    }
    /// First and last line of a token range, in view units; {0, -1} when it is not laid out.
    [[nodiscard]] std::pair<double, double> extent(int first, int last) const {
        const TextPart *a = part_of(first), *b = part_of(last);
        if (a == nullptr || b == nullptr || a->lines().count() == 0 || b->lines().count() == 0) return {0, -1};
        const double top = text_top(*a) + a->line_top(a->line_of(a->words().begin(first - a->first_token)));
        return {top, text_top(*b) + b->line_top(b->line_of(std::max(0, b->words().end(last - b->first_token) - 1)) + 1)};
    }
    void show_range(int first, int last) {
        if (first < 0) return;
        const auto [top, bottom] = extent(first, last);
        if (bottom < top) return;
        QScrollBar* bar_v = self->verticalScrollBar();
        const double page = self->viewport()->height();
        if (top < scroll() + 8) bar_v->setValue(static_cast<int>(top - 24));
        else if (bottom > scroll() + page - 8) bar_v->setValue(static_cast<int>(std::min(top - 24, bottom - page + 24)));
    }
    void show_step(Selection::Step step) {
        if (const StepBand* b = band(step)) show_range(index_of(b->first), std::max(index_of(b->first), index_of(TokenPos{b->last.value - 1})));
    }

    void pick(int index) {
        if (index < 0 || index >= static_cast<int>(tokens.size())) return;
        const TokenPos position = token(index).position;
        const StepBand* b = step_of(position);
        selection->lock(b ? std::optional(b->step) : std::nullopt, position);
        show_range(index, index);
    }
    void pick_step(int by) {
        if (steps.empty()) return;
        const StepBand* now = band(selection->locked_step());
        const int at = now ? static_cast<int>(now - steps.data()) + by : by > 0 ? 0 : static_cast<int>(steps.size()) - 1;
        selection->lock(steps[static_cast<std::size_t>(std::clamp(at, 0, static_cast<int>(steps.size()) - 1))].step);
    }
    void pick_token(int by) {
        const auto locked = selection->locked_token();
        int at = locked ? index_of(*locked) + by : -1;
        if (!locked) {
            const StepBand* b = band(selection->locked_step());
            at = b ? index_of(b->first) : 0;
        }
        pick(std::clamp(at, 0, static_cast<int>(tokens.size()) - 1));
    }
    void pick_fork(int by) {
        const TokenPos from = selection->locked_token().value_or(TokenPos(by > 0 ? -1 : std::numeric_limits<int>::max()));
        if (const ForkMark* fork = fork_beside(forks, from, by)) pick(index_of(fork->at));
    }

    [[nodiscard]] QColor tint_of(const TranscriptToken& t) const {
        switch (tint) {
            case TokenTint::Entropy:
                return t.entropy < 0 ? Qt::transparent : map_color(ColorMap::Uncertainty, std::sqrt(std::max(0.0F, t.entropy) / kFullTintNats));
            case TokenTint::Probability:
                return t.probability < 0 ? Qt::transparent : map_color(ColorMap::Uncertainty, 1 - t.probability);
            case TokenTint::StepClass: {
                const StepBand* b = step_of(t.position);
                return b ? theme::step_class_soft_color(b->step_class) : QColor(Qt::transparent);
            }
            case TokenTint::None: break;
        }
        return Qt::transparent;
    }

    void paint_part(QPainter& p, const TextPart& part, double top, double bottom) const;
    void paint_line(QPainter& p, const TextPart& part, int line, double y) const;
};

void TranscriptView::Impl::paint_part(QPainter& p, const TextPart& part, double top, double bottom) const {
    const Theme& t = theme::current();
    const double y = part.top - top, width = self->viewport()->width();
    if (&part != &parts.front()) p.fillRect(QRectF(kGutter, y - kPartGap / 2 + 2, width - kGutter - kRightMargin, 1), t.border);
    p.setFont(theme::font(TextRole::Strong));
    p.setPen(part.part == TranscriptPart::Answer ? t.accent : t.text);
    const QString title = part_title(part.part);
    const QRectF head(kGutter, y + 2, width - kGutter - kRightMargin, kHeader - 6);
    p.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, title);
    p.setFont(theme::font(TextRole::Caption));
    p.setPen(t.text_faint);
    const int count = part.words().tokens();
    p.drawText(head, Qt::AlignRight | Qt::AlignVCenter, count == 1 ? QObject::tr("1 token") : QObject::tr("%1 tokens").arg(count));

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
    p.setFont(text_font());
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
    viewport()->update();
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
    if (part == nullptr || part->lines().count() == 0) return {};
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

QString TranscriptView::plain_text() const {
    QStringList texts;
    for (const TextPart& part : impl_->parts) texts << part.words().text().trimmed();
    return texts.join(QStringLiteral("\n\n"));
}

QString TranscriptView::tooltip_text(TokenPos position) const {
    const int index = impl_->index_of(position);
    if (index < 0) return {};
    const StepBand* step = impl_->step_of(position);
    const TokenPlace place{step, step != nullptr ? impl_->mark_at(step->first) : nullptr, fork_at(impl_->forks, position)};
    const TranscriptToken& token = impl_->token(index);
    return token_tip(token, place, impl_->alternatives && token.probability >= 0 ? impl_->alternatives(position) : std::vector<TokenAlternative>());
}

void TranscriptView::scroll_to(TokenPos token) { impl_->show_range(impl_->index_of(token), impl_->index_of(token)); }

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

void TranscriptView::resizeEvent(QResizeEvent*) {
    impl_->bar->setGeometry(0, 0, width(), impl_->bar->sizeHint().height());
    impl_->relayout();
}

void TranscriptView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) impl_->relayout();
    QAbstractScrollArea::changeEvent(event);
}

void TranscriptView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) impl_->pick(impl_->token_index_at(event->position()));
}

void TranscriptView::mouseMoveEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    const int index = d->token_index_at(event->position());
    if (index == d->hovered) return;
    d->hovered = index;
    viewport()->setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
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
