// Painting, mouse, wheel, gestures and keys of the tree canvas.

#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QPinchGesture>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>

#include "ui/views/tree_canvas_impl.h"

namespace reasonscope::ui {

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
    const bool shows_matrix = d->mode == CanvasMode::Matrix && !d->matrix->graph().nodes.empty();
    if (shows_matrix) return;  // it covers everything below the controls
    if (d->scene().empty()) {
        paint_empty(painter, frame.area, d->empty_title, d->empty_hint);
        return;
    }
    painter.setClipRect(frame.area);
    paint_scene(painter, frame);
    if (d->minimap_shown()) paint_minimap(painter, frame, d->minimap_rect(), d->minimap_image());
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
    if (click) d->click(node_at(event->position()));
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
    if (event->matches(QKeySequence::Find)) return search();
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return QWidget::keyPressEvent(event);
    Impl* d = impl_.get();
    if (d->mode == CanvasMode::Matrix && d->matrix->take_key(event->key())) return;
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
        case Qt::Key_4: return set_mode(CanvasMode::Matrix);
        case Qt::Key_Less: return walk(-1);
        case Qt::Key_Greater: return walk(1);
        case Qt::Key_G: return set_folded(!folded());
        case Qt::Key_O: return set_focus_mode(!focus_mode());
        case Qt::Key_Return:
        case Qt::Key_Enter: return d->scene().fork_at(now) != nullptr && !d->scene().node(now).run ? d->walk(1, true) : d->activate(now);
        case Qt::Key_Escape: return d->selection->unlock();
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace reasonscope::ui
