#pragma once
// Draws something found as two lines: the words, with those looked for standing out, and where they are.

#include <QStyledItemDelegate>

namespace reasonscope::ui {

class HitDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum Role { RunRole = Qt::UserRole + 1, StepRole, FileRole, DetailRole, WordsRole };

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace reasonscope::ui
