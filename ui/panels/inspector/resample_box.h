#pragma once
// What the selected step is worth: the answers when the model writes on from before it and from behind it. Shows the stored result; the button
// asks the model anew.

#include <QWidget>

#include "ui/jobs/stored_probes.h"
#include "ui/panels/common/context.h"

class QLabel;
class QToolButton;

namespace reasonscope::ui {

class IntervalBar;

class ResampleBox : public QWidget {
    Q_OBJECT

public:
    explicit ResampleBox(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] QToolButton& button() { return *button_; }
    [[nodiscard]] QString shown_text() const;

private:
    void ask();
    void show_result(const std::optional<Resampling>& found);
    PanelContext context_;
    QToolButton* button_;
    IntervalBar* bar_;
    QLabel* figures_;
    QLabel* examples_;
};

}  // namespace reasonscope::ui
