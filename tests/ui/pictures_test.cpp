// The main views against the pictures in tests/ui/pictures; picture_compare.h states the tolerance. scripts/update-pictures.sh writes them anew:
// look at what changed before you commit it. On failure the actual picture and the difference lie in build/<preset>/pictures.

#include <sqlite3.h>

#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QtTest>
#include <array>
#include <set>
#include <utility>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/fixed_look.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/picture_compare.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/faithfulness/faithfulness_dialog.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/timeline/timeline_panel.h"
#include "ui/panels/transcript/transcript_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/docks/dock_layout.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette/palette.h"
#include "ui/shell/settings/settings_dialog.h"
#include "ui/shell/start/start_page.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 120000;  // patience of waits that end by themselves much earlier; no test passes or fails by speed
const QDir kKept(QStringLiteral(REASONSCOPE_SOURCE_DIR "/tests/ui/pictures"));
const QDir kBuilt(QStringLiteral(REASONSCOPE_PICTURES_DIR));
QStringList g_missing_fonts;

class PicturesTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;
    QString suffix_;
    QStringList wrong_;
    std::set<QString> taken_;

    /// Compares, or with REASONSCOPE_UPDATE_PICTURES writes; what is wrong is told at the end of the test, all of it.
    void picture(QWidget& widget, const QString& view) {
        settle();
        const QString name = view + suffix_ + QStringLiteral(".png");
        taken_.insert(name);
        const QImage actual = test::reduced(widget.grab().toImage());
        if (qEnvironmentVariableIsSet("REASONSCOPE_UPDATE_PICTURES")) {
            // What looks the same stays the same file.
            if (!test::compare_pictures(QImage(kKept.filePath(name)), actual).same && !actual.save(kKept.filePath(name), "PNG", 0)) wrong_ << name + " cannot be written";
            return;
        }
        const QImage wanted(kKept.filePath(name));
        const test::PictureDifference found = test::compare_pictures(wanted, actual);
        if (found.same) return;
        const QString seen = kBuilt.filePath(QStringLiteral("actual-") + name), difference = kBuilt.filePath(QStringLiteral("difference-") + name);
        actual.save(seen);
        QString sentence = QStringLiteral("%1: %2; see %3").arg(name, wanted.isNull() ? QStringLiteral("there is no such picture yet") : found.text(), seen);
        if (found.shown.save(difference)) sentence += QStringLiteral(" and ") + difference;
        wrong_ << sentence;
    }

    /// Until nothing has been under way for longer than the panels' own delays, which may follow each other. Counted in turns of the event loop,
    /// so that a machine that stands still in between makes no difference.
    void settle() {
        constexpr int kTurns = 40, kMost = 12000;
        for (int quiet = 0, all = 0; quiet < kTurns && all < kMost; ++quiet, ++all) {
            QCoreApplication::processEvents();
            QTest::qSleep(10);
            if (window_ && (window_->library().busy() || window_->engine().busy())) quiet = 0;
        }
        // The machine's own affair.
        if (auto* memory = window_ ? window_->findChild<QLabel*>(QStringLiteral("memory")) : nullptr) memory->setText(QStringLiteral("256.0 MB"));
        QCoreApplication::sendPostedEvents();
    }

    std::filesystem::path write_session(const std::string& name, const std::vector<test::Script>& scripts) {
        const auto file = folder_ / name;
        std::filesystem::remove(file);
        {
            auto session = SessionWriter::open(file);
            if (!session) qFatal("%s", session.error().message.c_str());
            for (const test::Script& script : scripts) {
                if (const auto played = test::play(script, **session, {}, [] {}, {}); !played) qFatal("%s", played.error().message.c_str());
            }
        }
        sqlite3* db = nullptr;  // a date of its own, that of no machine
        char* error = nullptr;
        if (sqlite3_open(file.c_str(), &db) != SQLITE_OK || sqlite3_exec(db, "UPDATE runs SET created = '2026-01-02T03:04:05Z'", nullptr, nullptr, &error) != SQLITE_OK)
            qFatal("the date of %s was not set: %s", file.c_str(), error ? error : "it does not open");
        sqlite3_close(db);
        return file;
    }

    void open(const std::filesystem::path& session, QSize size) {
        window_ = test::open_window(std::make_unique<test::ScriptedBackend>(), session, size);
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        window_->start();
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model() && !window_->engine().busy() && !window_->library().busy(), kLong);
        window_->setFocus();
        settle();
    }

    void look(ThemeMode theme, const QString& language = QStringLiteral("en")) {
        install_language(language);
        theme::apply(theme);
        suffix_ = theme == ThemeMode::Dark ? QStringLiteral("-dark") : QStringLiteral("-light");
    }

    static void themes() {
        QTest::addColumn<ThemeMode>("theme");
        QTest::newRow("light") << ThemeMode::Light;
        QTest::newRow("dark") << ThemeMode::Dark;
    }

private slots:
    void initTestCase() {
        QVERIFY2(g_missing_fonts.isEmpty(), qPrintable(QStringLiteral("fonts of scripts/packages.txt are not installed: ") + g_missing_fonts.join(QStringLiteral(", "))));
        QVERIFY(kBuilt.mkpath(QStringLiteral(".")) && kKept.mkpath(QStringLiteral(".")));
        QApplication::setCursorFlashTime(0);
        test::watch_warnings();
    }

    void cleanup() {
        window_.reset();
        install_language(QStringLiteral("en"));
        const QStringList wrong = std::exchange(wrong_, {});
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("%1 pictures differ:\n%2\nscripts/update-pictures.sh writes them anew").arg(wrong.size()).arg(wrong.join(QLatin1Char('\n')))));
        EXPECT_NO_WARNINGS();
    }

    void panels_data() { themes(); }
    void panels() {
        QFETCH(ThemeMode, theme);
        look(theme);
        open(write_session("panels.db", {test::words_script(), test::chain_script()}), {1280, 900});
        window_->selection().lock(StepId(9));
        for (const auto& [mode, name] : {std::pair{CanvasMode::Decision, "tree-decisions"}, {CanvasMode::Provenance, "tree-provenance"},
                                         {CanvasMode::Chain, "tree-chain"}, {CanvasMode::Matrix, "tree-matrix"}}) {
            window_->tree().choose_mode(mode);
            settle();
            window_->tree().canvas().fit();
            picture(window_->tree(), QLatin1String(name));
        }
        picture(window_->transcript(), QStringLiteral("transcript"));
        picture(*window_->layout_of_docks().dock(QStringLiteral("timeline")), QStringLiteral("timeline"));
        picture(*window_->layout_of_docks().dock(QStringLiteral("sessions")), QStringLiteral("sessions"));
        const std::array<const char*, 4> tabs = {"inspector-step", "inspector-attention", "inspector-experts", "inspector-lens"};
        for (int tab = 0; tab < static_cast<int>(tabs.size()); ++tab) {
            window_->inspector().setCurrentIndex(tab);
            picture(window_->inspector(), QLatin1String(tabs[static_cast<std::size_t>(tab)]));
        }
    }

    void comparison_data() { themes(); }
    void comparison() {
        QFETCH(ThemeMode, theme);
        look(theme);
        open(write_session("compare.db", {test::chain_script(), test::forked_chain_script()}), {1280, 900});
        QSignalSpy mapped(&window_->comparison(), &ComparePanel::maps_shown);
        emit window_->branch().compare_wanted(RunId(1), RunId(2));
        QTRY_COMPARE_WITH_TIMEOUT(mapped.size(), 1, kLong);
        for (const auto& [page, name] : {std::pair{ComparePanel::Page::Text, "compare"}, {ComparePanel::Page::Uncertainty, "compare-uncertainty"},
                                         {ComparePanel::Page::Attention, "compare-attention"}, {ComparePanel::Page::Experts, "compare-experts"}}) {
            window_->comparison().choose_page(page);
            picture(window_->comparison(), QLatin1String(name));
        }
    }

    void dialogs_data() { themes(); }
    void dialogs() {
        QFETCH(ThemeMode, theme);
        look(theme);
        open(folder_ / "empty.db", {1100, 720});
        picture(window_->start_page(), QStringLiteral("start"));
        window_->show_palette();
        auto* palette = window_->findChild<Palette*>();
        QTRY_VERIFY(palette && palette->isVisible());
        picture(*palette, QStringLiteral("palette"));
        palette->close();
        window_->show_settings();
        auto* settings = window_->findChild<SettingsDialog*>();
        QVERIFY(QTest::qWaitForWindowExposed(settings));
        picture(*settings, QStringLiteral("settings"));
        settings->close();
        window_->findChild<QAction*>(QStringLiteral("tools.faithfulness"))->trigger();
        auto* scores = window_->findChild<FaithfulnessDialog*>();
        QVERIFY(scores && QTest::qWaitForWindowExposed(scores));
        emit window_->engine().faithfulness_measured(*test::ScriptedBackend().measure_faithfulness(7, 20, [](const Progress&) {}, {}));
        picture(*scores, QStringLiteral("faithfulness"));
        scores->close();
    }

    void whole_window_data() {
        QTest::addColumn<ThemeMode>("theme");
        QTest::addColumn<QString>("language");
        QTest::newRow("light") << ThemeMode::Light << QStringLiteral("en");
        QTest::newRow("dark") << ThemeMode::Dark << QStringLiteral("en");
        QTest::newRow("chinese") << ThemeMode::Light << QStringLiteral("zh_CN");
    }
    void whole_window() {
        QFETCH(ThemeMode, theme);
        QFETCH(QString, language);
        look(theme, language);
        open(write_session("window.db", {test::maze_script(), test::chain_script()}), {1280, 720});
        picture(*window_, language == QLatin1String("en") ? QStringLiteral("window") : QStringLiteral("window-chinese"));
    }

    /// A picture of a view that is gone would never be looked at again.
    void every_kept_picture_is_of_a_view() {
        for (const QString& kept : kKept.entryList({QStringLiteral("*.png")}))
            if (!taken_.contains(kept)) wrong_ << kept + QStringLiteral(" belongs to no view");
        qint64 bytes = 0;
        for (const QFileInfo& kept : kKept.entryInfoList({QStringLiteral("*.png")})) bytes += kept.size();
        QVERIFY2(bytes <= 1'500'000, qPrintable(QStringLiteral("%1 bytes of pictures").arg(bytes)));
    }
};

}  // namespace
}  // namespace reasonscope::ui

int main(int argc, char** argv) {
    const reasonscope::test::TempFolder home;
    reasonscope::ui::g_missing_fonts = reasonscope::ui::test::fix_look(QString::fromStdString(home.path().string()));
    QApplication app(argc, argv);
    reasonscope::ui::PicturesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "pictures_test.moc"
