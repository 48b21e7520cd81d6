#include "ui/shell/settings/keys_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/panels/common/widgets.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/theme/theme.h"

namespace reasonscope::ui {
namespace {

constexpr int kIdRole = Qt::UserRole;

/// The edit takes up to four chords; a shortcut here is one.
QKeySequence first_chord(const QKeySequence& keys) { return keys.isEmpty() ? keys : QKeySequence(keys[0]); }

}  // namespace

KeysPage::KeysPage(ActionRegistry& registry, QWidget* parent)
    : QWidget(parent),
      registry_(registry),
      filter_(new QLineEdit(this)),
      list_(new QTreeWidget(this)),
      keys_(new QKeySequenceEdit(this)),
      set_(new QPushButton(tr("Set"), this)),
      clear_(new QPushButton(tr("No key"), this)),
      reset_(new QPushButton(tr("Reset"), this)),
      reset_all_(new QPushButton(tr("Reset all"), this)),
      conflict_(caption({}, this)) {
    filter_->setPlaceholderText(tr("Find an action or a key"));
    filter_->setAccessibleName(filter_->placeholderText());
    filter_->setClearButtonEnabled(true);
    list_->setObjectName(QStringLiteral("actions"));
    list_->setAccessibleName(tr("Actions and their keys"));
    list_->setHeaderLabels({tr("Action"), tr("Keys"), tr("Where")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list_->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    keys_->setObjectName(QStringLiteral("new_keys"));
    keys_->setAccessibleName(tr("New keys"));
    const auto edits = keys_->findChildren<QLineEdit*>();
    for (QLineEdit* edit : edits) {
        edit->setAccessibleName(tr("New keys"));
        edit->setPlaceholderText(tr("Press the new keys"));
    }
    set_->setObjectName(QStringLiteral("set_keys"));
    reset_->setObjectName(QStringLiteral("reset_keys"));
    reset_all_->setObjectName(QStringLiteral("reset_all_keys"));
    conflict_->setObjectName(QStringLiteral("conflict"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addWidget(keys_, 1);
    for (QPushButton* button : {set_, clear_, reset_, reset_all_}) {
        button->setAccessibleName(button->text());
        row->addWidget(button);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(filter_);
    column->addWidget(list_, 1);
    column->addLayout(row);
    column->addWidget(conflict_);
    connect(filter_, &QLineEdit::textChanged, this, &KeysPage::fill);
    connect(list_, &QTreeWidget::currentItemChanged, this, &KeysPage::show_current);
    connect(keys_, &QKeySequenceEdit::keySequenceChanged, this, &KeysPage::judge);
    connect(set_, &QPushButton::clicked, this, &KeysPage::set);
    connect(clear_, &QPushButton::clicked, this, [this] { registry_.set_keys(current(), {}); });
    connect(reset_, &QPushButton::clicked, this, [this] { registry_.reset_keys(current()); });
    connect(reset_all_, &QPushButton::clicked, &registry_, &ActionRegistry::reset_all_keys);
    connect(&registry_, &ActionRegistry::keys_changed, this, &KeysPage::fill);
    fill();
}

QString KeysPage::current() const { return list_->currentItem() ? list_->currentItem()->data(0, kIdRole).toString() : QString(); }

void KeysPage::choose(const QString& id) {
    for (int i = 0; i < list_->topLevelItemCount(); ++i) {
        if (list_->topLevelItem(i)->data(0, kIdRole).toString() == id) list_->setCurrentItem(list_->topLevelItem(i));
    }
}

void KeysPage::fill() {
    const QString kept = current();
    list_->clear();
    for (const auto& entry : registry_.entries()) {
        const QStringList words{entry.name(), entry.keys_text(), where_text(entry.spec.where)};
        if (!words.join(QLatin1Char(' ')).contains(filter_->text(), Qt::CaseInsensitive)) continue;
        auto* item = new QTreeWidgetItem(list_, words);
        item->setData(0, kIdRole, entry.spec.id);
        if (!registry_.is_default(entry.spec.id)) item->setFont(1, theme::font(TextRole::Strong));
    }
    choose(kept);
    if (!list_->currentItem() && list_->topLevelItemCount() > 0) list_->setCurrentItem(list_->topLevelItem(0));
    show_current();
}

void KeysPage::show_current() {
    keys_->clear();
    judge();
}

void KeysPage::judge() {
    const QString id = current();
    const QKeySequence wanted = first_chord(keys_->keySequence());
    set_->setEnabled(!id.isEmpty() && !wanted.isEmpty());
    clear_->setEnabled(!id.isEmpty());
    reset_->setEnabled(!id.isEmpty() && !registry_.is_default(id));
    QStringList others;
    for (const auto* other : registry_.conflicts(id, wanted)) others << tr("“%1” (%2)").arg(other->name(), where_text(other->spec.where));
    set_->setText(others.isEmpty() ? tr("Set") : tr("Take over"));
    conflict_->setText(others.isEmpty() ? QString()
                                        : tr("%1 already belongs to %2; taking it over leaves that without it.")
                                              .arg(wanted.toString(QKeySequence::NativeText), others.join(QStringLiteral(", "))));
}

void KeysPage::set() {
    const QString id = current();
    const QKeySequence wanted = first_chord(keys_->keySequence());
    if (id.isEmpty() || wanted.isEmpty()) return;
    for (const auto* other : registry_.conflicts(id, wanted)) {
        QList<QKeySequence> left = other->action->shortcuts();
        left.removeIf([&](const QKeySequence& key) { return key.matches(wanted) != QKeySequence::NoMatch || wanted.matches(key) != QKeySequence::NoMatch; });
        registry_.set_keys(QString(other->spec.id), left);
    }
    registry_.set_keys(id, {wanted});
}

}  // namespace reasonscope::ui
