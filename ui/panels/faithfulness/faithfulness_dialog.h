#pragma once
// Tools > Faithfulness: how often each way of explaining names the true parents of a step, for the loaded model.

#include <QDialog>
#include <optional>

#include "ui/panels/common/context.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace reasonscope::ui {

class ScorePlot;

class FaithfulnessDialog : public QDialog {
    Q_OBJECT

public:
    explicit FaithfulnessDialog(const PanelContext& context, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void show_known();  // what is kept for the loaded model
    void show_result(const std::optional<FaithfulnessResult>& result);
    void show_state();
    void measure_or_stop();

    PanelContext context_;
    std::optional<FaithfulnessResult> result_;
    bool measuring_ = false;
    QLabel* title_;
    QLabel* summary_;
    QLabel* problem_;
    ScorePlot* plot_;
    QTableWidget* table_;
    QSpinBox* count_;
    QSpinBox* seed_;
    QPushButton* measure_;
    QProgressBar* bar_;
    QLabel* stage_;
};

}  // namespace reasonscope::ui
