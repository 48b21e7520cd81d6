#include "ui/shell/docks/dock_layout.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "ui/shell/docks/dock_title.h"

namespace reasonscope::ui {
namespace {

constexpr int kStateVersion = 2;  // raise when docks change, so that old layouts are left alone

}  // namespace

DockLayout::DockLayout(QMainWindow* window) : QObject(window), window_(window) {}

QDockWidget* DockLayout::add(const QString& title, const QString& name, QWidget* panel, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, window_);
    dock->setObjectName(name);
    dock->setAccessibleName(title);
    dock->setWidget(panel);
    auto* bar = new DockTitle(dock);
    dock->setTitleBarWidget(bar);
    connect(bar, &DockTitle::maximise_wanted, this, [this, dock] { toggle_maximised(dock); });
    window_->addDockWidget(area, dock);
    docks_.push_back(dock);
    titles_.push_back(bar);
    return dock;
}

QDockWidget* DockLayout::dock(const QString& name) const {
    const auto found = std::find_if(docks_.begin(), docks_.end(), [&](const QDockWidget* dock) { return dock->objectName() == name; });
    return found == docks_.end() ? nullptr : *found;
}

void DockLayout::finish() { default_state_ = window_->saveState(kStateVersion); }

void DockLayout::reset() {
    restore();
    window_->restoreState(default_state_, kStateVersion);
    for (QDockWidget* dock : docks_) dock->show();
    share_space();
}

void DockLayout::share_space() {
    // A fifth each side, a little more for the inspector, whose maps need room; the tree gets the rest.
    const int width = window_->width(), height = window_->height();
    const int side = std::clamp(width / 5, 230, 360), detail = std::clamp(width / 4, 300, 440);
    QDockWidget* sessions = dock(QStringLiteral("sessions"));
    window_->resizeDocks({sessions, dock(QStringLiteral("inspector"))}, {side, detail}, Qt::Horizontal);
    window_->resizeDocks({sessions, dock(QStringLiteral("transcript"))}, {height * 3 / 10, height * 7 / 10}, Qt::Vertical);
    for (auto own = heights_.begin(); own != heights_.end(); ++own) {
        own.value() = 0;
        if (own.key() == raised_) window_->resizeDocks({own.key()}, {default_height(own.key())}, Qt::Vertical);
    }
}

/// A comparison is read, so it gets half of the window; the timeline is looked at in passing.
int DockLayout::default_height(const QDockWidget* dock) const {
    const int height = window_->height();
    return dock->objectName() == QLatin1String("compare") ? height / 2 : std::clamp(height / 5 - 40, 64, 190);
}

void DockLayout::give_own_heights(const QStringList& names) {
    for (const QString& name : names) {
        QDockWidget* one = dock(name);
        heights_.insert(one, 0);
        if (raised_ == nullptr) raised_ = one;
        connect(one, &QDockWidget::visibilityChanged, this, [this, one](bool visible) {
            if (visible) QTimer::singleShot(0, one, [this, one] { raised(one); });
        });
    }
}

void DockLayout::raised(QDockWidget* dock) {
    if (dock == raised_ || !dock->isVisible() || dock->isFloating() || is_maximised() || dock->visibleRegion().isEmpty()) return;
    if (raised_ != nullptr && raised_->height() > 0) heights_[raised_] = dock->height();  // they share one place, so it had this height until now
    raised_ = dock;
    window_->resizeDocks({dock}, {heights_[dock] > 0 ? heights_[dock] : default_height(dock)}, Qt::Vertical);
}

QDockWidget* DockLayout::around(const QWidget* widget) const {
    for (const QWidget* at = widget; at != nullptr; at = at->parentWidget()) {
        for (QDockWidget* dock : docks_) {
            if (dock == at) return dock;
        }
    }
    return nullptr;
}

void DockLayout::toggle_maximised(QDockWidget* dock) {
    if (is_maximised()) return restore();
    before_ = window_->saveState(kStateVersion);
    if (dock != nullptr) {
        dock->setFloating(false);
        dock->show();
        window_->centralWidget()->hide();
    }
    for (QDockWidget* other : docks_) {
        if (other != dock && !other->isFloating()) other->hide();
    }
    for (DockTitle* title : titles_) title->set_maximised(true);
}

void DockLayout::restore() {
    if (!is_maximised()) return;
    window_->centralWidget()->show();
    window_->restoreState(std::exchange(before_, {}), kStateVersion);
    for (DockTitle* title : titles_) title->set_maximised(false);
}

QByteArray DockLayout::state() const { return is_maximised() ? before_ : window_->saveState(kStateVersion); }

bool DockLayout::set_state(const QByteArray& state) { return window_->restoreState(state, kStateVersion); }

}  // namespace reasonscope::ui
