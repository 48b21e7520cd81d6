#include "ui/views/tree_canvas.h"

#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QPinchGesture>
#include <QPointer>
#include <QToolTip>
#include <QVariantAnimation>
#include <QWheelEvent>
#include <array>
#include <cmath>

#include "ui/views/canvas_bar.h"
#include "ui/views/canvas_camera.h"
#include "ui/views/canvas_paint.h"
#include "ui/views/canvas_words.h"

namespace reasonscope::ui {
namespace {

constexpr int kGlideMs = 260;
constexpr int kMostAnimated = 5000;  // cards; beyond, a jump is kinder than a stutter
constexpr double kPickDistance = 6;  // pixels around an edge
constexpr double kMinimapWidth = 148, kMinimapHeight = 104;

}  // namespace

struct TreeCanvas::Impl {
    explicit Impl(TreeCanvas* widget) : self(widget), own_selection(widget), selection(&own_selection), bar(new CanvasBar(widget)),
          follow_button(make_follow_button(widget)), glide(widget), flight(widget) {}

    TreeCanvas* self;
    Selection own_selection;  // so that there always is one
    QPointer<Selection> selection;
    CanvasBar* bar;
    QToolButton* follow_button;

    struct Sheet {  // one per mode
        CanvasScene scene;
        Camera camera;
        bool touched = false;  // the person moved the view: leave it alone
        bool framed = false;   // camera was set for this drawing
    };
    std::array<Sheet, 3> sheets;
    CanvasMode mode = CanvasMode::Decision;
    bool live = false, animated = true, minimap = true;
    QString empty_title = QObject::tr("No run yet"), empty_hint = QObject::tr("Ask a question below, or pick one of the samples. The reasoning tree grows here while the model thinks.");

    // Cards gliding from where they were; the camera flying to where it shall be.
    QVariantAnimation glide, flight;
    std::vector<Rect> from_rects, now_rects;
    std::vector<float> presence;
    Camera flight_from, flight_to;

    std::optional<std::uint64_t> current;  // key of the locked card
    int hovered = -1, hovered_link = -1;
    QPointF press, last;
    bool pressed = false, panning = false, on_minimap = false;

    Sheet& sheet() { return sheets[static_cast<std::size_t>(mode)]; }
    CanvasScene& scene() { return sheet().scene; }

    QRectF area() const {
        const double top = bar->sizeHint().height();
        return {0, top, static_cast<double>(self->width()), std::max(1.0, self->height() - top - legend_height())};
    }
    double legend_height() const {
        const auto& shown = sheets[static_cast<std::size_t>(mode)].scene;
        if (shown.empty()) return 0;
        const QFontMetricsF metrics(theme::font(TextRole::Caption));
        return legend_rows(self->width() - 28.0, shown) * (metrics.height() + 5) + 12;
    }
    QRectF minimap_rect() const {
        const QRectF a = area();
        return {a.right() - kMinimapWidth - 12, a.bottom() - kMinimapHeight - 12, kMinimapWidth, kMinimapHeight};
    }
    bool minimap_shown() {
        if (!minimap || scene().empty() || self->width() < 420 || self->height() < 320) return false;
        const Rect seen = frame().visible(), &all = scene().bounds();
        return all.x < seen.x || all.y < seen.y || all.right() > seen.right() || all.bottom() > seen.bottom();
    }

    CanvasFrame frame() {
        CanvasFrame f;
        f.scene = &scene();
        f.rects = now_rects.size() == scene().rects().size() ? std::span<const Rect>(now_rects) : std::span<const Rect>(scene().rects());
        if (presence.size() == scene().rects().size()) f.presence = presence;
        f.area = area();
        f.camera = sheet().camera;
        f.current = current_index();
        f.hovered = hovered;
        f.hovered_link = hovered_link;
        f.keyboard_focus = self->hasFocus();
        if (const auto step = selection->step()) f.focus = scene().node_of(*step).value_or(-1);
        f.dim_others = selection->locked_step().has_value() && f.focus >= 0;
        return f;
    }

    int current_index() { return current ? scene().find_key(*current).value_or(-1) : -1; }

    void update_current() {
        const auto step = selection->locked_step();
        const int now = current_index();
        if (!step) {
            current.reset();
        } else if (now < 0 || scene().node(now).step != *step) {
            const auto node = scene().node_of(*step);
            current = node ? std::optional(scene().key(*node)) : std::nullopt;
        }
        const int index = current_index();
        self->setAccessibleDescription(index < 0 ? QString() : spoken_node(scene(), index));
        self->update();
    }

    void pick(int index) {
        if (index < 0 || index >= scene().size()) return;
        const CanvasNode& node = scene().node(index);
        current = scene().key(index);
        const bool ghost = node.kind == CanvasNodeKind::Ghost;
        selection->lock(node.step, ghost ? std::optional(node.at) : std::nullopt);
        update_current();
        reveal(index);
    }

    void reveal(int index) {
        const Camera wanted = camera::showing(goal(), area(), scene().rect(index));
        if (wanted == goal()) return;
        touch();
        fly(wanted);
    }

    Camera goal() { return flight.state() == QAbstractAnimation::Running ? flight_to : sheet().camera; }

    void fly(const Camera& to, bool smooth = true) {
        flight.stop();
        if (!smooth || !animated || !self->isVisible()) {
            set_camera(to);
            return;
        }
        flight_from = sheet().camera;
        flight_to = to;
        flight.start();
    }

    void set_camera(const Camera& camera) {
        sheet().camera = camera;
        bar->show_zoom(camera.scale);
        self->update();
    }

    /// The person moved the view: it is theirs from now on.
    void touch() {
        sheet().touched = true;
        update_follow();
    }
    void update_follow() {
        follow_button->setVisible(live && sheet().touched && !scene().empty());
        place_controls();
    }

    void frame_view(bool smooth) {
        if (scene().empty() || self->width() < 60) return;
        fly(live ? camera::follow(scene(), area()) : camera::home(scene(), area()), smooth && sheet().framed);
        sheet().framed = true;
    }

    void place_controls() {
        bar->setGeometry(0, 0, self->width(), bar->sizeHint().height());
        follow_button->adjustSize();
        const QRectF a = area();
        follow_button->move(static_cast<int>(a.center().x() - follow_button->width() / 2.0),
                            static_cast<int>(a.bottom() - follow_button->height() - 14));
        follow_button->raise();
    }

    int link_at(QPointF position) {
        const CanvasFrame f = frame();
        if (!f.area.contains(position) || scene().empty()) return -1;
        const Point p = f.to_scene(position);
        const double reach = kPickDistance / f.camera.scale;
        int best = -1;
        double nearest = reach;
        for (const int i : scene().links_in(Rect{p.x, p.y, 0, 0}.grown(reach))) {
            const Link& link = scene().links()[static_cast<std::size_t>(i)];
            const bool shown = link.in_tree || (f.focus >= 0 && link.to == f.focus);
            if (link.kind != LinkKind::Rests || !shown) continue;
            const double apart = distance(scene().route(link, scene().rect(link.from), scene().rect(link.to)), p);
            if (apart <= nearest) {
                nearest = apart;
                best = i;
            }
        }
        return best;
    }

    void point_at(QPointF position) {
        const int node = self->node_at(position);
        const int link = node < 0 ? link_at(position) : -1;
        if (node == hovered && link == hovered_link) return;
        hovered = node;
        hovered_link = link;
        self->setCursor(node >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        if (node < 0) selection->hover({});
        else if (const CanvasNode& n = scene().node(node); n.kind == CanvasNodeKind::Ghost) selection->hover(n.step, n.at);
        else selection->hover(n.step);
        self->update();
    }

    void look_at_minimap(QPointF position) {
        const QRectF inner = minimap_rect().adjusted(6, 6, -6, -6);
        const Rect& all = scene().bounds();
        const double scale = std::min(inner.width() / all.width, inner.height() / all.height);
        const QPointF off = (position - inner.center()) / scale;
        const QRectF a = area();
        Camera view = sheet().camera;
        view.origin = {all.center().x + off.x() - a.width() / 2 / view.scale, all.center().y + off.y() - a.height() / 2 / view.scale};
        touch();
        fly(camera::clamped(view, scene(), a), false);
    }

    void pan(QPointF pixels) {
        Camera view = goal();
        view.origin.x -= pixels.x() / view.scale;
        view.origin.y -= pixels.y() / view.scale;
        touch();
        fly(camera::clamped(view, scene(), area()), false);
    }

    void zoom_about(double factor, QPointF about) {
        touch();
        fly(camera::clamped(camera::zoomed(goal(), area(), factor, about), scene(), area()), false);
    }

    void activate(int index) {
        if (index < 0) return;
        const CanvasNode& node = scene().node(index);
        if (node.kind == CanvasNodeKind::Ghost) emit self->ghost_activated(node.at, node.token_id);
        else emit self->step_activated(node.step);
    }

    void show_progress(double t) {
        const auto& target = scene().rects();
        if (from_rects.size() != target.size()) return;
        now_rects.resize(target.size());
        presence.resize(target.size(), 1);
        for (std::size_t i = 0; i < target.size(); ++i) {
            const bool fresh = from_rects[i].empty();
            now_rects[i] = fresh ? target[i] : mix(from_rects[i], target[i], t);
            presence[i] = fresh ? static_cast<float>(t) : 1.0F;
        }
        self->update();
    }

    void land() {
        glide.stop();
        from_rects.clear();
        now_rects.clear();
        presence.clear();
    }
};

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
    for (QVariantAnimation* animation : {&d->glide, &d->flight}) {
        animation->setDuration(kGlideMs);
        animation->setEasingCurve(QEasingCurve::OutCubic);
        animation->setStartValue(0.0);
        animation->setEndValue(1.0);
    }
    connect(&d->glide, &QVariantAnimation::valueChanged, this, [d](const QVariant& t) { d->show_progress(t.toDouble()); });
    connect(&d->glide, &QVariantAnimation::finished, this, [d] {
        d->land();
        d->self->update();
    });
    connect(&d->flight, &QVariantAnimation::valueChanged, this, [d](const QVariant& value) {
        const double t = value.toDouble();
        const Camera &a = d->flight_from, &b = d->flight_to;
        d->set_camera({a.scale + (b.scale - a.scale) * t, {a.origin.x + (b.origin.x - a.origin.x) * t, a.origin.y + (b.origin.y - a.origin.y) * t}});
    });
}

TreeCanvas::~TreeCanvas() {
    if (impl_->selection) disconnect(impl_->selection, nullptr, this, nullptr);  // our own one goes down with impl_
}

void TreeCanvas::attach(Selection* selection) {
    Impl* d = impl_.get();
    if (d->selection) disconnect(d->selection, nullptr, this, nullptr);
    d->selection = selection != nullptr ? selection : &d->own_selection;
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
    CanvasScene next(mode, std::move(graph));
    if (mode != d->mode) {
        if (next.empty()) sheet.touched = sheet.framed = false;
        sheet.scene = std::move(next);
        return;
    }
    std::vector<Rect> from;
    if (d->animated && isVisible() && next.size() <= kMostAnimated && !sheet.scene.empty()) {
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
    if (!sheet.touched) d->frame_view(true);
    d->update_current();
    d->update_follow();
}

const CanvasGraph& TreeCanvas::graph(CanvasMode mode) const { return impl_->sheets[static_cast<std::size_t>(mode)].scene.graph(); }

void TreeCanvas::clear() {
    for (auto& sheet : impl_->sheets) sheet = {};
    impl_->land();
    impl_->flight.stop();
    impl_->current.reset();
    impl_->hovered = impl_->hovered_link = -1;
    impl_->update_follow();
    update();
}

void TreeCanvas::set_mode(CanvasMode mode) {
    Impl* d = impl_.get();
    d->bar->show_mode(mode);
    if (mode == d->mode) return;
    d->land();
    d->flight.stop();
    d->mode = mode;
    d->hovered = d->hovered_link = -1;
    if (!d->sheet().touched) d->frame_view(false);
    else d->set_camera(d->sheet().camera);
    d->update_current();
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

void TreeCanvas::set_minimap_visible(bool visible) {
    impl_->minimap = visible;
    update();
}

double TreeCanvas::zoom() const { return impl_->sheets[static_cast<std::size_t>(impl_->mode)].camera.scale; }

int TreeCanvas::node_at(QPointF position) const {
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

void TreeCanvas::fit() {
    impl_->touch();
    if (!impl_->scene().empty()) impl_->fly(camera::fit(impl_->scene(), impl_->area()));
}

void TreeCanvas::zoom_in() {
    impl_->touch();
    impl_->fly(camera::clamped(camera::zoomed(impl_->goal(), impl_->area(), 1.25, impl_->area().center()), impl_->scene(), impl_->area()));
}

void TreeCanvas::zoom_out() {
    impl_->touch();
    impl_->fly(camera::clamped(camera::zoomed(impl_->goal(), impl_->area(), 0.8, impl_->area().center()), impl_->scene(), impl_->area()));
}

void TreeCanvas::reset_zoom() {
    impl_->touch();
    const Camera now = impl_->goal();
    impl_->fly(camera::zoomed(now, impl_->area(), 1 / now.scale, impl_->area().center()));
}

void TreeCanvas::center_on(StepId step) {
    const auto node = impl_->scene().node_of(step);
    if (!node) return;
    const Point middle = impl_->scene().rect(*node).center();
    const QRectF area = impl_->area();
    Camera view = impl_->goal();
    view.origin = {middle.x - area.width() / 2 / view.scale, middle.y - area.height() / 2 / view.scale};
    impl_->touch();
    impl_->fly(view);
}

bool TreeCanvas::event(QEvent* event) {
    switch (event->type()) {
        case QEvent::ToolTip: {
            const auto* help = static_cast<QHelpEvent*>(event);
            const QString tip = tooltip_at(help->pos());
            if (tip.isEmpty()) QToolTip::hideText();
            else QToolTip::showText(help->globalPos(), tip, this);
            return true;
        }
        case QEvent::NativeGesture: {
            const auto* gesture = static_cast<QNativeGestureEvent*>(event);
            if (gesture->gestureType() != Qt::ZoomNativeGesture) break;
            impl_->zoom_about(1 + gesture->value(), gesture->position());
            return true;
        }
        case QEvent::Gesture: {
            const auto* gestures = static_cast<QGestureEvent*>(event);
            if (const auto* pinch = static_cast<QPinchGesture*>(gestures->gesture(Qt::PinchGesture))) {
                impl_->zoom_about(pinch->scaleFactor(), mapFromGlobal(pinch->centerPoint()));
                return true;
            }
            break;
        }
        default:
            break;
    }
    return QWidget::event(event);
}

void TreeCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const Theme& t = theme::current();
    painter.fillRect(rect(), t.canvas);
    Impl* d = impl_.get();
    const CanvasFrame frame = d->frame();
    if (d->scene().empty()) {
        paint_empty(painter, frame.area, d->empty_title, d->empty_hint);
        return;
    }
    painter.setClipRect(frame.area);
    paint_scene(painter, frame);
    if (d->minimap_shown()) paint_minimap(painter, frame, d->minimap_rect());
    painter.setClipping(false);
    const double top = frame.area.bottom();
    painter.fillRect(QRectF(0, top, width(), height() - top), t.surface);
    painter.fillRect(QRectF(0, top, width(), 1), t.border);
    paint_legend(painter, QRectF(14, top + 7, width() - 28, height() - top - 12), d->scene());
}

void TreeCanvas::resizeEvent(QResizeEvent*) {
    impl_->place_controls();
    if (!impl_->sheet().touched) {
        impl_->sheet().framed = false;  // a new size is a new first look, without a flight
        impl_->frame_view(false);
    }
}

void TreeCanvas::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) {
        impl_->place_controls();
        update();
    }
    QWidget::changeEvent(event);
}

void TreeCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return QWidget::mousePressEvent(event);
    setFocus(Qt::MouseFocusReason);
    Impl* d = impl_.get();
    d->press = d->last = event->position();
    d->pressed = true;
    d->panning = event->button() == Qt::MiddleButton;
    d->on_minimap = d->minimap_shown() && d->minimap_rect().contains(event->position());
    if (d->on_minimap) d->look_at_minimap(event->position());
}

void TreeCanvas::mouseMoveEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    const QPointF position = event->position();
    if (!d->pressed) return d->point_at(position);
    if (d->on_minimap) return d->look_at_minimap(position);
    if (!d->panning && (position - d->press).manhattanLength() < 5) return;
    d->panning = true;
    setCursor(Qt::ClosedHandCursor);
    d->pan(position - d->last);
    d->last = position;
}

void TreeCanvas::mouseReleaseEvent(QMouseEvent* event) {
    Impl* d = impl_.get();
    const bool click = d->pressed && !d->panning && !d->on_minimap && event->button() == Qt::LeftButton;
    d->pressed = d->panning = d->on_minimap = false;
    unsetCursor();
    if (click) d->pick(node_at(event->position()));
    d->point_at(event->position());
}

void TreeCanvas::mouseDoubleClickEvent(QMouseEvent* event) { impl_->activate(node_at(event->position())); }

void TreeCanvas::leaveEvent(QEvent*) {
    impl_->hovered = impl_->hovered_link = -1;
    impl_->selection->hover({});
    update();
}

void TreeCanvas::wheelEvent(QWheelEvent* event) {
    const QPointF delta = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 120.0 * 60.0 : QPointF(event->pixelDelta());
    if (event->modifiers() & Qt::ControlModifier) impl_->zoom_about(std::pow(1.0022, delta.y() * 2), event->position());
    else if (event->modifiers() & Qt::ShiftModifier) impl_->pan({delta.x() + delta.y(), 0});
    else impl_->pan(delta);
    event->accept();
}

void TreeCanvas::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return QWidget::keyPressEvent(event);
    Impl* d = impl_.get();
    const CanvasScene& scene = d->scene();
    const int now = d->current_index();
    const bool pans = event->modifiers() & Qt::ShiftModifier;
    const auto go = [d, now, pans, &scene](int (CanvasScene::*where)(int) const, QPointF step) {
        if (pans) d->pan(step);
        else if (!scene.empty()) d->pick(now < 0 ? scene.first() : (scene.*where)(now));
    };
    switch (event->key()) {
        case Qt::Key_Left: return go(&CanvasScene::parent_of, {60, 0});
        case Qt::Key_Right: return go(&CanvasScene::child_of, {-60, 0});
        case Qt::Key_Up: return go(&CanvasScene::above, {0, 60});
        case Qt::Key_Down: return go(&CanvasScene::below, {0, -60});
        case Qt::Key_Home: return d->pick(scene.first());
        case Qt::Key_End: return d->pick(scene.last());
        case Qt::Key_F: return fit();
        case Qt::Key_Plus:
        case Qt::Key_Equal: return zoom_in();
        case Qt::Key_Minus: return zoom_out();
        case Qt::Key_0: return reset_zoom();
        case Qt::Key_1: return set_mode(CanvasMode::Decision);
        case Qt::Key_2: return set_mode(CanvasMode::Provenance);
        case Qt::Key_3: return set_mode(CanvasMode::Chain);
        case Qt::Key_Return:
        case Qt::Key_Enter: return d->activate(now);
        case Qt::Key_Escape: return d->selection->unlock();
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace reasonscope::ui
