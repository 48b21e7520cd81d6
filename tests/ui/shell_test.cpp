// The shell of the window by real keys and clicks: palette, settings, keys, languages, start page, tour, search, drops, panels, undo.

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>
#include <QTreeWidget>
#include <QUndoStack>
#include <QtTest>
#include <fstream>
#include <set>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/prompt/prompt_panel.h"
#include "ui/panels/search/search_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/actions/action_registry.h"
#include "ui/shell/banner.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notifier.h"
#include "ui/shell/palette/palette.h"
#include "ui/shell/preferences.h"
#include "ui/shell/settings/keys_page.h"
#include "ui/shell/settings/settings_dialog.h"
#include "ui/shell/start/start_page.h"
#include "ui/shell/tour/tour.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 60000;  // patience of waits that end by themselves much earlier
const QString kQuestion = QStringLiteral("x = 4. y = x + 7. z = y * 2. What is z?");

class ShellTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    void open(const std::string& session) {
        window_ = test::open_window(std::make_unique<test::ScriptedBackend>(), folder_ / session, {1600, 1000});
        window_->preferences().set(QLatin1String(pref::kSessionsFolder), QString::fromStdString(folder_.path().string()));
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        window_->activateWindow();
        window_->start();
        settle();
    }

    void settle() {
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model() && !window_->engine().busy() && !window_->library().busy(), kLong);
    }

    void ask() {
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        window_->prompt().set_question(kQuestion);
        QTest::keyClick(window_.get(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLong);
    }

    Palette* palette() { return window_->findChild<Palette*>(); }

    void open_palette(const QString& words) {
        QTest::keyClick(window_.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(palette()->isVisible());
        QTRY_VERIFY(palette()->input().hasFocus());
        QTest::keyClicks(&palette()->input(), words);
    }

    SettingsDialog* open_settings(SettingsPage page) {
        QTest::keyClick(window_.get(), Qt::Key_Comma, Qt::ControlModifier);
        auto* dialog = window_->findChild<SettingsDialog*>();
        if (dialog) dialog->show_page(page);
        return dialog;
    }

    /// Keys of the window work only while it is the active one.
    void back_to_window(QDialog* dialog) {
        dialog->close();
        window_->activateWindow();
        QTRY_VERIFY(window_->isActiveWindow());
    }

    void drop(const std::filesystem::path& file) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window_.get(), &enter);
        QVERIFY(enter.isAccepted());
        QVERIFY(window_->findChild<QLabel*>(QStringLiteral("drop_sheet")));
        QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window_.get(), &event);
        QVERIFY(!window_->findChild<QLabel*>(QStringLiteral("drop_sheet")));
    }

private slots:
    void initTestCase() {
        install_language(QStringLiteral("en"));
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
    }

    void cleanup() {
        window_.reset();
        install_language(QStringLiteral("en"));
        theme::apply(ThemeMode::Light);
        theme::set_text_zoom(0);
        theme::set_reduced_motion(false);
        EXPECT_NO_WARNINGS();
    }

    void fuzzy_matching_prefers_starts_of_words_and_keeps_order() {
        QVERIFY(!fuzzy_match("xyz", "Export report"));
        QVERIFY(!fuzzy_match("re", "er"));
        QCOMPARE(fuzzy_match("er", "Export report")->places, (std::vector<int>{0, 7}));
        QCOMPARE(fuzzy_match("EXP", "Export report")->places, (std::vector<int>{0, 1, 2}));
        QVERIFY(fuzzy_match("dt", "Dark theme")->score > fuzzy_match("dt", "Load the best")->score);
        QVERIFY(fuzzy_match("exp rep", "Export report")->score > fuzzy_match("exp rep", "Explain the prepared run")->score);
        QCOMPARE(fuzzy_match("  ", "anything")->places.size(), std::size_t(0));
    }

    void every_action_has_an_id_a_name_and_a_key_of_its_own() {
        open("actions.db");
        std::set<QString> ids;
        for (const auto& entry : window_->actions().entries()) {
            QVERIFY2(ids.insert(entry.spec.id).second, qPrintable(entry.spec.id));
            QVERIFY2(!entry.name().isEmpty() && !entry.spec.tip.isEmpty(), qPrintable(entry.spec.id));
            for (const QKeySequence& key : entry.spec.keys) {
                const auto others = window_->actions().conflicts(entry.spec.id, key);
                QVERIFY2(others.empty(), qPrintable(entry.spec.id + (others.empty() ? QString() : " and " + others.front()->spec.id)));
            }
        }
        // Menus hold nothing that the registry does not know.
        for (QAction* top : window_->menuBar()->actions()) {
            for (QAction* action : top->menu()->actions()) {
                if (!action->isSeparator() && !action->menu()) QVERIFY2(ids.contains(action->objectName()), qPrintable(action->text()));
            }
        }
    }

    void the_palette_finds_actions_by_a_few_letters() {
        open("palette.db");
        open_palette(QStringLiteral("dark"));
        QCOMPARE(palette()->list().item(0)->text(), QStringLiteral("Dark theme"));
        test::keep_picture(*window_, "palette");
        QTest::keyClick(&palette()->input(), Qt::Key_Return);
        QVERIFY(!palette()->isVisible());
        QVERIFY(window_->palette().color(QPalette::Window).lightness() < 128);
        open_palette(QStringLiteral("light theme"));
        test::keep_picture(*window_, "palette-dark");
        QTest::keyClick(&palette()->input(), Qt::Key_Enter);
        QVERIFY(window_->palette().color(QPalette::Window).lightness() > 128);
        open_palette(QStringLiteral("qqqqzz"));
        QCOMPARE(palette()->list().count(), 0);
        QTest::keyClick(&palette()->input(), Qt::Key_Return);
        QVERIFY(palette()->isVisible());
        QTest::keyClick(&palette()->input(), Qt::Key_Escape);
        QVERIFY(!palette()->isVisible());
    }

    void the_palette_walks_by_arrows_and_opens_runs_and_sessions() {
        QVERIFY(test::write_sample_session(folder_ / "three stories.db"));
        open("walk.db");
        ask();
        open_palette(QStringLiteral("three stories"));
        QCOMPARE(palette()->list().item(0)->text(), QStringLiteral("three stories"));
        QSignalSpy opened(&window_->library(), &Library::opened);
        QTest::keyClick(&palette()->input(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), kLong);
        settle();
        QTest::keyClick(window_.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClicks(&palette()->input(), QStringLiteral("what is z"));
        QTRY_VERIFY_WITH_TIMEOUT(palette()->list().count() > 0 && palette()->list().item(0)->text().contains(QLatin1String("What is z")), kLong);
        const int before = palette()->list().currentRow();
        QTest::keyClick(&palette()->input(), Qt::Key_Up);
        QCOMPARE(palette()->list().currentRow(), palette()->list().count() - 1);
        QTest::keyClick(&palette()->input(), Qt::Key_Down);
        QCOMPARE(palette()->list().currentRow(), before);
        QTest::keyClick(&palette()->input(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window_->document().run()->start.prompt), kQuestion, kLong);
    }

    void the_list_of_keys_is_made_from_the_registry() {
        open("keys.db");
        window_->setFocus();
        QTest::keyClick(window_.get(), Qt::Key_Question, Qt::ShiftModifier);
        auto* list = window_->findChild<QDialog*>();
        if (list == nullptr) {
            QTest::keyClick(window_.get(), Qt::Key_F1);
            list = window_->findChild<QDialog*>();
        }
        QVERIFY(list);
        QStringList words;
        for (const QLabel* label : list->findChildren<QLabel*>()) words << label->text();
        for (const auto& entry : window_->actions().entries()) {
            if (!entry.keys_text().isEmpty()) QVERIFY2(words.contains(entry.name()) && words.contains(entry.keys_text()), qPrintable(entry.name()));
        }
        test::keep_picture(*list, "keys");
    }

    void keys_are_given_taken_over_and_reset() {
        open("remap.db");
        ActionRegistry& actions = window_->actions();
        SettingsDialog* dialog = open_settings(SettingsPage::Keys);
        QVERIFY(dialog);
        auto* page = dialog->findChild<KeysPage*>();
        auto* keys = dialog->findChild<QKeySequenceEdit*>(QStringLiteral("new_keys"));
        auto* set = dialog->findChild<QPushButton*>(QStringLiteral("set_keys"));
        page->choose(QStringLiteral("run.question"));
        QVERIFY(!set->isEnabled());
        keys->setFocus();
        QTest::keyClick(keys, Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QLabel*>(QStringLiteral("conflict"))->text().contains(QLatin1String("Export report")), kLong);
        test::keep_picture(*dialog, "settings-keys");
        QTest::mouseClick(set, Qt::LeftButton);
        QCOMPARE(actions.action("run.question")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_E));
        QVERIFY(actions.action("file.export")->shortcuts().isEmpty());
        QVERIFY(!actions.is_default("file.export"));
        back_to_window(dialog);
        window_->setFocus();
        QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier);
        QTRY_VERIFY(window_->findChild<QPlainTextEdit*>(QStringLiteral("question"))->hasFocus());
        dialog = open_settings(SettingsPage::Keys);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("reset_all_keys")), Qt::LeftButton);
        QCOMPARE(actions.action("file.export")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_E));
        QVERIFY(actions.is_default("run.question"));
    }

    void a_key_that_was_moved_away_is_dead_in_its_panel() {
        open("moved.db");
        ask();
        TreeCanvas& canvas = window_->tree().canvas();
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_3);
        QCOMPARE(canvas.mode(), CanvasMode::Chain);
        window_->actions().set_keys(QStringLiteral("tree.decisions"), {QKeySequence(Qt::Key_D)});
        QTest::keyClick(&canvas, Qt::Key_1);
        QCOMPARE(canvas.mode(), CanvasMode::Chain);
        QTest::keyClick(&canvas, Qt::Key_D);
        QCOMPARE(canvas.mode(), CanvasMode::Decision);
    }

    void settings_apply_at_once() {
        open("settings.db");
        SettingsDialog* dialog = open_settings(SettingsPage::Appearance);
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        test::keep_picture(*dialog, "settings");
        auto* themes = dialog->findChild<QFrame*>(QStringLiteral("theme"));
        QTest::mouseClick(themes->findChildren<QToolButton*>().at(2), Qt::LeftButton);
        QVERIFY(window_->palette().color(QPalette::Window).lightness() < 128);
        QVERIFY(window_->actions().action("theme.dark")->isChecked());
        test::keep_picture(*dialog, "settings-dark");
        const double size = QApplication::font().pointSizeF();
        auto* slider = dialog->findChild<QSlider*>(QStringLiteral("text_size"));
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(QApplication::font().pointSizeF(), size + 1);
        window_->activateWindow();
        QTRY_VERIFY(window_->isActiveWindow());
        QTest::keyClick(window_.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(QApplication::font().pointSizeF(), size);
        QCOMPARE(slider->value(), 0);
        dialog->show_page(SettingsPage::Runs);
        test::keep_picture(*dialog, "settings-runs");
        QTest::mouseClick(dialog->findChild<QAbstractButton*>(QStringLiteral("own_sampling")), Qt::LeftButton, {}, QPoint(8, 8));
        QVERIFY(window_->preferences().value(QLatin1String(pref::kOwnSampling)).toBool());
        auto* trace = dialog->findChild<QComboBox*>(QStringLiteral("trace"));
        trace->setFocus();
        QTest::keyClick(trace, Qt::Key_Down);
        QVERIFY(window_->findChild<QToolButton*>(QStringLiteral("run_settings"))->text().contains(QLatin1String("summary"), Qt::CaseInsensitive));
    }

    void the_language_changes_without_a_restart_and_keeps_the_run() {
        open("language.db");
        ask();
        const std::size_t steps = window_->document().steps().size();
        SettingsDialog* dialog = open_settings(SettingsPage::Appearance);
        auto* language = dialog->findChild<QComboBox*>(QStringLiteral("language"));
        language->setFocus();
        QTest::keyClick(language, Qt::Key_End);
        QTRY_COMPARE_WITH_TIMEOUT(window_->findChild<QPushButton*>(QStringLiteral("run"))->text(), QStringLiteral("运行"), kLong);
        settle();
        QCOMPARE(window_->document().steps().size(), steps);
        QVERIFY(!window_->tree().canvas().graph(CanvasMode::Chain).nodes.empty());
        QVERIFY(window_->transcript().view().plain_text().contains(QLatin1String("so y is 11")));
        QCOMPARE(window_->menuBar()->actions().size(), 8);
        dialog = window_->findChild<SettingsDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->windowTitle(), QStringLiteral("设置"));
        test::keep_picture(*dialog, "settings-zh");
        back_to_window(dialog);
        settle();
        test::keep_picture(*window_, "window-zh");
        ask();
        QCOMPARE(window_->document().run()->answer, std::string("22"));
        window_->preferences().set(QLatin1String(pref::kLanguage), QStringLiteral("en"));
        QTRY_COMPARE_WITH_TIMEOUT(window_->findChild<QPushButton*>(QStringLiteral("run"))->text(), QStringLiteral("Run"), kLong);
    }

    void the_start_page_asks_with_one_click() {
        QVERIFY(test::write_sample_session(folder_ / "older.db"));
        open("start.db");
        StartPage& start = window_->start_page();
        QTRY_VERIFY_WITH_TIMEOUT(start.isVisible(), kLong);
        QVERIFY(!window_->tree().isVisible());
        test::keep_picture(*window_, "start");
        window_->set_theme(ThemeMode::Dark);
        window_->resize(1280, 720);
        test::keep_picture(*window_, "start-dark-small");
        QSignalSpy shown(window_.get(), &MainWindow::run_shown);
        QPushButton* card = nullptr;
        for (auto* button : start.findChildren<QPushButton*>()) {
            if (button->property("card").toBool() && card == nullptr) card = button;
        }
        QVERIFY(card);
        QTest::mouseClick(card, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!start.isVisible(), kLong);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kLong);
        QVERIFY(window_->tree().isVisible());
    }

    void the_start_page_opens_a_recent_session() {
        QVERIFY(test::write_sample_session(folder_ / "recent one.db"));
        open("start2.db");
        const auto recent = [this]() -> QPushButton* {
            for (auto* button : window_->start_page().findChildren<QPushButton*>())
                if (button->property("link").toBool() && button->text().startsWith(QLatin1String("recent one"))) return button;
            return nullptr;
        };
        QPushButton* link = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(window_->start_page().isVisible() && (link = recent()), kLong);
        QTest::mouseClick(link, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(window_->library().file(), folder_ / "recent one.db", kLong);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().run().has_value(), kLong);
    }

    void the_tour_leads_through_five_real_places() {
        open("tour.db");
        ask();
        window_->show_tour();
        auto* tour = window_->findChild<Tour*>();
        QVERIFY(tour && tour->isVisible());
        QSignalSpy ended(tour, &Tour::ended);
        test::keep_picture(*window_, "tour");
        for (int stop = 1; stop < 5; ++stop) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
            QCOMPARE(tour->stop(), stop);
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
        QCOMPARE(tour->stop(), 3);
        test::keep_picture(*window_, "tour-4");
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(ended.count(), 1);
        QVERIFY(window_->preferences().value(QLatin1String(pref::kTourSeen)).toBool());
        QVERIFY2(window_->selection().locked_step().has_value(), "Esc ended the tour and nothing else");
    }

    void words_filters_and_sql_find_steps() {
        open("search.db");
        ask();
        QTest::keyClick(window_.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        auto* words = window_->findChild<QLineEdit*>(QStringLiteral("search_words"));
        QTRY_VERIFY(words->hasFocus());
        QTest::keyClicks(words, QStringLiteral("so y is 11"));
        QListWidget& found = window_->sessions().search().results();
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, kLong);
        QVERIFY(!window_->sessions().view().isVisible());
        test::keep_picture(*window_, "search");
        window_->selection().unlock();
        QTest::mouseClick(found.viewport(), Qt::LeftButton, {}, found.visualItemRect(found.item(0)).center());
        QTRY_VERIFY_WITH_TIMEOUT(window_->selection().locked_step().has_value(), kLong);
        QVERIFY(QString::fromStdString(window_->document().step(*window_->selection().locked_step())->text).contains(QLatin1String("so y is 11")));

        words->clear();
        QVERIFY(window_->sessions().view().isVisible());
        for (auto* button : window_->sessions().findChildren<QToolButton*>()) {
            if (button->isCheckable()) QTest::mouseClick(button, Qt::LeftButton);  // filters, SQL
        }
        auto* cls = window_->findChild<QComboBox*>(QStringLiteral("filter_class"));
        auto* sql = window_->findChild<QPlainTextEdit*>(QStringLiteral("search_sql"));
        auto* said = window_->findChild<QLabel*>(QStringLiteral("search_said"));
        cls->setFocus();
        QTest::keyClicks(cls, QStringLiteral("Comp"));
        QVERIFY(sql->toPlainText().contains(QLatin1String("s.class = 'active_computation'")));
        int computations = 0;
        for (const StoredStep& step : window_->document().steps()) computations += step.step.cls == StepClass::ActiveComputation;
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), computations, kLong);
        test::keep_picture(*window_, "search-sql");

        sql->setFocus();
        sql->selectAll();
        QTest::keyClicks(sql, QStringLiteral("SELECT id AS run, answer FROM runs"));
        QTest::keyClick(sql, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, kLong);
        QVERIFY(!window_->engine().running());
        QVERIFY(found.item(0)->text().contains(QLatin1String("answer 22")));
        sql->selectAll();
        QTest::keyClicks(sql, QStringLiteral("DELETE FROM runs"));
        QTest::keyClick(sql, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(said->text().contains(QLatin1String("Only reading is allowed")), kLong);
        window_->set_theme(ThemeMode::Dark);
        test::keep_picture(*window_, "search-sql-dark");
        QCOMPARE(SessionReader::open(folder_ / "search.db").value()->runs()->size(), std::size_t(1));
    }

    void files_are_dropped_on_the_window() {
        QVERIFY(test::write_sample_session(folder_ / "dropped.session"));
        open("drop.db");
        drop(folder_ / "dropped.session");
        QTRY_COMPARE_WITH_TIMEOUT(window_->library().file(), folder_ / "dropped.session", kLong);
        settle();
        QVERIFY(std::filesystem::create_directory(folder_ / "not a model"));
        drop(folder_ / "not a model");
        QVERIFY(window_->banner().sentence().contains(QLatin1String("neither config.json nor adapter_config.json")));
        std::ofstream(folder_ / "words.gguf") << "GGUF";
        QSignalSpy failed(&window_->engine(), &Engine::model_failed);
        drop(folder_ / "words.gguf");
        QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), kLong);  // the scripted engine has only one model, but it was asked
    }

    void panels_are_maximised_floated_and_reset() {
        open("panels.db");
        ask();
        QDockWidget* dock = window_->layout_of_docks().dock(QStringLiteral("transcript"));
        QWidget* title = dock->titleBarWidget();
        QTest::mouseDClick(title, Qt::LeftButton, {}, QPoint(30, title->height() / 2));
        QVERIFY(window_->layout_of_docks().is_maximised());
        QVERIFY(!window_->tree().isVisible() && dock->isVisible());
        QTRY_VERIFY(dock->width() > 1500);
        test::keep_picture(*window_, "maximised");
        QTest::mouseDClick(title, Qt::LeftButton, {}, QPoint(30, title->height() / 2));
        QVERIFY(!window_->layout_of_docks().is_maximised());
        QVERIFY(window_->tree().isVisible());
        window_->transcript().view().setFocus();
        QTest::keyClick(window_.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(window_->layout_of_docks().is_maximised());
        QTest::keyClick(window_.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!window_->layout_of_docks().is_maximised());
        dock->setFloating(true);
        QTest::keyClick(window_.get(), Qt::Key_1, Qt::AltModifier);
        QVERIFY(!window_->layout_of_docks().dock(QStringLiteral("sessions"))->isVisible());
        window_->actions().action("view.reset_layout")->trigger();
        QVERIFY(!dock->isFloating());
        QVERIFY(window_->layout_of_docks().dock(QStringLiteral("sessions"))->isVisible());
    }

    void commands_are_undone_and_done_again_by_keys() {
        open("undo.db");
        int value = 0;
        class Add : public QUndoCommand {
        public:
            explicit Add(int& at) : QUndoCommand(QStringLiteral("add")), at_(at) {}
            void redo() override { ++at_; }
            void undo() override { --at_; }

        private:
            int& at_;
        };
        window_->undo_stack().push(new Add(value));
        QCOMPARE(value, 1);
        window_->setFocus();
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(value, 0);
        QTest::keyClick(window_.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(value, 1);
        window_->undo_stack().clear();
    }

    void a_session_whose_writer_died_is_told_of() {
        const auto file = folder_ / "crashed.db";
        {
            auto writer = SessionWriter::open(file).value();
            RunStart start;
            start.prompt = kQuestion.toStdString();
            QVERIFY(writer->begin_run(start).has_value());
            QVERIFY(writer->flush());
            // As a crash leaves it: the files as they are now, without the end.
            std::filesystem::copy_file(file, folder_ / "copy.db");
            std::filesystem::copy_file(file.string() + "-wal", (folder_ / "copy.db").string() + "-wal");
        }
        std::ofstream((folder_ / "copy.db").string() + "-lock") << "1";
        QVERIFY(writer_died(folder_ / "copy.db"));
        QVERIFY(!writer_died(file));
        open("copy.db");
        QTRY_VERIFY_WITH_TIMEOUT(window_->banner().sentence().contains(QLatin1String("ended in the middle of run 1")), kLong);
        test::keep_picture(*window_, "recovery");
        QCOMPARE(SessionReader::open(folder_ / "copy.db").value()->runs()->back().state, RunState::Interrupted);
        QVERIFY(!writer_died(folder_ / "copy.db"));
    }

    void a_long_job_says_that_it_is_over_when_nobody_looks() {
        open("notify.db");
        QSignalSpy said(&window_->notifier(), &Notifier::notified);
        window_->notifier().set_patience(0);
        QWidget other;
        other.show();
        other.activateWindow();
        QTRY_VERIFY(!window_->isActiveWindow());
        window_->prompt().set_question(kQuestion);
        window_->prompt().run();
        QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, kLong);
        QCOMPARE(said.front().at(1).toString(), QStringLiteral("22"));
        window_->activateWindow();
        QTRY_VERIFY(window_->isActiveWindow());
        settle();
        ask();
        QCOMPARE(said.count(), 1);
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_MAIN(reasonscope::ui::ShellTest)
#include "shell_test.moc"
