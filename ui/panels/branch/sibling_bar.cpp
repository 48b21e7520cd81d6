#include "ui/panels/branch/sibling_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>

#include "ui/panels/branch/branch_actions.h"

namespace reasonscope::ui {

SiblingBar::SiblingBar(BranchActions& branch, const PanelContext& context, QWidget* parent)
    : QWidget(parent), branch_(branch), context_(context), previous_(new QToolButton(this)), next_(new QToolButton(this)), place_(new QLabel(this)) {
    const auto prepare = [this](QToolButton* button, const QString& sign, const QString& name, const QString& object, int by) {
        button->setText(sign);
        button->setAutoRaise(true);
        button->setAccessibleName(name);
        button->setToolTip(name);
        button->setObjectName(object);
        connect(button, &QToolButton::clicked, &branch_, [this, by] { branch_.walk(by); });
    };
    prepare(previous_, QStringLiteral("‹"), tr("Previous sibling (Ctrl+[)"), QStringLiteral("sibling-previous"), -1);
    prepare(next_, QStringLiteral("›"), tr("Next sibling (Ctrl+])"), QStringLiteral("sibling-next"), 1);
    place_->setObjectName(QStringLiteral("sibling-place"));
    place_->setAccessibleName(tr("Which of the siblings"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    row->addWidget(previous_);
    row->addWidget(place_);
    row->addWidget(next_);
    connect(&branch_, &BranchActions::family_changed, this, &SiblingBar::update_bar);
    update_bar();
}

QString SiblingBar::text() const { return place_->text(); }

void SiblingBar::update_bar() {
    const auto& family = branch_.family();
    const auto& run = context_.document.run();
    const auto own = run ? std::ranges::find(family, run->id) : family.end();
    setVisible(family.size() > 1 && own != family.end());
    if (own == family.end()) return;
    place_->setText(QStringLiteral("%1/%2").arg(own - family.begin() + 1).arg(family.size()));
    const bool still = !context_.engine.running();
    previous_->setEnabled(still && own != family.begin());
    next_->setEnabled(still && own + 1 != family.end());
}

}  // namespace reasonscope::ui
