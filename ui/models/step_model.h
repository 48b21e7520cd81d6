#pragma once
// The steps of the run on show, as a table: the same facts as the tree, sortable and readable without a picture.

#include <QAbstractTableModel>

#include "ui/models/run_document.h"

namespace reasonscope::ui {

class StepModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Kind, Text, Entropy, RestsOn, ColumnCount };
    enum Role { StepRole = Qt::UserRole + 1, SortRole, ClassRole };

    explicit StepModel(const RunDocument& document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void follow();
    const RunDocument* document_;
    std::vector<StoredStep> rows_;  // as last announced: the document may already be ahead of the views
};

/// What one step rests on, strongest first.
class SourceModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Source, Weight, Control, Grade, ColumnCount };
    enum Role { StepRole = Qt::UserRole + 1, WeightRole, ControlRole, ClassRole };

    explicit SourceModel(QObject* parent = nullptr);

    void set_sources(std::vector<Edge> edges, const RunDocument& document);
    [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Edge> edges_;
    std::vector<QString> texts_;
    std::vector<int> classes_;
};

QString step_class_text(StepClass cls);  // "Plan", "Computation", ...
QString grade_text(EvidenceGrade grade);
QString percent(double share);           // "31 %"; "< 1 %"

}  // namespace reasonscope::ui
