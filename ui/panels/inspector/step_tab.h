#pragma once
// One step: its words, its kind, its figures, what it rests on and what rests on it.

#include <QScrollArea>
#include <array>
#include <vector>

#include "ui/models/published_figures.h"
#include "ui/models/step_importance.h"
#include "ui/panels/common/context.h"

class QLabel;

namespace reasonscope::ui {

class EdgeEvidence;
class MathsText;
class PublishedBox;
class ResampleBox;
class SourceList;

class StepTab : public QScrollArea {
    Q_OBJECT

public:
    explicit StepTab(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] SourceList& sources() { return *sources_; }
    [[nodiscard]] EdgeEvidence& edge() { return *edge_; }
    [[nodiscard]] ResampleBox& resample() { return *resample_; }
    [[nodiscard]] QString title_text() const;
    [[nodiscard]] QString importance_text() const;
    [[nodiscard]] QString claims_text() const;

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void show_step();
    void ask_importances();
    void show_importance();
    void show_badge(const StoredStep& stored);
    PanelContext context_;
    QWidget* page_;
    QLabel* empty_;
    QLabel* title_;
    QLabel* kind_;
    QLabel* confidence_;
    MathsText* text_;
    QLabel* claims_;
    std::array<QLabel*, 4> figures_{};
    QWidget* measured_ = nullptr;  // holds them
    PublishedBox* published_ = nullptr;  // in their place where the run was read from a file
    std::vector<PublishedFigure> published_figures_;
    QLabel* sources_title_;
    QLabel* method_;
    SourceList* sources_;
    QLabel* sources_note_;
    EdgeEvidence* edge_;
    QLabel* importance_;
    std::vector<Importance> importances_;  // of the run on show; empty: not asked for yet, or there are none
    bool asked_ = false;
    QLabel* dependents_title_;
    SourceList* dependents_;
    ResampleBox* resample_;
};

}  // namespace reasonscope::ui
