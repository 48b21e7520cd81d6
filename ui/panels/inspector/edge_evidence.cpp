#include "ui/panels/inspector/edge_evidence.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/models/step_model.h"
#include "ui/panels/common/method_names.h"
#include "ui/panels/common/widgets.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

EdgeEvidence::EdgeEvidence(QWidget* parent) : QWidget(parent), title_(section_title({}, this)), methods_(new QTreeWidget(this)), agreement_(caption({}, this)) {
    methods_->setAccessibleName(tr("What each method says of this edge"));
    methods_->setColumnCount(4);
    methods_->setHeaderLabels({tr("Method"), QStringLiteral("#"), tr("Weight"), tr("Random")});
    methods_->headerItem()->setToolTip(1, tr("1: the step's strongest source by this method"));
    methods_->headerItem()->setToolTip(3, tr("Weight of a source drawn at random"));
    methods_->setRootIsDecorated(false);
    for (int c = 0; c < methods_->columnCount(); ++c) methods_->headerItem()->setFont(c, theme::font(TextRole::Caption));  // room for the names of methods
    methods_->header()->setMinimumSectionSize(24);
    methods_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    methods_->header()->setStretchLastSection(false);
    methods_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    methods_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(title_);
    column->addWidget(methods_);
    column->addWidget(agreement_);
}

QString EdgeEvidence::sentence() const { return agreement_->text(); }

void EdgeEvidence::show_edge(const RunDocument& document, StepId step, StepId source) {
    const auto support = document.support(step, source);
    setVisible(!support.empty());
    if (support.empty()) return;
    title_->setText(tr("Why #%1 rests on #%2").arg(step.value).arg(source.value));
    methods_->clear();
    for (const Support& one : support) {
        auto* row = new QTreeWidgetItem(methods_);
        QString name = method_text(one.method);
        name[0] = name[0].toUpper();
        row->setText(0, name);
        row->setToolTip(0, tr("%1, %2").arg(name, grade_text(one.grade)));
        row->setText(1, one.rank > 0 ? QString::number(one.rank) : QStringLiteral("–"));
        row->setText(2, one.rank > 0 ? percent(static_cast<double>(one.weight)) : tr("weak"));
        row->setText(3, percent(static_cast<double>(one.control)));
        for (int c = 1; c < 4; ++c) row->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
    }
    methods_->setFixedHeight(methods_->sizeHintForRow(0) * methods_->topLevelItemCount() + methods_->header()->sizeHint().height() + 4);
    const Agreement agreement = agreement_of(support, step);
    QString text = tr("%1 of %2 methods name it among the step's strongest sources; a source drawn at random would be named by %3.")
                       .arg(agreement.naming)
                       .arg(agreement.methods)
                       .arg(QLocale().toString(agreement.expected, 'f', 1));
    if (agreement.methods == 1) text = tr("Only one method was run; choose others above the tree to see whether they agree.");
    agreement_->setText(text);
}

}  // namespace reasonscope::ui
