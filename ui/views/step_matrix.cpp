#include "ui/views/step_matrix.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/views/canvas_search.h"
#include "ui/views/labels.h"
#include "ui/views/step_matrix_impl.h"

namespace reasonscope::ui {
namespace {

constexpr double kUsualCell = 16, kLargestCell = 64;
constexpr double kLeft = 46, kTop = 14, kRight = 14, kBottom = 30;  // labels and class strips

}  // namespace

QRectF StepMatrixView::Impl::plot() const {
    return {kLeft, kTop, std::max(1.0, self->width() - kLeft - kRight), std::max(1.0, self->height() - kTop - kBottom)};
}

double StepMatrixView::Impl::fitting_cell() const { return std::min(plot().width(), plot().height()) / std::max(1, size()); }

int StepMatrixView::Impl::row_of(std::optional<StepId> step) const {
    if (!step) return -1;
    const auto found = row_of_step.find(step->value);
    return found == row_of_step.end() ? -1 : found->second;
}

void StepMatrixView::Impl::fit_view() {
    cell = std::min(fitting_cell(), kLargestCell);
    first_x = first_y = 0;
    touched = false;
    changed();
}

void StepMatrixView::Impl::clamp() {
    cell = std::clamp(cell, std::min(fitting_cell(), kUsualCell) * 0.9, kLargestCell);
    const double across = plot().width() / cell, down = plot().height() / cell;
    first_x = std::clamp(first_x, std::min(0.0, size() - across), std::max(0.0, size() - across));
    first_y = std::clamp(first_y, std::min(0.0, size() - down), std::max(0.0, size() - down));
}

void StepMatrixView::Impl::zoom_about(double factor, QPointF about) {
    const QPointF in = about - plot().topLeft();
    const double x = first_x + in.x() / cell, y = first_y + in.y() / cell;
    cell *= factor;
    touched = true;
    clamp();
    first_x = x - in.x() / cell;
    first_y = y - in.y() / cell;
    clamp();
    changed();
}

void StepMatrixView::Impl::show_row(int row) {
    const double across = plot().width() / cell, down = plot().height() / cell;
    if (row < first_y || row + 1 > first_y + down) first_y = row - down / 2;
    if (row < first_x || row + 1 > first_x + across) first_x = row - across * 0.75;  // what it rests on stands left of it
    clamp();
    changed();
}

void StepMatrixView::Impl::select(int row) {
    if (row < 0 || row >= size()) return;
    selection->lock(node(row).step);
    show_row(row);
}

void StepMatrixView::Impl::changed() {
    cells = {};
    self->update();
    emit self->zoom_changed(self->zoom());
}

StepMatrixView::StepMatrixView(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
    setFocusPolicy(Qt::NoFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setObjectName(QStringLiteral("matrix"));
    setAccessibleName(tr("Matrix of steps by steps"));
    hide();
}

StepMatrixView::~StepMatrixView() {
    if (impl_->selection) disconnect(impl_->selection, nullptr, this, nullptr);
}

void StepMatrixView::attach(Selection* selection) {
    if (impl_->selection) disconnect(impl_->selection, nullptr, this, nullptr);
    impl_->selection = selection;
    connect(selection, &Selection::step_changed, this, qOverload<>(&QWidget::update));
    connect(selection, &Selection::locked_step_changed, this, [this](Selection::Step step) {
        const int row = impl_->row_of(step);
        if (row < 0) return update();
        setAccessibleDescription(tr("Step %1").arg(step->value));
        impl_->show_row(row);
    });
}

void StepMatrixView::set_graph(CanvasGraph graph) {
    Impl* d = impl_.get();
    std::erase_if(graph.nodes, [](const CanvasNode& node) { return node.kind == CanvasNodeKind::Ghost; });
    d->graph = std::move(graph);
    d->row_of_step.clear();
    const int size = static_cast<int>(d->graph.nodes.size());
    for (int i = 0; i < size; ++i) d->row_of_step.emplace(d->node(i).step.value, i);
    std::vector<GridCell> cells;
    cells.reserve(d->graph.edges.size());
    for (const CanvasEdge& edge : d->graph.edges) cells.push_back({d->row_of(edge.step), d->row_of(edge.source), edge.weight});
    d->grid = StepGrid(size, std::move(cells));
    d->hovered.reset();
    if (!d->touched) d->fit_view();
    d->clamp();
    d->changed();
}

const CanvasGraph& StepMatrixView::graph() const { return impl_->graph; }

void StepMatrixView::set_least_weight(double weight) {
    impl_->filter.least_weight = static_cast<float>(weight);
    impl_->changed();
}

void StepMatrixView::set_most_sources(int count) {
    impl_->filter.most_per_row = count;
    impl_->changed();
}

void StepMatrixView::find(const QString& words) {
    impl_->matches = find_steps(impl_->graph, words);
    impl_->match = impl_->matches.empty() ? -1 : 0;
    if (impl_->match >= 0) impl_->select(impl_->matches.front());
    update();
}

void StepMatrixView::next_match(int by) {
    const int count = matches();
    if (count == 0) return;
    impl_->match = (impl_->match + by + count) % count;
    impl_->select(impl_->matches[static_cast<std::size_t>(impl_->match)]);
}

int StepMatrixView::match() const { return impl_->match; }
int StepMatrixView::matches() const { return static_cast<int>(impl_->matches.size()); }
double StepMatrixView::zoom() const { return impl_->cell / kUsualCell; }
void StepMatrixView::zoom_by(double factor) { impl_->zoom_about(factor, impl_->plot().center()); }
void StepMatrixView::fit() { impl_->fit_view(); }
void StepMatrixView::reset_zoom() { zoom_by(kUsualCell / impl_->cell); }

bool StepMatrixView::take_key(int key) {
    Impl* d = impl_.get();
    const int now = d->row_of(d->selection->locked_step());
    const auto strongest = [](int best, float weight, float& most, int candidate) {
        if (weight <= most) return best;
        most = weight;
        return candidate;
    };
    float most = 0;
    int there = now;
    switch (key) {
        case Qt::Key_Up: d->select(now < 0 ? d->size() - 1 : now - 1); return true;
        case Qt::Key_Down: d->select(now + 1); return true;
        case Qt::Key_Home: d->select(0); return true;
        case Qt::Key_End: d->select(d->size() - 1); return true;
        case Qt::Key_Left:
            for (const GridCell& c : d->grid.row(now)) there = strongest(there, c.weight, most, c.column);
            d->select(there);
            return true;
        case Qt::Key_Right:
            for (int row = now + 1; now >= 0 && row < d->size(); ++row) there = strongest(there, d->grid.at(row, now), most, row);
            d->select(there);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (now >= 0) emit step_activated(d->node(now).step);
            return true;
        default: return false;
    }
}

QRectF StepMatrixView::cell_rect(int row, int column) const {
    const Impl* d = impl_.get();
    return {d->plot().x() + (column - d->first_x) * d->cell, d->plot().y() + (row - d->first_y) * d->cell, d->cell, d->cell};
}

std::optional<std::pair<int, int>> StepMatrixView::cell_at(QPointF position) const {
    const Impl* d = impl_.get();
    if (!d->plot().contains(position)) return {};
    const int row = static_cast<int>(std::floor(d->first_y + (position.y() - d->plot().y()) / d->cell));
    const int column = static_cast<int>(std::floor(d->first_x + (position.x() - d->plot().x()) / d->cell));
    if (column < 0 || column > row || row >= d->size()) return {};
    return std::pair{row, column};
}

float StepMatrixView::weight(int row, int column) const { return impl_->grid.at(row, column, impl_->filter); }

QString StepMatrixView::readout(int row, int column) const {
    const auto named = [this](int at) {
        const CanvasNode& node = impl_->node(at);
        QString text = plain_words(node.text.simplified());
        if (text.size() > 120) text = text.left(119) + u'…';
        return QStringLiteral("<b>%1 · %2</b> %3").arg(step_number(node.step), theme::step_class_label(node.step_class), text.toHtmlEscaped());
    };
    if (row == column) return named(row);
    const float found = weight(row, column);
    const QString what = found > 0 ? tr("rests with weight %1 on").arg(found, 0, 'f', 2) : tr("does not rest on");
    return QStringLiteral("%1<br/><i>%2</i><br/>%3").arg(named(row), what, named(column));
}

bool StepMatrixView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto cell = cell_at(help->pos());
        if (!cell) QToolTip::hideText();
        else QToolTip::showText(help->globalPos(), readout(cell->first, cell->second), this);
        return true;
    }
    return QWidget::event(event);
}

void StepMatrixView::resizeEvent(QResizeEvent*) {
    if (!impl_->touched) impl_->fit_view();
    impl_->clamp();
    impl_->changed();
}

void StepMatrixView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) impl_->cells = {};
    QWidget::changeEvent(event);
}

void StepMatrixView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    parentWidget()->setFocus(Qt::MouseFocusReason);
    impl_->press = impl_->last = event->position();
    impl_->pressed = true;
    impl_->panning = false;
}

void StepMatrixView::mouseMoveEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    if (d->pressed && (d->panning || (event->position() - d->press).manhattanLength() >= 5)) {
        d->panning = d->touched = true;
        d->first_x -= (event->position().x() - d->last.x()) / d->cell;
        d->first_y -= (event->position().y() - d->last.y()) / d->cell;
        d->last = event->position();
        d->clamp();
        return d->changed();
    }
    const auto cell = cell_at(event->position());
    if (cell == d->hovered) return;
    d->hovered = cell;
    d->selection->hover(cell ? std::optional(d->node(cell->first).step) : std::nullopt);
    update();
}

void StepMatrixView::mouseReleaseEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    const bool click = d->pressed && !d->panning;
    d->pressed = d->panning = false;
    if (const auto cell = cell_at(event->position()); click && cell) d->selection->lock(d->node(cell->first).step);
}

void StepMatrixView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const auto cell = cell_at(event->position())) emit step_activated(impl_->node(cell->first).step);
}

void StepMatrixView::leaveEvent(QEvent*) {
    impl_->hovered.reset();
    impl_->selection->hover({});
    update();
}

void StepMatrixView::wheelEvent(QWheelEvent* event) {
    Impl* d = impl_.get();
    const QPointF delta = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
    event->accept();
    if (event->modifiers() & Qt::ControlModifier) return d->zoom_about(std::pow(1.0044, delta.y()), event->position());
    const bool across = event->modifiers() & Qt::ShiftModifier;
    d->first_x -= (across ? delta.x() + delta.y() : delta.x()) / d->cell;
    d->first_y -= (across ? 0 : delta.y()) / d->cell;
    d->touched = true;
    d->clamp();
    d->changed();
}

}  // namespace reasonscope::ui
