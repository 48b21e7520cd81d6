#pragma once
// The guided tour: the window is dimmed but for one real widget, with a few words beside it.

#include <QPointer>
#include <QWidget>
#include <vector>

class QLabel;
class QPushButton;

namespace reasonscope::ui {

struct TourStop {
    QPointer<QWidget> at;
    QString title, words;
};

/// Lies over its parent while it runs. Next (Enter, Right), Back (Left), Esc ends it.
class Tour : public QWidget {
    Q_OBJECT

public:
    Tour(std::vector<TourStop> stops, QWidget* parent);
    void start();
    [[nodiscard]] int stop() const { return stop_; }

signals:
    void ended();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show_stop(int stop);
    void place();
    void finish();
    [[nodiscard]] QRect spot() const;  // what stays bright, in this widget
    std::vector<TourStop> stops_;
    int stop_ = 0;
    QWidget* bubble_;
    QLabel* count_;
    QLabel* title_;
    QLabel* words_;
    QPushButton* back_;
    QPushButton* next_;
};

}  // namespace reasonscope::ui
