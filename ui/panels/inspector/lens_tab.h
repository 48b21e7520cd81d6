#pragma once
// What every layer would say about the selected step's tokens: read from the model when the tab is looked at, and kept for the run.

#include <QWidget>
#include <map>

#include "ui/panels/common/context.h"
#include "ui/views/lens_grid.h"

class QLabel;
class QTimer;

namespace reasonscope::ui {

class LensTab : public QWidget {
    Q_OBJECT

public:
    explicit LensTab(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] LensGridView& grid() { return *grid_; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void ask();
    void show_reading(const LensReading& reading);
    void forget();
    PanelContext context_;
    QLabel* title_;
    QLabel* settles_;
    LensGridView* grid_;
    QTimer* later_;                          // hover moves fast, the model does not
    std::map<int, LensReading> known_;       // of the shown run, by first token
};

}  // namespace reasonscope::ui
