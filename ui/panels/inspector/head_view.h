#pragma once
// What the chosen head looked at while the step was written: from the trace, or, on request, whole rows from the model.

#include <QWidget>
#include <map>
#include <tuple>
#include <vector>

#include "ui/panels/common/context.h"
#include "ui/views/head_lines.h"

class QLabel;
class QToolButton;

namespace reasonscope::ui {

class HeadView : public QWidget {
    Q_OBJECT

public:
    explicit HeadView(const PanelContext& context, QWidget* parent = nullptr);
    [[nodiscard]] HeadLines& lines() { return *lines_; }
    [[nodiscard]] QToolButton& exact_button() { return *exact_; }
    [[nodiscard]] QString note() const;

signals:
    void filled();  // lines are on show, or why there are none

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// Of one token: what it looked at, by position.
    using Row = std::vector<std::pair<int, float>>;
    using Key = std::tuple<int, int, int>;  // layer, head, step
    void ask();
    void ask_exact();
    void show_rows(const StoredStep& stored, const std::vector<Row>& rows, bool whole);
    void say(const QString& sentence);
    [[nodiscard]] HeadWord word_of(TokenPos position) const;

    PanelContext context_;
    QLabel* title_;
    QToolButton* exact_;
    QLabel* note_;
    HeadLines* lines_;
    std::map<Key, HeadRows> known_;  // of the run on show
};

}  // namespace reasonscope::ui
