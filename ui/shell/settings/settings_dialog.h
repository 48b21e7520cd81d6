#pragma once
// Settings: appearance, defaults of a run, keys, folders. Every change applies at once.

#include <QDialog>

class QListWidget;
class QStackedWidget;

namespace reasonscope::ui {

class ActionRegistry;
class Preferences;

enum class SettingsPage { Appearance, Runs, Keys, Folders };

class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(Preferences& preferences, ActionRegistry& registry, QWidget* parent = nullptr);
    void show_page(SettingsPage page);
    [[nodiscard]] SettingsPage page() const;

private:
    QListWidget* names_;
    QStackedWidget* pages_;
};

QWidget* appearance_page(Preferences& preferences);
QWidget* runs_page(Preferences& preferences);
QWidget* folders_page(Preferences& preferences);

}  // namespace reasonscope::ui
