#include "ui/shell/actions/action_registry.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMenu>
#include <algorithm>

#include "ui/shell/preferences.h"

namespace reasonscope::ui {
namespace {

QString key_of(const QString& id) { return QLatin1String(pref::kKeys) + id; }

QStringList portable(const QList<QKeySequence>& keys) {
    QStringList texts;
    for (const QKeySequence& key : keys) texts << key.toString(QKeySequence::PortableText);
    return texts;
}

QList<QKeySequence> from_portable(const QStringList& texts) {
    QList<QKeySequence> keys;
    for (const QString& text : texts) {
        if (const QKeySequence key = QKeySequence::fromString(text, QKeySequence::PortableText); !key.isEmpty()) keys << key;
    }
    return keys;
}

bool meet(Where a, Where b) { return a == b || a == Where::Everywhere || b == Where::Everywhere; }

}  // namespace

QString where_text(Where where) {
    switch (where) {
        case Where::Everywhere: return QCoreApplication::translate("Where", "Everywhere");
        case Where::Tree: return QCoreApplication::translate("Where", "In the tree");
        case Where::Text: return QCoreApplication::translate("Where", "In the transcript");
        case Where::Sessions: return QCoreApplication::translate("Where", "In the sessions");
        case Where::Timeline: return QCoreApplication::translate("Where", "In the timeline");
    }
    return {};
}

QString ActionRegistry::Entry::name() const {
    QString name = action->text();
    name.remove(QChar(u'…'));
    // Chinese menus put the mnemonic behind the words: "打开(&O)".
    if (const qsizetype at = name.indexOf(QLatin1String("(&")); at >= 0 && at + 4 <= name.size()) name.remove(at, 4);
    return name.remove(QLatin1Char('&'));
}

QString ActionRegistry::Entry::keys_text() const {
    QStringList texts;
    for (const QKeySequence& key : action->shortcuts()) texts << key.toString(QKeySequence::NativeText);
    return texts.join(QStringLiteral(", "));
}

ActionRegistry::ActionRegistry(QWidget* window, Preferences& preferences) : QObject(window), window_(window), preferences_(preferences) {}

QAction* ActionRegistry::add(const ActionSpec& spec, std::function<void()> what) {
    auto* action = new QAction(spec.text, this);
    connect(action, &QAction::triggered, this, [what = std::move(what)] { what(); });
    return adopt(spec, action);
}

QAction* ActionRegistry::adopt(const ActionSpec& spec, QAction* action) {
    action->setObjectName(spec.id);
    action->setToolTip(spec.tip);
    action->setStatusTip(spec.tip);
    const bool own = preferences_.has(key_of(spec.id));
    action->setShortcuts(own ? from_portable(preferences_.value(key_of(spec.id)).toStringList()) : spec.keys);
    if (spec.scope != nullptr) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        spec.scope->addAction(action);
        spec.scope->removeEventFilter(this);
        spec.scope->installEventFilter(this);
    } else {
        window_->addAction(action);
    }
    entries_.push_back({spec, action});
    return action;
}

const ActionRegistry::Entry* ActionRegistry::find(const QString& id) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.spec.id == id; });
    return found == entries_.end() ? nullptr : &*found;
}

QAction* ActionRegistry::action(const QString& id) const {
    const Entry* entry = find(id);
    return entry ? entry->action : nullptr;
}

void ActionRegistry::fill(QMenu* menu, MenuId id) const {
    std::vector<const Entry*> wanted;
    for (const Entry& entry : entries_) {
        if (entry.spec.menu == id) wanted.push_back(&entry);
    }
    std::stable_sort(wanted.begin(), wanted.end(), [](const Entry* a, const Entry* b) { return a->spec.section < b->spec.section; });
    const Entry* before = nullptr;
    for (const Entry* entry : wanted) {
        if (before && before->spec.section != entry->spec.section) menu->addSeparator();
        menu->addAction(entry->action);
        before = entry;
    }
}

std::vector<const ActionRegistry::Entry*> ActionRegistry::conflicts(const QString& id, const QKeySequence& keys) const {
    std::vector<const Entry*> found;
    const Entry* mine = find(id);
    if (!mine || keys.isEmpty()) return found;
    for (const Entry& other : entries_) {
        if (&other == mine || !meet(other.spec.where, mine->spec.where)) continue;
        if (other.spec.shares_keys_with == id || mine->spec.shares_keys_with == other.spec.id) continue;
        const auto theirs = other.action->shortcuts();
        const bool same = std::any_of(theirs.begin(), theirs.end(), [&](const QKeySequence& key) {
            return key.matches(keys) != QKeySequence::NoMatch || keys.matches(key) != QKeySequence::NoMatch;
        });
        if (same) found.push_back(&other);
    }
    return found;
}

bool ActionRegistry::is_default(const QString& id) const { return !preferences_.has(key_of(id)); }

void ActionRegistry::set_keys(const QString& id, const QList<QKeySequence>& keys) {
    const Entry* entry = find(id);
    if (!entry) return;
    if (keys == entry->spec.keys) return reset_keys(id);
    entry->action->setShortcuts(keys);
    preferences_.set(key_of(id), portable(keys));
    emit keys_changed();
}

void ActionRegistry::reset_keys(const QString& id) {
    const Entry* entry = find(id);
    if (!entry) return;
    entry->action->setShortcuts(entry->spec.keys);
    preferences_.remove(key_of(id));
    emit keys_changed();
}

void ActionRegistry::reset_all_keys() {
    for (const Entry& entry : entries_) {
        entry.action->setShortcuts(entry.spec.keys);
        preferences_.remove(key_of(entry.spec.id));
    }
    emit keys_changed();
}

bool ActionRegistry::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress) return false;
    const QKeySequence pressed(static_cast<QKeyEvent*>(event)->keyCombination());
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.spec.scope == watched && entry.spec.keys.contains(pressed) && !entry.action->shortcuts().contains(pressed);
    });
}

}  // namespace reasonscope::ui
