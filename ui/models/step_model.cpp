#include "ui/models/step_model.h"

#include <QLocale>
#include <algorithm>

#include "base/emphasis.h"

namespace reasonscope::ui {

QString step_class_text(StepClass cls) {
    switch (cls) {
        case StepClass::ProblemSetup: return StepModel::tr("Setup");
        case StepClass::PlanGeneration: return StepModel::tr("Plan");
        case StepClass::FactRetrieval: return StepModel::tr("Fact");
        case StepClass::ActiveComputation: return StepModel::tr("Computation");
        case StepClass::UncertaintyManagement: return StepModel::tr("Uncertainty");
        case StepClass::ResultConsolidation: return StepModel::tr("Consolidation");
        case StepClass::SelfChecking: return StepModel::tr("Self-check");
        case StepClass::FinalAnswerEmission: return StepModel::tr("Final answer");
        case StepClass::Unknown: break;
    }
    return StepModel::tr("Other");
}

QString grade_text(EvidenceGrade grade) {
    switch (grade) {
        case EvidenceGrade::Observed: return StepModel::tr("observed");
        case EvidenceGrade::Tested: return StepModel::tr("tested");
        case EvidenceGrade::Labelled: return StepModel::tr("labelled");
    }
    return {};
}

QString percent(double share) {
    if (share > 0 && share < 0.005) return QStringLiteral("< 1 %");
    return QStringLiteral("%1 %").arg(qRound(share * 100));
}

StepModel::StepModel(const RunDocument& document, QObject* parent) : QAbstractTableModel(parent), document_(&document) {
    connect(document_, &RunDocument::was_reset, this, [this] {
        beginResetModel();
        rows_ = document_->steps();
        endResetModel();
    });
    connect(document_, &RunDocument::steps_changed, this, &StepModel::follow);
    rows_ = document_->steps();
}

// A live run appends and now and then redraws its last step: rows that stay keep selection and scroll position.
void StepModel::follow() {
    const auto& steps = document_->steps();
    const int before = static_cast<int>(rows_.size()), now = static_cast<int>(steps.size());
    const auto same = [](const StoredStep& a, const StoredStep& b) { return a.step.cls == b.step.cls && a.step.source == b.step.source && a.text == b.text; };
    const auto changed = std::mismatch(rows_.begin(), rows_.end(), steps.begin(), steps.end(), same).second;
    // Edges come with the last steps; where all steps are the same it was the edges that changed.
    const int first = changed == steps.end() ? 0 : std::max(0, static_cast<int>(changed - steps.begin()) - 1);
    if (now < before) {
        beginRemoveRows({}, now, before - 1);
        rows_ = steps;
        endRemoveRows();
    } else if (now > before) {
        beginInsertRows({}, before, now - 1);
        std::copy(changed, steps.begin() + before, rows_.begin() + (changed - steps.begin()));
        rows_.insert(rows_.end(), steps.begin() + before, steps.end());
        endInsertRows();
    } else {
        rows_ = steps;
    }
    if (now > 0) emit dataChanged(index(first, 0), index(now - 1, ColumnCount - 1));
}

int StepModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(rows_.size()); }
int StepModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant StepModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= static_cast<int>(rows_.size())) return {};
    const StoredStep& row = rows_[static_cast<std::size_t>(index.row())];
    const Step& step = row.step;
    if (role == StepRole) return step.id.value;
    if (role == ClassRole) return static_cast<int>(step.cls);
    if (role == Qt::ToolTipRole) return index.column() == Text ? one_line(row.text) : QVariant();
    if (role == Qt::TextAlignmentRole && (index.column() == Number || index.column() == Entropy)) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != SortRole) return {};
    switch (index.column()) {
        case Number: return role == SortRole ? QVariant(step.id.value) : QVariant(QStringLiteral("#%1").arg(step.id.value));
        case Kind: return step.source == StepSource::Prompt ? tr("Given") : step_class_text(step.cls);
        case Text: return one_line(without_emphasis(row.text));
        case Entropy: {
            const float entropy = document_->figures(step.id).mean_entropy;
            if (role == SortRole) return entropy;
            return entropy < 0 ? QStringLiteral("–") : QLocale().toString(entropy, 'f', 2);
        }
        case RestsOn: {
            const auto sources = document_->sources(step.id);
            if (sources.empty()) return role == SortRole ? QVariant(-1.0) : QVariant(QStringLiteral("–"));
            if (role == SortRole) return sources.front().weight;
            return QStringLiteral("#%1 · %2").arg(sources.front().source.value).arg(percent(sources.front().weight));
        }
        default: return {};
    }
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::ToolTipRole) {
        switch (section) {
            case Entropy: return tr("Mean entropy of the step's tokens, in nats: how undecided the model was");
            case RestsOn: return tr("The step that this one rests on most, and how much");
            default: return {};
        }
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Number: return tr("#");
        case Kind: return tr("Kind");
        case Text: return tr("Step");
        case Entropy: return tr("Entropy");
        case RestsOn: return tr("Rests on");
        default: return {};
    }
}

SourceModel::SourceModel(QObject* parent) : QAbstractTableModel(parent) {}

void SourceModel::set_sources(std::vector<Edge> edges, const RunDocument& document) {
    beginResetModel();
    edges_ = std::move(edges);
    texts_.clear();
    classes_.clear();
    for (const Edge& edge : edges_) {
        const StoredStep* source = document.step(edge.source);
        texts_.push_back(source != nullptr ? one_line(source->text) : QString());
        classes_.push_back(static_cast<int>(source != nullptr ? source->step.cls : StepClass::Unknown));
    }
    endResetModel();
}

int SourceModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(edges_.size()); }
int SourceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant SourceModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= static_cast<int>(edges_.size())) return {};
    const auto row = static_cast<std::size_t>(index.row());
    const Edge& edge = edges_[row];
    switch (role) {
        case StepRole: return edge.source.value;
        case WeightRole: return edge.weight;
        case ControlRole: return edge.control;
        case ClassRole: return classes_[row];
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole:
            return tr("%1: %2\n%3 of what this step rests on; a source drawn at random would get %4.")
                .arg(step_label(edge.source), texts_[row], percent(edge.weight), percent(edge.control));
        case Qt::DisplayRole: break;
        default: return {};
    }
    switch (index.column()) {
        case Source: return QStringLiteral("#%1  %2").arg(edge.source.value).arg(texts_[row]);
        case Weight: return percent(edge.weight);
        case Control: return percent(edge.control);
        case Grade: return grade_text(edge.grade);
        default: return {};
    }
}

QVariant SourceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Source: return tr("Source");
        case Weight: return tr("Weight");
        case Control: return tr("Random");
        case Grade: return tr("Evidence");
        default: return {};
    }
}

}  // namespace reasonscope::ui
