#include "ui/shell/settings/settings_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/shell/settings/keys_page.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {

SettingsDialog::SettingsDialog(Preferences& preferences, ActionRegistry& registry, QWidget* parent)
    : QDialog(parent), names_(new QListWidget(this)), pages_(new QStackedWidget(this)) {
    setObjectName(QStringLiteral("settings"));
    setWindowTitle(tr("Settings"));
    names_->setAccessibleName(tr("Pages"));
    names_->setFixedWidth(150);
    names_->setProperty("navigation", true);
    const auto add = [this](const QString& name, QWidget* page) {
        names_->addItem(name);
        pages_->addWidget(page);
    };
    add(tr("Appearance"), appearance_page(preferences));
    add(tr("Runs"), runs_page(preferences));
    add(tr("Keys"), new KeysPage(registry));
    add(tr("Folders"), folders_page(preferences));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* side = new QHBoxLayout;
    side->setSpacing(space::l);
    side->addWidget(names_);
    side->addWidget(pages_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l, space::l, space::l);
    column->setSpacing(space::l);
    column->addLayout(side, 1);
    column->addWidget(buttons);
    connect(names_, &QListWidget::currentRowChanged, pages_, &QStackedWidget::setCurrentIndex);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    names_->setCurrentRow(0);
    resize(760, 540);
}

void SettingsDialog::show_page(SettingsPage page) { names_->setCurrentRow(static_cast<int>(page)); }
SettingsPage SettingsDialog::page() const { return static_cast<SettingsPage>(pages_->currentIndex()); }

}  // namespace reasonscope::ui
