#include "ui/views/tree_canvas.h"

#include "ui/views/tree_canvas_impl.h"

namespace reasonscope::ui {

TreeCanvas::TreeCanvas(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Reasoning tree"));
    grabGesture(Qt::PinchGesture);
    Impl* d = impl_.get();
    attach(nullptr);
    connect(d->bar, &CanvasBar::mode_picked, this, &TreeCanvas::set_mode);
    connect(d->bar, &CanvasBar::zoom_in, this, &TreeCanvas::zoom_in);
    connect(d->bar, &CanvasBar::zoom_out, this, &TreeCanvas::zoom_out);
    connect(d->bar, &CanvasBar::reset_zoom, this, &TreeCanvas::reset_zoom);
    connect(d->bar, &CanvasBar::fit, this, &TreeCanvas::fit);
    connect(d->follow_button, &QToolButton::clicked, this, [this] { set_live(true); });
    connect(d->tools, &CanvasTools::edges_changed, this, [this, d] {
        d->forget_kin();
        d->matrix->set_least_weight(d->tools->least_weight());
        d->matrix->set_most_sources(d->tools->most_sources());
        update();
    });
    connect(d->tools, &CanvasTools::focus_toggled, this, qOverload<>(&QWidget::update));
    connect(d->tools, &CanvasTools::fold_toggled, this, [d](bool folded) { d->set_folded(folded); });
    connect(d->bar, &CanvasBar::tools_toggled, this, [d](bool shown) { d->show_tools(shown); });
    connect(d->tools, &CanvasTools::search_wanted, this, &TreeCanvas::search);
    connect(d->search, &CanvasSearch::words_changed, this, [d](const QString& words) { d->find(words); });
    connect(d->search, &CanvasSearch::next_wanted, this, [d](int by) { d->next_match(by); });
    connect(d->search, &CanvasSearch::closed, this, [this, d] {
        d->find({});
        setFocus(Qt::OtherFocusReason);
    });
    connect(d->matrix, &StepMatrixView::zoom_changed, this, [d](double zoom) {
        if (d->mode == CanvasMode::Matrix) d->bar->show_zoom(zoom);
    });
    connect(d->matrix, &StepMatrixView::step_activated, this, &TreeCanvas::step_activated);
    for (QVariantAnimation* animation : {&d->glide, &d->flight}) {
        animation->setDuration(kGlideMs);
        animation->setEasingCurve(QEasingCurve::OutCubic);
        animation->setStartValue(0.0);
        animation->setEndValue(1.0);
    }
    connect(&d->glide, &QVariantAnimation::valueChanged, this, [d](const QVariant& t) { d->show_progress(t.toDouble()); });
    connect(&d->glide, &QVariantAnimation::finished, this, [d] {
        d->land();
        d->repaint();
    });
    connect(&d->flight, &QVariantAnimation::valueChanged, this, [d](const QVariant& value) {
        const double t = value.toDouble();
        const Camera &a = d->flight_from, &b = d->flight_to;
        d->set_camera({a.scale + (b.scale - a.scale) * t, {a.origin.x + (b.origin.x - a.origin.x) * t, a.origin.y + (b.origin.y - a.origin.y) * t},
                       b.least_x});
    });
}

TreeCanvas::~TreeCanvas() {
    if (impl_->selection) disconnect(impl_->selection, nullptr, this, nullptr);  // our own one goes down with impl_
}

void TreeCanvas::attach(Selection* selection) {
    Impl* d = impl_.get();
    if (d->selection) disconnect(d->selection, nullptr, this, nullptr);
    d->selection = selection != nullptr ? selection : &d->own_selection;
    d->matrix->attach(d->selection);
    connect(d->selection, &Selection::step_changed, this, qOverload<>(&QWidget::update));
    connect(d->selection, &Selection::locked_step_changed, this, [this, d](Selection::Step step) {
        d->update_current();
        if (step && d->current_index() >= 0) d->reveal(d->current_index());
    });
    connect(d->selection, &QObject::destroyed, this, [this] { attach(nullptr); });
    d->update_current();
}

void TreeCanvas::set_graph(CanvasMode mode, CanvasGraph graph) {
    Impl* d = impl_.get();
    Impl::Sheet& sheet = d->sheets[static_cast<std::size_t>(mode)];
    if (mode == CanvasMode::Matrix) {
        d->matrix->set_graph(std::move(graph));
        d->place_controls();
        return;
    }
    CanvasScene next = d->scene_of(mode, std::move(graph));
    if (mode != d->mode) {
        if (next.empty()) sheet.touched = sheet.framed = false;
        sheet.scene = std::move(next);
        return;
    }
    std::vector<Rect> from;
    const bool in_flight = d->glide.state() == QAbstractAnimation::Running;  // growth faster than a glide jumps, it can't be followed anyway
    if (d->animated && !in_flight && isVisible() && next.size() <= kMostAnimated && !sheet.scene.empty()) {
        const CanvasFrame shown = d->frame();
        from.resize(static_cast<std::size_t>(next.size()));
        for (int i = 0; i < next.size(); ++i)
            if (const auto old = sheet.scene.find_key(next.key(i))) from[static_cast<std::size_t>(i)] = shown.rects[static_cast<std::size_t>(*old)];
    }
    d->land();
    sheet.scene = std::move(next);
    d->hovered = d->hovered_link = -1;
    if (!from.empty()) {
        d->from_rects = std::move(from);
        d->show_progress(0);
        d->glide.start();
    }
    if (sheet.scene.empty()) sheet.touched = sheet.framed = false;
    d->refresh_matches();
    if (!sheet.touched) d->frame_view(true);
    d->update_current();
    d->update_follow();
}

void TreeCanvas::set_source(std::function<CanvasGraph(CanvasMode)> source) { impl_->source = std::move(source); }

void TreeCanvas::refresh() {
    if (!impl_->source) return;
    impl_->stale.fill(true);
    impl_->pull(impl_->mode);
}

const CanvasGraph& TreeCanvas::graph(CanvasMode mode) const {
    impl_->pull(mode);
    if (mode == CanvasMode::Matrix) return impl_->matrix->graph();
    return impl_->sheets[static_cast<std::size_t>(mode)].scene.graph();
}

StepMatrixView& TreeCanvas::matrix() { return *impl_->matrix; }

void TreeCanvas::clear() {
    impl_->stale.fill(false);
    for (auto& sheet : impl_->sheets) sheet = {};
    impl_->matrix->set_graph({});
    impl_->matches.clear();
    impl_->match = -1;
    impl_->land();
    impl_->flight.stop();
    impl_->current.reset();
    impl_->hovered = impl_->hovered_link = -1;
    impl_->update_follow();
    impl_->place_controls();
    update();
}

void TreeCanvas::set_mode(CanvasMode mode) {
    Impl* d = impl_.get();
    d->bar->show_mode(mode);
    if (mode == d->mode) return;
    d->land();
    d->flight.stop();
    d->pull(mode);
    d->mode = mode;
    d->hovered = d->hovered_link = -1;
    d->place_controls();
    d->tools->show_mode(mode);
    if (mode == CanvasMode::Matrix) d->bar->show_zoom(d->matrix->zoom());
    else if (!d->sheet().touched) d->frame_view(false);
    else d->set_camera(d->sheet().camera);
    d->refresh_matches();
    d->update_current();
    if (d->selection->locked_step() && d->current_index() >= 0) d->reveal(d->current_index());  // the same step, in the other picture
    d->update_follow();
    emit mode_changed(mode);
}

CanvasMode TreeCanvas::mode() const { return impl_->mode; }

void TreeCanvas::set_live(bool live) {
    Impl* d = impl_.get();
    d->live = live;
    if (live) {
        for (auto& sheet : d->sheets) sheet.touched = false;
        d->frame_view(true);
    }
    d->update_follow();
}

bool TreeCanvas::is_following() const { return impl_->live && !impl_->sheets[static_cast<std::size_t>(impl_->mode)].touched; }

void TreeCanvas::set_empty_text(const QString& title, const QString& hint) {
    impl_->empty_title = title;
    impl_->empty_hint = hint;
    update();
}

void TreeCanvas::set_animated(bool animated) {
    impl_->animated = animated;
    if (animated) return;
    if (impl_->flight.state() == QAbstractAnimation::Running) {
        impl_->flight.stop();
        impl_->set_camera(impl_->flight_to);
    }
    impl_->land();
}

bool TreeCanvas::animated() const { return impl_->animated; }

void TreeCanvas::set_minimap_visible(bool visible) {
    impl_->minimap = visible;
    update();
}

double TreeCanvas::zoom() const {
    if (impl_->mode == CanvasMode::Matrix) return impl_->matrix->zoom();
    return impl_->sheets[static_cast<std::size_t>(impl_->mode)].camera.scale;
}

int TreeCanvas::node_at(QPointF position) const {
    if (impl_->mode == CanvasMode::Matrix) return -1;
    const CanvasFrame f = impl_->frame();
    if (!f.area.contains(position) || (impl_->minimap_shown() && impl_->minimap_rect().contains(position))) return -1;
    return f.scene->node_at(f.to_scene(position)).value_or(-1);
}

QRectF TreeCanvas::node_rect(int index) const {
    const CanvasFrame f = impl_->frame();
    return f.to_pixels(f.scene->rect(index));
}

int TreeCanvas::current_node() const { return impl_->current_index(); }

QString TreeCanvas::tooltip_at(QPointF position) const {
    if (const int node = node_at(position); node >= 0) return node_tooltip(impl_->scene(), node);
    if (const int link = impl_->link_at(position); link >= 0)
        return link_tooltip(impl_->scene(), impl_->scene().links()[static_cast<std::size_t>(link)]);
    return {};
}

QSize TreeCanvas::sizeHint() const { return {760, 560}; }
QSize TreeCanvas::minimumSizeHint() const { return {320, 220}; }

void TreeCanvas::search() { impl_->search->open(); }

void TreeCanvas::set_compact(bool compact) {
    if (impl_->compact == compact) return;
    impl_->compact = compact;
    impl_->bar->offer_tools(compact);
    impl_->show_tools(impl_->bar->tools_wanted());
}

QRectF TreeCanvas::drawing_area() const { return impl_->area(); }

void TreeCanvas::set_folded(bool folded) { impl_->tools->set_folded(folded); }
bool TreeCanvas::folded() const { return impl_->tools->folded(); }
void TreeCanvas::set_focus_mode(bool on) { impl_->tools->set_focus_mode(on); }
bool TreeCanvas::focus_mode() const { return impl_->tools->focus_mode(); }
QRectF TreeCanvas::minimap_rect() const { return impl_->minimap_shown() ? impl_->minimap_rect() : QRectF(); }

void TreeCanvas::walk(int by) { impl_->walk(by, false); }

QString TreeCanvas::spoken_current() const {
    const int now = impl_->current_index();
    return now < 0 ? QString() : spoken_node(impl_->scene(), now);
}

void TreeCanvas::fit() {
    if (impl_->mode == CanvasMode::Matrix) return impl_->matrix->fit();
    impl_->touch();
    if (!impl_->scene().empty()) impl_->fly(camera::fit(impl_->scene(), impl_->area()));
}

void TreeCanvas::zoom_in() {
    if (impl_->mode == CanvasMode::Matrix) return impl_->matrix->zoom_by(1.25);
    impl_->touch();
    impl_->fly(camera::clamped(camera::zoomed(impl_->goal(), impl_->scene(), impl_->area(), 1.25, impl_->area().center()), impl_->scene(), impl_->area()));
}

void TreeCanvas::zoom_out() {
    if (impl_->mode == CanvasMode::Matrix) return impl_->matrix->zoom_by(0.8);
    impl_->touch();
    impl_->fly(camera::clamped(camera::zoomed(impl_->goal(), impl_->scene(), impl_->area(), 0.8, impl_->area().center()), impl_->scene(), impl_->area()));
}

void TreeCanvas::reset_zoom() {
    if (impl_->mode == CanvasMode::Matrix) return impl_->matrix->reset_zoom();
    impl_->touch();
    const Camera now = impl_->goal();
    impl_->fly(camera::zoomed(now, impl_->scene(), impl_->area(), 1 / now.scale, impl_->area().center()));
}

void TreeCanvas::center_on(StepId step) {
    const auto node = impl_->scene().node_of(step);
    if (!node) return;
    const Point middle = impl_->scene().rect(*node).center();
    const QRectF area = impl_->area();
    Camera view = impl_->goal();
    view.origin = {middle.x - area.width() / 2 / view.scale_x(), middle.y - area.height() / 2 / view.scale};
    impl_->touch();
    impl_->fly(view);
}

}  // namespace reasonscope::ui
