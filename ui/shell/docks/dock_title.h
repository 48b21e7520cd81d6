#pragma once
// The title of a dock: its name and what can be done with it. A double click maximises; dragging is left to the dock.

#include <QWidget>

class QDockWidget;
class QToolButton;

namespace reasonscope::ui {

class DockTitle : public QWidget {
    Q_OBJECT

public:
    explicit DockTitle(QDockWidget* dock);
    void set_maximised(bool maximised);

signals:
    void maximise_wanted();

protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    QDockWidget* dock_;
    QToolButton* maximise_;
};

}  // namespace reasonscope::ui
