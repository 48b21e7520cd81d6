#pragma once
// The inside of TimelineView: what it shows, where that stands, what is selected. Included by its own source files alone.

#include <QElapsedTimer>
#include <QPixmap>
#include <QPointer>
#include <QTimer>
#include <algorithm>
#include <cmath>

#include "ui/geometry/scale.h"
#include "ui/views/answer_lane.h"
#include "ui/views/fork_marks.h"
#include "ui/views/labels.h"
#include "ui/views/timeline_view.h"

namespace reasonscope::ui {

inline constexpr double kLeft = 52, kRight = 52, kTop = 24, kBottom = 28, kBandHeight = 6;
inline constexpr double kLaneHeight = 30, kLaneGap = 16;
inline constexpr double kForkRoom = 7;    // between the key above the plot and the triangles on it
inline constexpr double kForkReach = 9;   // pixels around a triangle that belong to it
inline constexpr double kLeastRange = 4;  // tokens in sight
inline constexpr int kPauseMs = 120;      // between frames of new tokens: the whole curve is drawn anew, and its scale hardly moves

struct TimelineView::Impl {
    explicit Impl(TimelineView* widget) : self(widget), own_selection(widget), selection(&own_selection) {}

    TimelineView* self;
    Selection own_selection;
    QPointer<Selection> selection;
    std::vector<int> positions;  // ascending, of generated tokens
    std::vector<float> entropy, latency;
    std::vector<StepBand> steps;
    std::optional<std::pair<double, double>> zoomed;  // token positions, half-open
    QString empty_text = QObject::tr("Entropy and time per token appear here while the model thinks.");
    double press_x = -1, brush_x = -1;  // brush while >= 0
    int hovered = -1;                   // index into positions
    QTimer later;                       // repaints after new tokens
    QElapsedTimer since;                // it did
    std::vector<AnswerMark> answer;
    std::vector<ForkMark> forks;
    int right_free = 0;
    /// The two series as they were drawn last: hovering and clicking change only what lies around them.
    struct Drawn {
        std::pair<double, double> shown;
        QRectF area;
        QSize size;
        double ratio = 0;
        QColor entropy, latency;
        bool operator==(const Drawn&) const = default;
    };
    std::optional<Drawn> drawn;  // nothing: the tokens changed since
    QPixmap series;

    [[nodiscard]] double plot_width() const { return std::max(1.0, self->width() - kLeft - kRight); }
    [[nodiscard]] QRectF lane() const { return {kLeft, kTop + 4, plot_width(), answer.empty() ? 0 : kLaneHeight}; }
    [[nodiscard]] QRectF plot() const {
        const double top = !answer.empty() ? lane().bottom() + kLaneGap : forks.empty() ? kTop : kTop + kForkRoom;
        return {kLeft, top, plot_width(), std::max(1.0, self->height() - top - kBottom)};
    }
    [[nodiscard]] std::pair<double, double> full() const {
        if (positions.empty()) return {0, 1};
        return {positions.front(), positions.back() + 1.0};
    }
    [[nodiscard]] std::pair<double, double> shown() const { return zoomed.value_or(full()); }
    [[nodiscard]] Scale x() const {
        const auto [from, to] = shown();
        return {from, to, plot().x(), plot().right()};
    }
    [[nodiscard]] std::pair<int, int> visible() const {  // index range, half-open
        const auto [from, to] = shown();
        const auto first = std::lower_bound(positions.begin(), positions.end(), static_cast<int>(std::floor(from)));
        const auto last = std::lower_bound(positions.begin(), positions.end(), static_cast<int>(std::ceil(to)));
        return {static_cast<int>(first - positions.begin()), static_cast<int>(last - positions.begin())};
    }
    [[nodiscard]] const StepBand* step_of(int position) const {
        const auto after = std::upper_bound(steps.begin(), steps.end(), position, [](int p, const StepBand& s) { return p < s.first.value; });
        return after == steps.begin() || position >= (after - 1)->last.value ? nullptr : &*(after - 1);
    }
    [[nodiscard]] int index_at(double px) const {
        if (positions.empty() || px < plot().x() || px > plot().right()) return -1;
        const int position = static_cast<int>(std::floor(x().invert(px)));
        const auto at = std::lower_bound(positions.begin(), positions.end(), position);
        if (at == positions.end()) return static_cast<int>(positions.size()) - 1;
        return static_cast<int>(at - positions.begin());
    }
    void add(std::span<const TranscriptToken> tokens) {
        drawn.reset();
        for (const TranscriptToken& t : tokens) {
            if (t.entropy < 0) continue;
            positions.push_back(t.position.value);
            entropy.push_back(t.entropy);
            latency.push_back(t.milliseconds);
        }
    }
    void zoom_to(double from, double to) {
        const auto [low, high] = full();
        const double width = std::clamp(to - from, std::min(kLeastRange, high - low), high - low);
        from = std::clamp(from, low, high - width);
        zoomed = width >= high - low - 1e-9 ? std::nullopt : std::optional(std::pair{from, from + width});
        const auto [first, last] = self->range();
        emit self->range_changed(first, last);
        self->update();
    }
    void lock(int index) {
        if (index < 0 || index >= static_cast<int>(positions.size())) return;
        const int position = positions[static_cast<std::size_t>(index)];
        const StepBand* band = step_of(position);
        selection->lock(band ? std::optional(band->step) : std::nullopt, TokenPos{position});
    }

    void lock_token(TokenPos token) {
        const auto at = std::ranges::lower_bound(positions, token.value);
        if (at != positions.end() && *at == token.value) lock(static_cast<int>(at - positions.begin()));
    }
    /// The fork whose triangle is at a place.
    [[nodiscard]] const ForkMark* fork_under(QPointF at) const {
        const double y = plot().y();
        if (at.y() < y - kForkReach || at.y() > y + 2) return nullptr;
        const ForkMark* nearest = nullptr;
        for (const ForkMark& fork : forks) {
            const double off = std::abs(x().map(fork.at.value + 0.5) - at.x());
            if (off <= kForkReach && (nearest == nullptr || off < std::abs(x().map(nearest->at.value + 0.5) - at.x()))) nearest = &fork;
        }
        return nearest;
    }
    [[nodiscard]] int index_under(QPointF at) const {
        const ForkMark* fork = fork_under(at);
        return fork == nullptr ? index_at(at.x()) : index_at(x().map(fork->at.value + 0.5));
    }
    /// A token that was chosen elsewhere comes into sight.
    void show_token(Selection::Token token) {
        if (!token || !zoomed) return;
        const auto [from, to] = *zoomed;
        if (token->value >= from && token->value < to) return;
        const double middle = token->value + 0.5, half = (to - from) / 2;
        zoom_to(middle - half, middle + half);
    }
    void pick_fork(int by) {
        const TokenPos from = selection->locked_token().value_or(TokenPos(by > 0 ? -1 : std::numeric_limits<int>::max()));
        if (const ForkMark* fork = fork_beside(forks, from, by)) lock_token(fork->at);
    }

    void paint_bands(QPainter& p, const QRectF& area) const;
    void paint_axes(QPainter& p, const QRectF& area, double most_entropy, double most_latency) const;
    void paint_series(QPainter& p, const QRectF& area, double most_entropy, double most_latency) const;
    void paint_kept_series(QPainter& p, const QRectF& area, double most_entropy, double most_latency);
    void paint_marks(QPainter& p, const QRectF& area, double most_entropy) const;
    [[nodiscard]] QString readout(int index) const;
};

}  // namespace reasonscope::ui
