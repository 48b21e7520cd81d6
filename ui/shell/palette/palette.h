#pragma once
// The command palette: everything that can be done or opened, found by a few letters.

#include <QFrame>
#include <QPointer>
#include <functional>
#include <vector>

#include "ui/shell/palette/fuzzy.h"

class QLabel;
class QLineEdit;
class QListWidget;

namespace reasonscope::ui {

struct PaletteItem {
    QString group;   // "Action", "Session", "Run", "Model"
    QString title;
    QString detail;  // tooltip, and searched after the title
    QString keys;
    std::function<void()> run;
};

/// Lies over its parent. Up and Down walk, Enter runs, Esc or a click elsewhere closes; the focus goes back where it was.
class Palette : public QFrame {
    Q_OBJECT

public:
    explicit Palette(QWidget* parent);

    void open(std::vector<PaletteItem> items);
    void add_items(std::vector<PaletteItem> items);  // that arrived while it is open
    [[nodiscard]] QLineEdit& input() { return *input_; }
    [[nodiscard]] QListWidget& list() { return *list_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fill();
    void place();
    void dismiss();
    void run_current();
    std::vector<PaletteItem> items_;
    QPointer<QWidget> before_;  // had the focus
    QLineEdit* input_;
    QListWidget* list_;
    QLabel* nothing_;
};

}  // namespace reasonscope::ui
