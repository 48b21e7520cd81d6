#pragma once
// The status bar: which model on what device, what goes on, how fast, how full the context is.

#include <QStatusBar>

#include "ui/panels/common/context.h"

class QLabel;
class QProgressBar;

namespace reasonscope::ui {

class StatusPanel : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusPanel(const PanelContext& context, QWidget* parent = nullptr);

private:
    void show_model();
    void show_progress(const Progress& progress);
    void show_idle();
    void show_run();
    void show_memory();
    PanelContext context_;
    QLabel* model_;
    QLabel* stage_;
    QProgressBar* bar_;
    QLabel* speed_;
    QLabel* tokens_;
    QLabel* end_;
    QLabel* used_;
    QLabel* first_;
    QLabel* memory_;
};

}  // namespace reasonscope::ui
