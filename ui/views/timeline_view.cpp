#include "ui/views/timeline_view.h"

#include <QElapsedTimer>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QPointer>
#include <QTimer>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ui/geometry/scale.h"
#include "ui/views/answer_lane.h"
#include "ui/views/fork_marks.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr double kLeft = 52, kRight = 52, kTop = 24, kBottom = 28, kBandHeight = 6;
constexpr double kLaneHeight = 30, kLaneGap = 16;
constexpr double kForkRoom = 7;    // between the key above the plot and the triangles on it
constexpr double kForkReach = 9;   // pixels around a triangle that belong to it
constexpr double kLeastRange = 4;  // tokens in sight
constexpr int kApartMs = 5;        // the transcript paints the same tokens at once: two short frames are better than a long one
constexpr int kPauseMs = 120;      // between frames of new tokens: the whole curve is drawn anew, and its scale hardly moves

}  // namespace

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
    QTimer later;                       // repaints after new tokens, in a turn of its own
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

void TimelineView::Impl::paint_bands(QPainter& p, const QRectF& area) const {
    const Theme& t = theme::current();
    const Scale scale = x();
    p.save();
    p.setClipRect(area.adjusted(0, 0, 0, kBandHeight + 3));
    p.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double a = scale.map(steps[i].first.value), b = scale.map(steps[i].last.value);
        if (b < area.x() || a > area.right()) continue;
        const bool locked = steps[i].step == selection->locked_step(), hovered_step = steps[i].step == selection->hovered_step();
        if (locked || hovered_step) p.fillRect(QRectF(a, area.y(), b - a, area.height()), locked ? t.selected : t.hover);
        p.setBrush(theme::step_class_color(steps[i].step_class));
        p.drawRect(QRectF(a + 0.5, area.bottom() + 3, std::max(1.0, b - a - 1), kBandHeight));
    }
    p.restore();
}

void TimelineView::Impl::paint_axes(QPainter& p, const QRectF& area, double most_entropy, double most_latency) const {
    const Theme& t = theme::current();
    const QFont font = theme::font(TextRole::Caption);
    const QFontMetricsF metrics(font);
    p.setFont(font);
    const int rows = area.height() > 90 ? 4 : 3;
    const Ticks left = nice_ticks(0, most_entropy, rows);
    for (const double value : left.values) {
        const double y = area.bottom() - value / most_entropy * area.height();
        p.fillRect(QRectF(area.x(), std::round(y), area.width(), 1), value == 0 ? t.border_strong : t.grid);
        p.setPen(t.text_secondary);
        p.drawText(QRectF(0, y - 8, area.x() - 7, 16), Qt::AlignRight | Qt::AlignVCenter, QString::number(value, 'f', left.decimals));
    }
    const Ticks right = nice_ticks(0, most_latency, rows);
    p.setPen(t.text_faint);
    for (const double value : right.values) {
        const double y = area.bottom() - value / most_latency * area.height();
        p.drawText(QRectF(area.right() + 7, y - 8, kRight - 9, 16), Qt::AlignLeft | Qt::AlignVCenter, QString::number(value, 'f', right.decimals));
    }
    const auto [from, to] = shown();
    const Scale scale = x();
    const int most = std::max(2, static_cast<int>(area.width() / (metrics.horizontalAdvance(QStringLiteral("00000")) + 26)));
    for (const double value : nice_ticks(from, to, most, true).values) {
        const double px = scale.map(value + 0.5);
        if (px < area.x() || px > area.right() - 14) continue;
        p.drawText(QRectF(px - 40, area.bottom() + kBandHeight + 4, 80, kBottom - kBandHeight - 5), Qt::AlignCenter, QString::number(value, 'f', 0));
    }
    // What the two scales are stands above the plot, with the colour they are drawn in.
    const auto key = [&](double at, const QColor& color, const QString& text) {
        p.setPen(Qt::NoPen);
        p.setBrush(color);
        p.drawRoundedRect(QRectF(at, 8.5, 9, 9), 2.5, 2.5);
        p.setPen(t.text_secondary);
        p.drawText(QRectF(at + 14, 0, 200, kTop + 2), Qt::AlignLeft | Qt::AlignVCenter, text);
        return at + 14 + metrics.horizontalAdvance(text) + 16;
    };
    const double next = key(area.x(), t.entropy, QObject::tr("entropy (nats)"));
    const double last = key(next, t.latency, QObject::tr("time per token (ms)"));
    const double end = answer.empty() ? last : key(last, t.good, QObject::tr("its answer, had it stopped here"));
    if (!forks.empty()) {
        p.setPen(t.text_secondary);
        p.drawText(QRectF(end + 14, 0, 200, kTop + 2), Qt::AlignLeft | Qt::AlignVCenter, QObject::tr("fork"));
        paint_fork_triangle(p, QPointF(end + 5, 16), {TokenPos(0), 1});
    }
}

void TimelineView::Impl::paint_series(QPainter& p, const QRectF& area, double most_entropy, double most_latency) const {
    const Theme& t = theme::current();
    const auto [first, last] = visible();
    if (last <= first) return;
    const int columns = std::max(1, static_cast<int>(area.width() / 2));
    const auto times = bin_maxima(latency, first, last, columns), values = bin_maxima(entropy, first, last, columns);
    const bool thinned = last - first > columns;
    const Scale scale = x();
    const auto edge_of = [&](std::size_t i) {
        if (thinned) return area.x() + area.width() * static_cast<double>(i) / static_cast<double>(values.size());
        const std::size_t k = static_cast<std::size_t>(first) + i;
        return scale.map(k < positions.size() ? positions[k] : positions.back() + 1);
    };
    p.save();
    p.setClipRect(area);
    p.setPen(Qt::NoPen);
    QColor bar = t.latency;
    bar.setAlphaF(t.dark ? 0.75F : 0.55F);
    p.setBrush(bar);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const double a = edge_of(i), b = edge_of(i + 1), gap = b - a > 4 ? std::min(2.0, (b - a) * 0.2) : 0;
        const double height = std::min(1.0, times[i] / most_latency) * area.height();
        p.drawRect(QRectF(a + gap / 2, area.bottom() - height, std::max(0.8, b - a - gap), height));
    }
    QPainterPath line;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QPointF point((edge_of(i) + edge_of(i + 1)) / 2, area.bottom() - std::min(1.0, values[i] / most_entropy) * area.height());
        if (i == 0) line.moveTo(point);
        else line.lineTo(point);
    }
    QPainterPath fill = line;
    fill.lineTo(line.currentPosition().x(), area.bottom());
    fill.lineTo((edge_of(0) + edge_of(1)) / 2, area.bottom());
    fill.closeSubpath();
    QColor soft = t.entropy;
    soft.setAlphaF(0.18F);
    p.fillPath(fill, soft);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(t.entropy, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p.drawPath(line);
    p.restore();
}

void TimelineView::Impl::paint_kept_series(QPainter& p, const QRectF& area, double most_entropy, double most_latency) {
    const Theme& t = theme::current();
    const Drawn wanted{shown(), area, self->size(), self->devicePixelRatioF(), t.entropy, t.latency};
    if (drawn != wanted) {
        series = QPixmap(wanted.size * wanted.ratio);
        series.setDevicePixelRatio(wanted.ratio);
        series.fill(Qt::transparent);
        QPainter onto(&series);
        onto.setRenderHints(p.renderHints());
        paint_series(onto, area, most_entropy, most_latency);
        drawn = wanted;
    }
    p.drawPixmap(0, 0, series);
}

void TimelineView::Impl::paint_marks(QPainter& p, const QRectF& area, double most_entropy) const {
    const Theme& t = theme::current();
    const Scale scale = x();
    for (const ForkMark& fork : forks) {
        const double px = scale.map(fork.at.value + 0.5);
        if (px >= area.x() && px <= area.right()) paint_fork_triangle(p, QPointF(px, area.y()), fork);
    }
    const auto mark = [&](int position, const QColor& color, bool dot) {
        const double px = scale.map(position + 0.5);
        if (px < area.x() || px > area.right()) return;
        const double top = answer.empty() ? area.y() : lane().y();
        p.fillRect(QRectF(std::round(px) - 0.5, top, 1, area.bottom() - top), color);
        const auto at = std::lower_bound(positions.begin(), positions.end(), position);
        if (!dot || at == positions.end() || *at != position) return;
        const double value = entropy[static_cast<std::size_t>(at - positions.begin())];
        p.setPen(QPen(t.surface, 1.5));
        p.setBrush(color);
        p.drawEllipse(QPointF(px, area.bottom() - std::min(1.0, value / most_entropy) * area.height()), 4, 4);
    };
    if (const auto token = selection->locked_token()) mark(token->value, t.accent, true);
    if (const auto token = selection->hovered_token(); token && hovered < 0) mark(token->value, t.text_secondary, true);
    if (hovered >= 0) {
        mark(positions[static_cast<std::size_t>(hovered)], t.text_secondary, true);
        p.setFont(theme::font(TextRole::Caption));
        p.setPen(t.text);
        p.drawText(QRectF(area.x(), 0, area.width() - right_free, kTop + 2), Qt::AlignRight | Qt::AlignVCenter, readout(hovered));
    }
    if (brush_x >= 0) {
        QColor tint = t.accent;
        tint.setAlphaF(0.16F);
        p.fillRect(QRectF(QPointF(std::min(press_x, brush_x), area.y()), QPointF(std::max(press_x, brush_x), area.bottom())), tint);
    }
}

QString TimelineView::Impl::readout(int index) const {
    const auto i = static_cast<std::size_t>(index);
    QString text = QObject::tr("token %1").arg(positions[i]);
    if (const StepBand* band = step_of(positions[i])) text += QStringLiteral("  ·  %1 %2").arg(step_number(band->step), theme::step_class_label(band->step_class));
    text += QStringLiteral("  ·  %1  ·  %2 ms").arg(nats(entropy[i])).arg(latency[i], 0, 'f', 1);
    if (const ForkMark* fork = fork_at(forks, TokenPos(positions[i]))) text += QStringLiteral("  ·  ") + fork_words(*fork);
    if (const auto sure = answer_probability(answer, positions[i])) text += QObject::tr("  ·  answer %1").arg(percent_text(static_cast<double>(*sure)));
    return text;
}

TimelineView::TimelineView(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Timeline of entropy and time per token"));
    impl_->later.setSingleShot(true);
    connect(&impl_->later, &QTimer::timeout, this, [this] {
        impl_->since.start();
        update();
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
    impl_->later.start(std::max(kApartMs, static_cast<int>(kPauseMs - since)));
}

void TimelineView::set_steps(std::vector<StepBand> steps) {
    impl_->steps = std::move(steps);
    if (!impl_->later.isActive()) update();
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

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const Theme& t = theme::current();
    Impl* d = impl_.get();
    p.fillRect(rect(), t.surface);
    if (d->positions.empty()) {
        p.setFont(theme::font(TextRole::Body));
        p.setPen(t.text_secondary);
        p.drawText(rect().adjusted(20, 0, -20, 0), Qt::AlignCenter | Qt::TextWordWrap, d->empty_text);
        return;
    }
    const QRectF area = d->plot();
    const double most_entropy = nice_ceiling(std::max(0.1F, *std::max_element(d->entropy.begin(), d->entropy.end())));
    // One slow first token must not flatten all the others: the scale ends at the 98th percentile, taller bars are cut.
    std::vector<float> sorted = d->latency;
    const auto rank = static_cast<std::ptrdiff_t>(static_cast<double>(sorted.size() - 1) * 0.98);
    std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
    const double most_latency = nice_ceiling(std::max(0.01, sorted[static_cast<std::size_t>(rank)] * 1.6));  // bars stay low, below the area
    d->paint_bands(p, area);
    paint_answer_lane(p, d->lane(), d->x(), d->full().second, d->answer);
    d->paint_axes(p, area, most_entropy, most_latency);
    d->paint_kept_series(p, area, most_entropy, most_latency);
    d->paint_marks(p, area, most_entropy);
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
