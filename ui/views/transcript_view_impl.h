#pragma once
// The inside of TranscriptView: its words, where they stand, what is selected. Included by its own source files alone.

#include <QPointer>
#include <QScrollBar>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/theme/color_map.h"
#include "ui/views/canvas_marks.h"
#include "ui/views/claim_mark.h"
#include "ui/views/fork_marks.h"
#include "ui/views/labels.h"
#include "ui/views/paint_turns.h"
#include "ui/views/tint_bar.h"
#include "ui/views/transcript_text.h"
#include "ui/views/transcript_view.h"

namespace reasonscope::ui {

inline constexpr double kGutter = 40, kRightMargin = 28, kTopMargin = 10, kHeader = 30, kPartGap = 16;
inline constexpr double kFullTintNats = 2.5;

inline QFont transcript_font() {
    QFont font = theme::font(TextRole::Body);
    font.setPointSizeF(10.5);
    return font;
}

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
    bool sentences = false;
    bool folded = false;  // the thinking: its header alone
    bool live = false, sticky = true, moving = false, mathematics = true;
    int hovered = -1;  // token index
    double seen_height = 0;  // of the view, as the lines were last broken for it
    QString empty_title = QObject::tr("Nothing said yet"), empty_hint = QObject::tr("The model's words appear here, tinted by how sure it was of each.");

    [[nodiscard]] double line_height() const { return TextPart::plain_height(transcript_font()); }
    [[nodiscard]] float text_width() const { return static_cast<float>(std::max(60.0, self->viewport()->width() - kGutter - kRightMargin)); }
    [[nodiscard]] double text_top(const TextPart& part) const { return part.top + kHeader; }
    [[nodiscard]] bool is_folded(const TextPart& part) const { return folded && part.part == TranscriptPart::Thinking; }
    [[nodiscard]] double height_of(const TextPart& part) const { return kHeader + (is_folded(part) ? 0 : part.height()) + kPartGap; }
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
        const QFont font = transcript_font();
        double y = kTopMargin;
        for (TextPart& part : parts) {
            part.measure(font, text_width());
            part.top = y;
            y += height_of(part);
        }
        moving = true;
        QScrollBar* bar_v = self->verticalScrollBar();
        const int page = self->viewport()->height();
        seen_height = page;
        bar_v->setPageStep(page);
        bar_v->setSingleStep(static_cast<int>(line_height()));
        bar_v->setRange(0, std::max(0, static_cast<int>(std::ceil(y)) - page));
        if (live && sticky) bar_v->setValue(bar_v->maximum());
        moving = false;
        repaint();
    }

    /// While it grows by itself, other views grow with it; what the person moves is painted at once.
    void repaint() {
        if (live && sticky) paint_in_turn(*self->viewport());
        else self->viewport()->update();
    }

    struct Spot {
        const TextPart* part = nullptr;
        int line = 0;
    };
    [[nodiscard]] Spot spot_at(double y) const {
        for (const TextPart& part : parts) {
            if (is_folded(part)) continue;
            if (const int line = part.line_at(y - text_top(part)); line >= 0) return {&part, line};
        }
        return {};
    }
    /// The header of the thinking, viewport pixels; empty while there is none.
    [[nodiscard]] QRectF thinking_header() const {
        const auto part = std::ranges::find(parts, TranscriptPart::Thinking, &TextPart::part);
        return part == parts.end() ? QRectF() : QRectF(0, part->top - scroll(), self->viewport()->width(), kHeader);
    }
    /// Seconds spent on the thinking; 0 where no time was kept.
    [[nodiscard]] double thinking_seconds() const {
        double milliseconds = 0;
        for (const TranscriptToken& one : tokens)
            if (one.part == TranscriptPart::Thinking) milliseconds += static_cast<double>(one.milliseconds);
        return milliseconds / 1000;
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
        if (const TextPart* part = part_of(first); part != nullptr && is_folded(*part)) self->set_thinking_folded(false);  // it is asked for
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

    /// What a person reads, whatever becomes of the lines: the chosen step while it is in view, else what stands at the top.
    struct Place {
        int first = -1, last = -1;  // token indices
        double above = 0;           // from the top of the view; of what stands at the top
        bool chosen = false;
    };
    [[nodiscard]] Place place() const {
        Place found;
        if (tokens.empty()) return found;
        const double page = seen_height, top = scroll();
        if (const StepBand* b = band(selection->locked_step())) {
            const int first = index_of(b->first), last = std::max(first, index_of(TokenPos{b->last.value - 1}));
            const TextPart* part = first < 0 ? nullptr : part_of(first);
            const auto [begin, end] = part == nullptr || is_folded(*part) ? std::pair(0.0, -1.0) : extent(first, last);
            if (end > begin && begin < top + page && end > top) return {first, last, 0, true};
        }
        if (const Spot spot = spot_at(top); spot.part != nullptr) {
            found.first = found.last = spot.part->first_token + spot.part->words().token_at(spot.part->line_range(spot.line).first);
            found.above = extent(found.first, found.first).first - top;
        }
        return found;
    }
    void return_to(const Place& place) {
        if (place.first < 0 || (live && sticky)) return;
        if (place.chosen) return show_range(place.first, place.last);
        const auto [begin, end] = extent(place.first, place.last);
        if (end > begin) self->verticalScrollBar()->setValue(static_cast<int>(begin - place.above));
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

}  // namespace reasonscope::ui
