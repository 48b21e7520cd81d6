#pragma once
// Two runs side by side: one row per pair of steps, words that differ marked, figures beside them; answers, and how they spread.

#include <QWidget>
#include <map>
#include <optional>

#include "ui/panels/common/context.h"

class QLabel;
class QPushButton;
class QTextBrowser;

namespace reasonscope::ui {

class ComparePanel : public QWidget {
    Q_OBJECT

public:
    explicit ComparePanel(const PanelContext& context, QWidget* parent = nullptr);
    void compare(RunId a, RunId b);
    [[nodiscard]] const std::optional<RunComparison>& comparison() const { return comparison_; }
    /// What another panel showed, taken over when the window speaks another language.
    void take_over(const std::optional<RunComparison>& comparison, const std::map<RunId, AnswerDistribution>& answers);
    [[nodiscard]] const std::map<RunId, AnswerDistribution>& answers() const { return answers_; }
    [[nodiscard]] QTextBrowser& page() { return *page_; }

signals:
    void failed(const QString& sentence);
    void compared();

protected:
    void changeEvent(QEvent* event) override;

private:
    void show_comparison();
    void write_again();
    PanelContext context_;
    QLabel* head_;
    QPushButton* again_;
    QPushButton* cancel_;
    QTextBrowser* page_;
    std::optional<RunComparison> comparison_;
    std::map<RunId, AnswerDistribution> answers_;
    std::optional<std::pair<RunId, RunId>> wanted_;
};

}  // namespace reasonscope::ui
