// Screen-reader names and keyboard reach of every control, in the window and in its dialogs.

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QScrollBar>
#include <QtTest>
#include <set>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/forks/fork_card.h"
#include "ui/panels/forks/forks_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/models/model_dialog.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/main_window.h"
#include "ui/shell/settings/settings_dialog.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 60000;

QString path(const QWidget* widget) {
    QString text;
    for (; widget; widget = widget->parentWidget()) text = QStringLiteral("/%1[%2]").arg(QLatin1String(widget->metaObject()->className()), widget->objectName()) + text;
    return text;
}

/// What a screen reader says first.
QString said(QWidget* widget) {
    QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

bool takes_tab(const QWidget* widget) { return widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) != 0; }

/// Inner parts belong to a control that is reached as a whole.
bool is_part(const QWidget* widget) { return widget->objectName().startsWith(QLatin1String("qt_")) || (widget->focusProxy() != nullptr); }

QStringList nameless(const QWidget* root) {
    QStringList found;
    for (QWidget* widget : root->findChildren<QWidget*>()) {
        if (takes_tab(widget) && !is_part(widget) && widget->window() == root->window() && said(widget).isEmpty()) found << path(widget);
    }
    return found;
}

/// Controls that Tab does not come to, going once around from `first`.
QStringList unreached(QWidget* root) {
    std::set<const QWidget*> seen;
    const QWidget* at = root->nextInFocusChain();
    while (at != root && seen.insert(at).second) at = at->nextInFocusChain();
    QStringList found;
    for (const QWidget* widget : root->findChildren<QWidget*>()) {
        if (takes_tab(widget) && widget->window() == root->window() && !seen.contains(widget)) found << path(widget);
    }
    // What can be clicked must be reachable without a mouse: by Tab, or through something that is.
    for (const QAbstractButton* button : root->findChildren<QAbstractButton*>()) {
        const bool inside = qobject_cast<QLineEdit*>(button->parent()) || qobject_cast<QComboBox*>(button->parent()) || qobject_cast<QMenuBar*>(button->parent()) ||
                            QLatin1String(button->parent()->metaObject()->className()) == QLatin1String("QTabBar") ||
                            QString::fromLatin1(button->metaObject()->className()).contains(QLatin1String("CornerButton"));
        if (button->isVisible() && !inside && button->focusPolicy() == Qt::NoFocus) found << path(button);
    }
    return found;
}

class AccessibleTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    static void check(QWidget* root) {
        QCOMPARE(nameless(root).join(QLatin1Char('\n')), QString());
        QCOMPARE(unreached(root).join(QLatin1Char('\n')), QString());
    }

private slots:
    void initTestCase() {
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
        WindowOptions options;
        options.session = folder_ / "a.db";
        options.remember = false;
        window_ = std::make_unique<MainWindow>(std::make_unique<test::ScriptedBackend>(), options);
        window_->resize(1600, 1000);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        window_->start();
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model() && !window_->engine().busy() && !window_->library().busy(), kLong);
    }

    void cleanupTestCase() {
        window_.reset();
        EXPECT_NO_WARNINGS();
    }

    void the_empty_window() { check(window_.get()); }

    void the_window_with_a_run() {
        AskRequest request;
        request.prompt = "x = 4. y = x + 7. z = y * 2. What is z?";
        window_->engine().ask(request);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().run() && !window_->document().live(), kLong);
        for (auto* button : window_->findChildren<QAbstractButton*>()) {
            if (button->isCheckable() && button->isVisible() && button->accessibleName().contains(QLatin1String("ilter"))) button->click();
        }
        check(window_.get());
    }

    void the_forks_of_a_run() {
        window_->actions().action(QStringLiteral("tools.forks"))->trigger();
        ForksTab& forks = window_->inspector().forks();
        QTRY_VERIFY_WITH_TIMEOUT(forks.cards().size() == 3 && !window_->engine().busy(), kLong);
        check(window_.get());
        for (QWidget* card : forks.cards()) QVERIFY(!QAccessible::queryAccessibleInterface(card)->text(QAccessible::Description).isEmpty());
    }

    void the_settings() {
        window_->show_settings();
        auto* dialog = window_->findChild<SettingsDialog*>();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        for (const auto page : {SettingsPage::Appearance, SettingsPage::Runs, SettingsPage::Keys, SettingsPage::Folders}) {
            dialog->show_page(page);
            check(dialog);
        }
        dialog->close();
    }

    void the_model_library() {
        window_->actions().action(QStringLiteral("file.models"))->trigger();
        auto* dialog = window_->findChild<ModelDialog*>();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        check(dialog);
        dialog->close();
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_MAIN(reasonscope::ui::AccessibleTest)
#include "accessible_test.moc"
