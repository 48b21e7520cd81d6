#pragma once
// Every action of the window, once: menus, command palette, the list of keys and their remapping all come from here.

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <functional>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace reasonscope::ui {

class Preferences;

/// Where keys work. Everywhere is the whole window, the others a panel that has the focus.
enum class Where { Everywhere, Tree, Text, Sessions, Timeline };
QString where_text(Where where);

enum class MenuId { None, File, Edit, View, Panels, Theme, Tree, Run, Branch, Marks, Tools, Help };

struct ActionSpec {
    QString id;    // "run.ask"; stable, because keys are kept under it
    QString text;  // as in the menu, with its mnemonic
    QString tip;
    QList<QKeySequence> keys = {};
    MenuId menu = MenuId::None;
    int section = 0;  // a separator stands between sections of a menu
    Where where = Where::Everywhere;
    QWidget* scope = nullptr;  // the panel, unless `where` is Everywhere
    QString shares_keys_with = {};  // id of an action that is never enabled together with this one
};

/// Keys that a view handles itself, such as the arrows: listed, not remappable.
struct KeyNote {
    Where where = Where::Everywhere;
    QString keys, what;
};

class ActionRegistry : public QObject {
    Q_OBJECT

public:
    struct Entry {
        ActionSpec spec;
        QAction* action = nullptr;
        [[nodiscard]] QString name() const;  // the text without mnemonic and ellipsis
        [[nodiscard]] QString keys_text() const;
    };

    ActionRegistry(QWidget* window, Preferences& preferences);

    /// Makes an action with the person's keys, or the default ones.
    QAction* add(const ActionSpec& spec, std::function<void()> what);
    /// The same for an action that exists: undo, redo, the toggles of docks.
    QAction* adopt(const ActionSpec& spec, QAction* action);
    void note(const KeyNote& note) { notes_.push_back(note); }

    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] const std::vector<KeyNote>& notes() const { return notes_; }
    [[nodiscard]] QAction* action(const QString& id) const;  // null when there is none

    void fill(QMenu* menu, MenuId id) const;

    /// Other actions that would answer to the same keys.
    [[nodiscard]] std::vector<const Entry*> conflicts(const QString& id, const QKeySequence& keys) const;
    [[nodiscard]] bool is_default(const QString& id) const;
    void set_keys(const QString& id, const QList<QKeySequence>& keys);
    void reset_keys(const QString& id);
    void reset_all_keys();

signals:
    void keys_changed();

protected:
    /// A view still handles the default key of an action that was given another one: that key is dead now.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    const Entry* find(const QString& id) const;
    QWidget* window_;
    Preferences& preferences_;
    std::vector<Entry> entries_;
    std::vector<KeyNote> notes_;
};

}  // namespace reasonscope::ui
