#include "ui/panels/common/crumbs.h"

#include <QHBoxLayout>
#include <QToolButton>

#include "ui/theme/theme.h"

namespace reasonscope::ui {

CrumbBar::CrumbBar(QWidget* parent) : QWidget(parent), row_(new QHBoxLayout(this)) {
    setAccessibleName(tr("Where the branch hangs"));
    row_->setContentsMargins(space::s, 0, space::s, 0);
    row_->setSpacing(0);
    hide();
}

void CrumbBar::show_line(const std::vector<RunId>& line) {
    while (QLayoutItem* item = row_->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->setObjectName(QString());
            widget->deleteLater();  // it may be the one whose click brought us here
        }
        delete item;
    }
    setVisible(!line.empty());
    if (line.empty()) return;
    const auto add = [this](const QString& text, const QString& tip, const QString& object, std::optional<RunId> run) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setObjectName(object);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &QToolButton::clicked, this, [this, run] { emit chosen(run); });
        row_->addWidget(button);
        return button;
    };
    add(tr("All"), tr("Show everything again"), QStringLiteral("crumb-all"), std::nullopt);
    for (const RunId run : line) {
        const bool last = run == line.back();
        auto* button = add(QStringLiteral("› ") + tr("Run %1").arg(run.value), last ? tr("Run %1 and its branches alone").arg(run.value) : tr("Show run %1 and its branches alone").arg(run.value),
                           QStringLiteral("crumb-%1").arg(run.value), run);
        button->setEnabled(!last);
    }
    row_->addStretch(1);
}

}  // namespace reasonscope::ui
