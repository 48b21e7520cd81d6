#pragma once
// The search line of the canvas: words in, "3/17" and next out.

#include <QFrame>
#include <vector>

#include "ui/views/data.h"

class QLabel;
class QLineEdit;

namespace reasonscope::ui {

/// Nodes whose text holds `words` (any case), or whose number they name ("#12"); ascending. Nothing for no words. Alternatives count too.
std::vector<int> find_steps(const CanvasGraph& graph, const QString& words);

/// Enter or F3 goes on, Shift+Enter or Shift+F3 back, Esc closes.
class CanvasSearch : public QFrame {
    Q_OBJECT

public:
    explicit CanvasSearch(QWidget* parent);
    void open();  // shows it, with the words selected
    void close_line();
    void show_count(int index, int count);  // index -1: none is shown
    [[nodiscard]] QString words() const;

signals:
    void words_changed(const QString& words);
    void next_wanted(int by);  // 1 or -1
    void closed();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLineEdit* line_;
    QLabel* count_;
};

}  // namespace reasonscope::ui
