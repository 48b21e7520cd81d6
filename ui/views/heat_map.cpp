#include "ui/views/heat_map.h"

#include <qcustomplot.h>

#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <cmath>

#include "ui/geometry/heat_grid.h"
#include "ui/theme/color_map.h"
#include "ui/views/labels.h"

namespace reasonscope::ui {
namespace {

constexpr int kScaleOverhang = 16;  // pixels by which the name of a scale may be longer than the scale

/// QCustomPlot's gradient from ours.
QCPColorGradient gradient_of(ColorMap map) {
    constexpr int kStops = 24;
    QMap<double, QColor> stops;
    for (int i = 0; i <= kStops; ++i) stops[static_cast<double>(i) / kStops] = map_color(map, static_cast<double>(i) / kStops);
    QCPColorGradient gradient;
    gradient.setColorStops(stops);
    gradient.setLevelCount(350);
    gradient.setNanHandling(QCPColorGradient::nhTransparent);
    return gradient;
}

QString label_of(const QStringList& labels, int index) { return index < labels.size() ? labels[index] : QString::number(index); }

QString axis_place(const QString& axis, const QStringList& labels, int index) {
    return axis.isEmpty() ? label_of(labels, index) : QStringLiteral("%1 %2").arg(axis, label_of(labels, index));
}

QString place_name(const QStringList& names, const QString& axis, const QStringList& labels, int index) {
    return index < names.size() ? names[index] : axis_place(axis, labels, index);
}

}  // namespace

struct HeatMapView::Impl {
    HeatMapData data;
    QStackedLayout* stack = nullptr;
    QCustomPlot* plot = nullptr;
    QLabel* line = nullptr;   // readout
    QLabel* empty = nullptr;
    QCPColorMap* map = nullptr;
    QCPColorScale* scale = nullptr;
    QCPItemRect* hover_frame = nullptr;
    QCPItemRect* selected_frame = nullptr;
    std::optional<HeatMapCell> hovered, selected;
    bool markable = false;
    std::vector<HeatMapCell> marked;
    std::vector<QCPItemRect*> mark_frames;  // as many as marks; the plot owns them

    [[nodiscard]] bool has_cells() const { return data.rows > 0 && data.columns > 0; }
    [[nodiscard]] bool inside(HeatMapCell c) const { return c.row >= 0 && c.row < data.rows && c.column >= 0 && c.column < data.columns; }
    [[nodiscard]] float value(HeatMapCell c) const { return data.values[static_cast<std::size_t>(c.row) * static_cast<std::size_t>(data.columns) + static_cast<std::size_t>(c.column)]; }
    [[nodiscard]] QString format(double v) const {
        const QString sign = data.is_signed && v > 0 ? QStringLiteral("+") : QString();
        return sign + (data.format == ValueFormat::Percent ? QString::number(v * 100, 'f', 1) + QStringLiteral(" %") : QString::number(v, 'g', 3));
    }

    /// Widget pixels.
    [[nodiscard]] HeatGrid grid() const {
        const QRect r = plot->axisRect()->rect().translated(plot->pos());
        return {{static_cast<double>(r.x()), static_cast<double>(r.y()), static_cast<double>(r.width()), static_cast<double>(r.height())},
                data.rows, data.columns, data.row_zero_on_top};
    }

    [[nodiscard]] double high() const {
        if (data.maximum) return *data.maximum;
        double most = data.baseline ? *data.baseline * 1.05 : 0;
        for (const float v : data.values)
            if (std::isfinite(v)) most = std::max(most, static_cast<double>(data.is_signed ? std::abs(v) : v));
        return std::max(most, 1e-6);
    }

    /// Place of a value on the colours: a baseline sits in the middle, with nothing and the maximum at the ends.
    [[nodiscard]] double place(double v) const {
        if (data.is_signed) return 0.5 + 0.5 * v / high();
        if (!data.baseline || *data.baseline <= 0 || *data.baseline >= high()) return v / high();
        const double base = *data.baseline;
        return v <= base ? 0.5 * v / base : 0.5 + 0.5 * (v - base) / (high() - base);
    }

    void fill() {
        // A single row or column is given as two equal halves, because QCustomPlot gives a lone cell no width.
        const int nx = std::max(2, data.columns), ny = std::max(2, data.rows);
        const auto span = [](int cells) { return cells > 1 ? QCPRange(0, cells - 1) : QCPRange(-0.25, 0.25); };
        map->data()->setSize(nx, ny);
        map->data()->setRange(span(data.columns), span(data.rows));
        for (int x = 0; x < nx; ++x)
            for (int y = 0; y < ny; ++y) {
                const float v = value({std::min(y, data.rows - 1), std::min(x, data.columns - 1)});
                map->data()->setCell(x, y, std::isnan(v) ? std::nan("") : place(v));
            }
        map->setDataRange({0, 1});
        plot->xAxis->setRange(-0.5, data.columns - 0.5);
        plot->yAxis->setRange(-0.5, data.rows - 0.5);
        plot->yAxis->setRangeReversed(data.row_zero_on_top);
        plot->xAxis->setLabel(data.column_axis);
        plot->yAxis->setLabel(data.row_axis);

        QSharedPointer<QCPAxisTickerText> ends(new QCPAxisTickerText);
        ends->addTick(0, format(data.is_signed ? -high() : 0));
        if (data.is_signed) ends->addTick(0.5, format(0));
        if (data.baseline && *data.baseline < high()) ends->addTick(0.5, format(*data.baseline));
        ends->addTick(1, format(high()));
        scale->axis()->setTicker(ends);
        label_cells();
    }

    /// Labels as dense as they fit.
    void label_cells() {
        const QFontMetricsF metrics(theme::font(TextRole::Caption));
        double widest = 0;
        for (int c = 0; c < data.columns; ++c) widest = std::max(widest, metrics.horizontalAdvance(label_of(data.column_labels, c)));
        const QRect area = plot->axisRect()->rect();
        QSharedPointer<QCPAxisTickerText> columns(new QCPAxisTickerText), rows(new QCPAxisTickerText);
        const int by_column = label_stride(std::max(1.0, static_cast<double>(area.width()) / data.columns), widest + 6);
        const int by_row = label_stride(std::max(1.0, static_cast<double>(area.height()) / data.rows), metrics.height());
        for (int c = 0; c < data.columns; c += by_column) columns->addTick(c, label_of(data.column_labels, c));
        for (int r = 0; r < data.rows; r += by_row) rows->addTick(r, label_of(data.row_labels, r));
        plot->xAxis->setTicker(columns);
        plot->yAxis->setTicker(rows);
        scale->axis()->setLabel(metrics.elidedText(scale_name(), Qt::ElideRight, area.height() + kScaleOverhang));
    }

    /// The plot finds out how much room its cells have when it is drawn.
    void draw_labelled() {
        plot->replot();
        label_cells();
        plot->replot();
    }

    [[nodiscard]] QString scale_name() const {
        if (data.bare_scale) return {};
        return data.baseline && !data.baseline_name.isEmpty() ? QObject::tr("%1 (middle: %2)").arg(data.value_name, data.baseline_name) : data.value_name;
    }

    void style() {
        const Theme& t = theme::current();
        plot->setBackground(QBrush(t.surface));
        for (QCPAxis* axis : {plot->xAxis, plot->yAxis, plot->xAxis2, plot->yAxis2, scale->axis()}) {
            axis->setBasePen(QPen(t.border, 1));
            axis->setTickPen(Qt::NoPen);
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelColor(t.text_secondary);
            axis->setLabelColor(t.text_secondary);
            axis->setTickLabelFont(theme::font(TextRole::Caption));
            axis->setLabelFont(theme::font(TextRole::Caption));
            axis->setLabelPadding(5);
            axis->setTickLabelPadding(5);
            axis->grid()->setVisible(false);
        }
        for (QCPAxis* axis : scale->axis()->axisRect()->axes()) axis->setBasePen(QPen(t.border, 1));
        hover_frame->setPen(QPen(t.text_faint, 1.5));
        selected_frame->setPen(QPen(t.accent, 2.5));
        const QCPColorGradient gradient = gradient_of(data.baseline || data.is_signed ? ColorMap::Diverging : ColorMap::Sequential);
        map->setGradient(gradient);
        scale->setGradient(gradient);
        for (QLabel* label : {line, empty}) {
            QPalette colors = label->palette();
            colors.setColor(QPalette::WindowText, t.text_secondary);
            label->setPalette(colors);
        }
    }

    void place_frames() {
        const auto put = [this](QCPItemRect* frame, const std::optional<HeatMapCell>& cell) {
            frame->setVisible(cell.has_value());
            if (!cell) return;
            frame->topLeft->setCoords(cell->column - 0.5, cell->row - 0.5);
            frame->bottomRight->setCoords(cell->column + 0.5, cell->row + 0.5);
        };
        while (mark_frames.size() > marked.size()) {
            plot->removeItem(mark_frames.back());
            mark_frames.pop_back();
        }
        while (mark_frames.size() < marked.size()) mark_frames.push_back(new QCPItemRect(plot));
        for (std::size_t i = 0; i < marked.size(); ++i) {
            mark_frames[i]->setPen(QPen(theme::current().danger, 1.5));
            mark_frames[i]->setBrush(QBrush(theme::current().danger, Qt::BDiagPattern));
            put(mark_frames[i], marked[i]);
        }
        put(hover_frame, hovered);
        put(selected_frame, selected);
    }
};

HeatMapView::HeatMapView(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>()) {
    Impl* d = impl_.get();
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 4, 4, 4);
    column->setSpacing(2);
    d->line = new QLabel(this);
    d->line->setFont(theme::font(TextRole::Caption));
    d->line->setTextFormat(Qt::PlainText);
    d->line->setMinimumWidth(40);
    d->line->setContentsMargins(6, 0, 0, 0);
    d->empty = new QLabel(tr("Nothing to show yet."), this);
    d->empty->setAlignment(Qt::AlignCenter);
    d->empty->setWordWrap(true);
    d->plot = new QCustomPlot(this);
    d->plot->setFocusPolicy(Qt::NoFocus);
    d->plot->setMouseTracking(true);
    d->plot->setAccessibleName(tr("Heat map"));
    d->plot->installEventFilter(this);
    column->addWidget(d->line);
    d->stack = new QStackedLayout;
    d->stack->addWidget(d->plot);
    d->stack->addWidget(d->empty);
    column->addLayout(d->stack, 1);

    d->plot->axisRect()->setupFullAxesBox();
    for (QCPAxis* axis : {d->plot->xAxis2, d->plot->yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    d->map = new QCPColorMap(d->plot->xAxis, d->plot->yAxis);
    d->map->setInterpolate(false);
    d->map->setTightBoundary(false);
    d->map->setAntialiased(false);
    d->scale = new QCPColorScale(d->plot);
    d->plot->plotLayout()->addElement(0, 1, d->scale);
    d->scale->setType(QCPAxis::atRight);
    d->scale->setBarWidth(10);
    d->scale->setDataRange({0, 1});
    auto* margins = new QCPMarginGroup(d->plot);
    d->plot->axisRect()->setMarginGroup(QCP::msBottom | QCP::msTop, margins);
    d->scale->setMarginGroup(QCP::msBottom | QCP::msTop, margins);
    d->hover_frame = new QCPItemRect(d->plot);
    d->selected_frame = new QCPItemRect(d->plot);
    clear();
}

HeatMapView::~HeatMapView() = default;

void HeatMapView::set_data(HeatMapData data) {
    Impl* d = impl_.get();
    if (data.values.size() != static_cast<std::size_t>(std::max(0, data.rows)) * static_cast<std::size_t>(std::max(0, data.columns)))
        data = {};  // a shape that lies about its values shows nothing
    d->data = std::move(data);
    d->hovered.reset();
    if (d->selected && !d->inside(*d->selected)) d->selected.reset();
    std::erase_if(d->marked, [d](HeatMapCell cell) { return !d->inside(cell); });
    const bool any = d->has_cells();
    d->line->setVisible(any);
    d->stack->setCurrentWidget(any ? static_cast<QWidget*>(d->plot) : d->empty);
    setAccessibleName(any ? tr("Heat map of %1, %2 by %3").arg(d->data.value_name, d->data.row_axis, d->data.column_axis) : tr("Empty heat map"));
    d->style();
    d->line->setText(d->selected ? readout(*d->selected) : d->data.value_name);
    if (!any) return;
    d->fill();
    d->place_frames();
    d->draw_labelled();
}

const HeatMapData& HeatMapView::data() const { return impl_->data; }

void HeatMapView::clear() {
    impl_->selected.reset();
    set_data({});
}

void HeatMapView::set_empty_text(const QString& text) { impl_->empty->setText(text); }

void HeatMapView::set_selected(std::optional<HeatMapCell> cell) {
    if (cell && !impl_->inside(*cell)) cell.reset();
    if (cell == impl_->selected) return;
    impl_->selected = cell;
    impl_->line->setText(cell ? readout(*cell) : impl_->data.value_name);
    impl_->place_frames();
    impl_->plot->replot(QCustomPlot::rpQueuedReplot);
}

std::optional<HeatMapCell> HeatMapView::selected() const { return impl_->selected; }

void HeatMapView::set_markable(bool markable) { impl_->markable = markable; }

void HeatMapView::set_marked(std::vector<HeatMapCell> cells) {
    std::erase_if(cells, [this](HeatMapCell cell) { return !impl_->inside(cell); });
    if (cells == impl_->marked) return;
    impl_->marked = std::move(cells);
    impl_->place_frames();
    impl_->plot->replot(QCustomPlot::rpQueuedReplot);
}

const std::vector<HeatMapCell>& HeatMapView::marked() const { return impl_->marked; }

/// `more`: adds the cell to the others or takes it out; else it is the only one.
void HeatMapView::toggle_mark(HeatMapCell cell, bool more) {
    if (!impl_->markable) return;
    std::vector<HeatMapCell> cells = more ? impl_->marked : std::vector<HeatMapCell>();
    if (std::erase(cells, cell) == 0) cells.push_back(cell);
    set_marked(std::move(cells));
    emit marks_changed();
}

QRectF HeatMapView::cell_rect(HeatMapCell cell) const {
    if (!impl_->inside(cell)) return {};
    const Rect r = impl_->grid().cell(cell.row, cell.column);
    return {r.x, r.y, r.width, r.height};
}

std::optional<HeatMapCell> HeatMapView::cell_at(QPointF position) const {
    const auto hit = impl_->grid().at({position.x(), position.y()});
    return hit ? std::optional(HeatMapCell{hit->first, hit->second}) : std::nullopt;
}

QString HeatMapView::readout(HeatMapCell cell) const {
    const Impl* d = impl_.get();
    if (!d->inside(cell)) return {};
    QString text = QStringLiteral("%1, %2: ").arg(place_name(d->data.row_names, d->data.row_axis, d->data.row_labels, cell.row),
                                                  place_name(d->data.column_names, d->data.column_axis, d->data.column_labels, cell.column));
    const float v = d->value(cell);
    if (std::isnan(v)) return text + tr("no value");
    if (!d->data.value_name.isEmpty()) text += d->data.value_name + u' ';
    text += d->format(v);
    if (d->data.baseline) text += tr(" (%1 %2)").arg(d->data.baseline_name, d->format(*d->data.baseline));
    return text;
}

QSize HeatMapView::sizeHint() const { return {340, 260}; }
QSize HeatMapView::minimumSizeHint() const { return {180, 140}; }

void HeatMapView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        impl_->style();
        if (impl_->has_cells()) impl_->plot->replot(QCustomPlot::rpQueuedReplot);
    }
    QWidget::changeEvent(event);
}

bool HeatMapView::eventFilter(QObject* watched, QEvent* event) {
    Impl* d = impl_.get();
    if (watched != d->plot || !d->has_cells()) return QWidget::eventFilter(watched, event);
    const auto hover = [this, d](std::optional<HeatMapCell> cell) {
        if (cell == d->hovered) return;
        d->hovered = cell;
        d->place_frames();
        d->plot->setToolTip(cell ? readout(*cell) : QString());
        d->line->setText(cell ? readout(*cell) : d->selected ? readout(*d->selected) : d->data.value_name);
        d->plot->replot(QCustomPlot::rpQueuedReplot);
        emit cell_hovered(cell);
    };
    switch (event->type()) {
        case QEvent::MouseMove:
            hover(cell_at(static_cast<QMouseEvent*>(event)->position() + d->plot->pos()));
            break;
        case QEvent::Leave:
            hover({});
            break;
        case QEvent::MouseButtonPress: {
            setFocus(Qt::MouseFocusReason);
            const auto* press = static_cast<QMouseEvent*>(event);
            const auto cell = cell_at(press->position() + d->plot->pos());
            if (!cell) break;
            toggle_mark(*cell, press->modifiers().testFlag(Qt::ShiftModifier));
            if (cell == d->selected) break;
            set_selected(cell);
            emit cell_selected(cell);
            break;
        }
        case QEvent::Resize:
            QMetaObject::invokeMethod(this, [d] {  // once the plot has its new size
                if (d->has_cells()) d->draw_labelled();
            }, Qt::QueuedConnection);
            break;
        default:
            break;
    }
    return QWidget::eventFilter(watched, event);
}

void HeatMapView::keyPressEvent(QKeyEvent* event) {
    Impl* d = impl_.get();
    HeatMapCell cell = d->selected.value_or(HeatMapCell{0, 0});
    const int down = d->data.row_zero_on_top ? 1 : -1;
    switch (event->key()) {
        case Qt::Key_Left: --cell.column; break;
        case Qt::Key_Right: ++cell.column; break;
        case Qt::Key_Up: cell.row -= down; break;
        case Qt::Key_Down: cell.row += down; break;
        case Qt::Key_Space:
            if (!d->markable || !d->selected) return QWidget::keyPressEvent(event);
            toggle_mark(*d->selected, true);
            return;
        case Qt::Key_Escape:
            if (!d->selected) return QWidget::keyPressEvent(event);
            set_selected({});
            emit cell_selected({});
            return;
        default: return QWidget::keyPressEvent(event);
    }
    if (!d->selected) cell = {0, 0};
    if (!d->inside(cell) || cell == d->selected) return;
    set_selected(cell);
    emit cell_selected(cell);
}

}  // namespace reasonscope::ui
