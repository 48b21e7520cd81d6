#pragma once
// Which answers came how often, with a step and with another one in its place: two bars an answer.

#include <QString>
#include <QWidget>
#include <vector>

namespace reasonscope::ui {

struct AnswerCount {
    QString answer;
    bool own = false;  // the run's
    int kept = 0, replaced = 0;
};

class AnswerSharesView : public QWidget {
    Q_OBJECT

public:
    explicit AnswerSharesView(QWidget* parent = nullptr);
    void set_counts(std::vector<AnswerCount> counts);  // in the order of the rows
    [[nodiscard]] const std::vector<AnswerCount>& counts() const { return counts_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    std::vector<AnswerCount> counts_;
};

}  // namespace reasonscope::ui
