#pragma once
// What an imported file says of one step in numbers, one line each.

#include <QWidget>

#include "ui/models/published_figures.h"

class QGridLayout;

namespace reasonscope::ui {

class PublishedBox : public QWidget {
    Q_OBJECT

public:
    explicit PublishedBox(QWidget* parent = nullptr);
    /// Hidden when none of the figures has a value for the step.
    void show_step(const std::vector<PublishedFigure>& figures, int step);
    [[nodiscard]] QString plain_text() const;  // "title value", lines

private:
    QGridLayout* lines_;
    QString plain_;
};

}  // namespace reasonscope::ui
