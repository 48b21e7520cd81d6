#pragma once
// Steps with a weight bar each: what a step rests on, or what rests on it. A click goes to that step.

#include <QListView>
#include <QStyledItemDelegate>

#include "ui/models/step_model.h"
#include "ui/selection/selection.h"

namespace reasonscope::ui {

class SourceDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// As tall as its rows: it stands inside a scrolling page.
class SourceList : public QListView {
    Q_OBJECT

public:
    SourceList(Selection& selection, const QString& accessible_name, QWidget* parent = nullptr);
    void set_sources(std::vector<Edge> edges, const RunDocument& document);
    [[nodiscard]] SourceModel& sources() { return *model_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

signals:
    void pointed_at(reasonscope::StepId source);  // by pointer or keys

protected:
    void leaveEvent(QEvent* event) override;

private:
    Selection& selection_;
    SourceModel* model_;
};

}  // namespace reasonscope::ui
