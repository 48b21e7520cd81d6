#include "ui/shell/notifier.h"

#include <QApplication>
#include <QSystemTrayIcon>
#include <QWidget>

namespace reasonscope::ui {

Notifier::Notifier(QWidget* window) : QObject(window), window_(window) {}

void Notifier::job_ended(const QString& title, const QString& words) {
    const bool was_long = since_.isValid() && since_.elapsed() >= patience_;
    since_.invalidate();
    if (!was_long || window_->isActiveWindow()) return;
    if (QSystemTrayIcon::isSystemTrayAvailable() && QSystemTrayIcon::supportsMessages()) {
        if (tray_ == nullptr) {
            tray_ = new QSystemTrayIcon(window_->windowIcon(), this);
            connect(tray_, &QSystemTrayIcon::messageClicked, window_, [this] {
                window_->raise();
                window_->activateWindow();
                tray_->hide();
            });
        }
        tray_->show();
        tray_->showMessage(title, words, window_->windowIcon());
    }
    QApplication::alert(window_);
    emit notified(title, words);
}

}  // namespace reasonscope::ui
