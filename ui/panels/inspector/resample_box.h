#pragma once
// What the selected step is worth: the answers when the model writes on from before it and from behind it. Shows the stored result; the button
// asks the model anew, shows what is known while it writes, and stops it.

#include <QWidget>

#include "ui/jobs/stored_probes.h"
#include "ui/panels/common/context.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace reasonscope::ui {

class AnswerSharesView;
class IntervalBar;

class ResampleBox : public QWidget {
    Q_OBJECT

public:
    explicit ResampleBox(const PanelContext& context, QWidget* parent = nullptr);
    void resample();  // as the button does: begins, or stops what goes on
    [[nodiscard]] bool possible() const;  // for the selected step
    [[nodiscard]] QToolButton& button() { return *button_; }
    [[nodiscard]] AnswerSharesView& answers() { return *answers_; }
    [[nodiscard]] QString shown_text() const;

signals:
    void possible_changed();

private:
    void build();
    void ask();
    void take_partial(RunId run, const std::string& json);
    void show_state();
    void show_result(const Resampling* found);
    [[nodiscard]] const ProbeTask* running() const;  // of the selected step
    [[nodiscard]] QString waiting_text() const;
    PanelContext context_;
    std::optional<Resampling> stored_;                    // of the selected step
    std::optional<std::pair<RunId, Resampling>> partial_;  // of the step that is being resampled
    QToolButton* button_;
    QProgressBar* progress_;
    IntervalBar* bar_;
    QLabel* figures_;
    AnswerSharesView* answers_;
    QLabel* examples_;
};

}  // namespace reasonscope::ui
