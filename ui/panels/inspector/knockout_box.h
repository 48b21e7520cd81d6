#pragma once
// Takes experts or heads out of the model: feeds the run's tokens again and shows what changes, beside a random control; or runs on without
// them as a branch.

#include <QWidget>
#include <optional>
#include <utility>
#include <vector>

#include "ui/models/knockout_text.h"
#include "ui/panels/common/context.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace reasonscope::ui {

class BarStrip;

class KnockoutBox : public QWidget {
    Q_OBJECT

public:
    enum class Of { Experts, Heads };
    KnockoutBox(const PanelContext& context, Of of, QWidget* parent = nullptr);

    /// What the button will take out: decoder layer and expert or head.
    void set_places(std::vector<std::pair<int, int>> places);
    [[nodiscard]] const std::vector<std::pair<int, int>>& places() const { return places_; }
    void load_stored();  // the earlier tests of the run on show

    [[nodiscard]] QPushButton& test_button() { return *test_; }
    [[nodiscard]] QPushButton& run_on_button() { return *run_on_; }  // opens a menu of the places to run on from
    [[nodiscard]] QString result_text() const;
    [[nodiscard]] BarStrip& chart() { return *chart_; }

signals:
    void clear_wanted();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void start();
    void choose_place();
    void run_on(std::optional<StepId> from, Ablation ablation);
    void finish(RunId run, const KnockoutRecord& record);
    void fail(const QString& sentence);
    void show_record(const KnockoutRecord* record);
    void draw();
    void update_controls();
    PanelContext context_;
    Of of_;
    std::vector<std::pair<int, int>> places_;
    std::vector<KnockoutRecord> stored_;  // of this kind and of the run on show, as in earlier_
    std::optional<KnockoutPlaces> without_;  // what the run on show was written without
    bool testing_ = false;
    QLabel* chosen_;
    QPushButton* clear_;
    QComboBox* mode_;
    QPushButton* test_;
    QPushButton* run_on_;
    QWidget* waiting_;
    QProgressBar* progress_;
    QComboBox* earlier_;
    QLabel* result_;
    BarStrip* chart_;
    QLabel* legend_;
};

}  // namespace reasonscope::ui
