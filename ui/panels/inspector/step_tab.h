#pragma once
// One step: its words, its kind, its figures, what it rests on and what rests on it.

#include <QScrollArea>
#include <array>

#include "ui/panels/common/context.h"

class QLabel;

namespace reasonscope::ui {

class ResampleBox;
class SourceList;

class StepTab : public QScrollArea {
    Q_OBJECT

public:
    explicit StepTab(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] SourceList& sources() { return *sources_; }
    [[nodiscard]] ResampleBox& resample() { return *resample_; }
    [[nodiscard]] QString title_text() const;

private:
    void build();
    void show_step();
    void show_badge(const StoredStep& stored);
    PanelContext context_;
    QWidget* page_;
    QLabel* empty_;
    QLabel* title_;
    QLabel* kind_;
    QLabel* confidence_;
    QLabel* text_;
    std::array<QLabel*, 4> figures_{};
    QLabel* sources_title_;
    QLabel* method_;
    SourceList* sources_;
    QLabel* sources_note_;
    QLabel* dependents_title_;
    SourceList* dependents_;
    ResampleBox* resample_;
};

}  // namespace reasonscope::ui
