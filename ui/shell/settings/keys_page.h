#pragma once
// Which keys do what; other keys for any action. A key that is taken is named, and can be taken over.

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace reasonscope::ui {

class ActionRegistry;

class KeysPage : public QWidget {
    Q_OBJECT

public:
    explicit KeysPage(ActionRegistry& registry, QWidget* parent = nullptr);
    void choose(const QString& id);  // selects the action's row

private:
    void fill();
    void show_current();
    void judge();
    void set();
    [[nodiscard]] QString current() const;
    ActionRegistry& registry_;
    QLineEdit* filter_;
    QTreeWidget* list_;
    QKeySequenceEdit* keys_;
    QPushButton* set_;
    QPushButton* clear_;
    QPushButton* reset_;
    QPushButton* reset_all_;
    QLabel* conflict_;
};

}  // namespace reasonscope::ui
