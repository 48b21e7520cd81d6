#pragma once
// Two runs side by side: one row per pair of steps, words that differ marked, figures beside them; answers, and how they spread; and maps of
// their uncertainty, attention and experts.

#include <QWidget>
#include <map>
#include <optional>

#include "ui/models/compare_maps.h"
#include "ui/panels/common/context.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTextBrowser;

namespace reasonscope::ui {

class AttentionPage;
class ExpertsPage;
class SegmentedControl;
class UncertaintyPage;

class ComparePanel : public QWidget {
    Q_OBJECT

public:
    enum class Page { Text, Uncertainty, Attention, Experts };

    explicit ComparePanel(const PanelContext& context, QWidget* parent = nullptr);
    void compare(RunId a, RunId b);
    [[nodiscard]] const std::optional<RunComparison>& comparison() const { return comparison_; }
    /// What another panel showed, taken over when the window speaks another language.
    void take_over(const std::optional<RunComparison>& comparison, const std::map<RunId, AnswerDistribution>& answers);
    [[nodiscard]] const std::map<RunId, AnswerDistribution>& answers() const { return answers_; }
    [[nodiscard]] QTextBrowser& page() { return *page_; }
    void choose_page(Page page);
    [[nodiscard]] SegmentedControl& pages() { return *pages_; }
    [[nodiscard]] const std::optional<CompareMaps>& maps() const { return maps_; }  // empty until maps_shown()
    [[nodiscard]] UncertaintyPage& uncertainty() { return *uncertainty_; }
    [[nodiscard]] AttentionPage& attention() { return *attention_; }
    [[nodiscard]] ExpertsPage& experts() { return *experts_; }

signals:
    void failed(const QString& sentence);
    void compared();
    void maps_shown();

protected:
    void changeEvent(QEvent* event) override;

private:
    void show_comparison();
    void write_again();
    void offer_again();
    void ask_maps();
    void show_maps();
    PanelContext context_;
    QLabel* head_;
    QPushButton* again_;
    QPushButton* cancel_;
    SegmentedControl* pages_;
    QStackedWidget* stack_;
    QTextBrowser* page_;
    UncertaintyPage* uncertainty_;
    AttentionPage* attention_;
    ExpertsPage* experts_;
    std::optional<CompareMaps> maps_;
    std::optional<RunComparison> comparison_;
    std::map<RunId, AnswerDistribution> answers_;
    std::optional<std::pair<RunId, RunId>> wanted_;
};

}  // namespace reasonscope::ui
