#pragma once
// Says that a long job is over when the person looks elsewhere.

#include <QElapsedTimer>
#include <QObject>

class QSystemTrayIcon;
class QWidget;

namespace reasonscope::ui {

class Notifier : public QObject {
    Q_OBJECT

public:
    explicit Notifier(QWidget* window);
    void set_patience(int milliseconds) { patience_ = milliseconds; }  // shorter jobs end in silence
    void job_began() { since_.start(); }
    /// A message of the desktop where there is one, else the window's entry in the task bar is marked.
    void job_ended(const QString& title, const QString& words);

signals:
    void notified(const QString& title, const QString& words);

private:
    QWidget* window_;
    QSystemTrayIcon* tray_ = nullptr;  // made when first needed
    QElapsedTimer since_;
    int patience_ = 8000;
};

}  // namespace reasonscope::ui
