// The model library and the measurement of faithfulness in the real window, with real keys and clicks.

#include <QAction>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QtTest>
#include <algorithm>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/open_window.h"
#include "tests/ui/support/own_home.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/scripted_backend.h"
#include "ui/panels/faithfulness/faithfulness_dialog.h"
#include "ui/panels/faithfulness/score_plot.h"
#include "ui/panels/models/model_dialog.h"
#include "ui/shell/banner.h"
#include "ui/shell/main_window.h"

namespace reasonscope::ui {
namespace {

constexpr int kLong = 60000;  // patience of waits that end by themselves much earlier; no test passes or fails by speed

class ModelDialogsTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::unique_ptr<MainWindow> window_;

    void open(std::unique_ptr<EngineBackend> backend, const std::string& session) {
        window_ = test::open_window(std::move(backend), folder_ / session, {1400, 900});
        test::start_window(*window_, kLong);
    }

private slots:
    void initTestCase() {
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
    }

    void cleanup() {
        window_.reset();
        EXPECT_NO_WARNINGS();
    }

    void a_model_that_cannot_be_opened_is_said_in_the_banner() {
        open(std::make_unique<test::ScriptedBackend>(), "model.db");
        window_->open_model(folder_ / "nothing");
        QTRY_VERIFY_WITH_TIMEOUT(window_->banner().sentence().contains(QLatin1String("no model")), kLong);
        QVERIFY2(window_->engine().model().has_value(), "the model loaded before stays");
    }

    void loading_a_model_is_cancelled_from_the_library() {
        open(std::make_unique<test::ScriptedBackend>(), "cancelled-load.db");
        QTest::keyClick(window_.get(), Qt::Key_M, Qt::ControlModifier);
        auto* dialog = window_->findChild<ModelDialog*>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model().has_value(), kLong);
        QSignalSpy progress(&window_->engine(), &Engine::progress);
        window_->open_model("endless");
        const auto cancel = [dialog]() -> QPushButton* {
            const auto buttons = dialog->findChildren<QPushButton*>();
            const auto found = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton* b) { return b->isEnabled() && b->text() == QStringLiteral("Cancel loading"); });
            return found == buttons.end() ? nullptr : *found;
        };
        QTRY_VERIFY_WITH_TIMEOUT(cancel() && progress.count() > 0, kLong);
        QSignalSpy cancelled(&window_->engine(), &Engine::model_load_cancelled);
        QTest::mouseClick(cancel(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(cancelled.count(), 1, kLong);
        QVERIFY(!cancel());
        QVERIFY2(window_->engine().model().has_value(), "the model that was loaded before stays");
        QTRY_VERIFY_WITH_TIMEOUT(!window_->engine().busy(), kLong);
    }

    void the_model_library_shows_checks_unloads_and_loads() {
        if (!bundled_model_folder()) QSKIP("resources/models/r1-mini is missing");
        open(make_pipeline_backend(), "library.db");
        QTest::keyClick(window_.get(), Qt::Key_M, Qt::ControlModifier);
        auto* dialog = window_->findChild<ModelDialog*>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        const auto says = [dialog](const QString& words) {
            const auto labels = dialog->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
        };
        const auto button = [dialog](const QString& words) -> QPushButton* {
            const auto buttons = dialog->findChildren<QPushButton*>();
            const auto found = std::find_if(buttons.begin(), buttons.end(), [&](const QPushButton* b) { return b->isVisible() && b->isEnabled() && b->text() == words; });
            return found == buttons.end() ? nullptr : *found;
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("deepseek_v3")) && says(QStringLiteral("8 per layer, 2 used per token")), kLong);
        QVERIFY(says(QStringLiteral("not checked yet")));
        QVERIFY2(!says(QStringLiteral("known once it was loaded")), "the model is loaded, so its fingerprint is known");

        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Check fidelity")), kLong);
        QTest::mouseClick(button(QStringLiteral("Check fidelity")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("equal to its own f32")), kLong);
        test::keep_picture(*dialog, "models");
        window_->set_theme(ThemeMode::Dark);
        test::keep_picture(*dialog, "models-dark");
        window_->set_theme(ThemeMode::Light);
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Unload")), kLong);
        QTest::mouseClick(button(QStringLiteral("Unload")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!window_->engine().model(), kLong);
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Load")), kLong);
        QTest::mouseClick(button(QStringLiteral("Load")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model().has_value(), kLong);

        QVERIFY(std::filesystem::create_directory(folder_ / "empty"));
        dialog->add(folder_ / "empty");
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("holds no config.json")), kLong);
        test::keep_picture(*dialog, "models-problem");
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Take off the list")), kLong);
        QTest::mouseClick(button(QStringLiteral("Take off the list")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("deepseek_v3")), kLong);
        QVERIFY(dialog->added().empty());
    }

    void faithfulness_is_measured_shown_and_stopped() {
        open(std::make_unique<test::ScriptedBackend>(std::chrono::milliseconds(20)), "faithfulness.db");
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model().has_value(), kLong);
        QAction* action = nullptr;
        for (QAction* one : window_->findChildren<QAction*>())
            if (one->text().remove(QLatin1Char('&')) == QStringLiteral("Faithfulness…")) action = one;
        QVERIFY(action);
        action->trigger();
        auto* dialog = window_->findChild<FaithfulnessDialog*>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        const auto button = [dialog](const QString& words) -> QPushButton* {
            for (auto* one : dialog->findChildren<QPushButton*>())
                if (one->isVisible() && one->isEnabled() && one->text() == words) return one;
            return nullptr;
        };
        auto* table = dialog->findChild<QTableWidget*>();
        const auto spins = dialog->findChildren<QSpinBox*>();
        QCOMPARE(spins.size(), 2);
        QVERIFY2(!table->isVisible(), "nothing is known of this model");
        spins[0]->setValue(500);
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Measure")), kLong);
        QTest::mouseClick(button(QStringLiteral("Measure")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QProgressBar*>()->isVisible() && dialog->findChild<QProgressBar*>()->value() > 0, kLong);
        test::keep_picture(*dialog, "faithfulness-measuring");
        QTest::mouseClick(button(QStringLiteral("Stop")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Measure")), kLong);
        QVERIFY2(!table->isVisible(), "a stopped measurement leaves nothing");

        spins[0]->setValue(3);
        QTest::mouseClick(button(QStringLiteral("Measure")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(table->isVisible(), kLong);
        QString rows;
        for (int r = 0; r < table->rowCount(); ++r) rows += table->item(r, 0)->text() + QLatin1Char('|') + table->item(r, 1)->text() + QLatin1Char('|') + table->item(r, 2)->text() + QLatin1Char('\n');
        QCOMPARE(rows, QStringLiteral("attention|observed|0.910\ncalibrated heads  ● default|observed|0.970\nexchange  ● default|tested|0.980\n"
                                      "chance|baseline|0.240\nthe step before|baseline|0.860\n"));
        QCOMPARE(table->item(2, 5)->text(), QStringLiteral("0.490"));
        QCOMPARE(table->item(2, 6)->text(), QStringLiteral("0.485"));
        QVERIFY(dialog->findChild<ScorePlot*>()->isVisible());
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window_->findChild<FaithfulnessDialog*>(), kLong);
    }

    void the_bundled_models_measurement_is_shown_at_once() {
        if (!bundled_model_folder()) QSKIP("resources/models/r1-mini is missing");
        open(make_pipeline_backend(), "measured.db");
        QTRY_VERIFY_WITH_TIMEOUT(window_->engine().model().has_value(), kLong);
        FaithfulnessDialog dialog({window_->document(), window_->selection(), window_->library(), window_->engine()});
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto* table = dialog.findChild<QTableWidget*>();
        QVERIFY(table->isVisible());
        QVERIFY(table->rowCount() >= 9);
        test::keep_picture(dialog, "faithfulness");
        window_->set_theme(ThemeMode::Dark);
        test::keep_picture(dialog, "faithfulness-dark");
        window_->set_theme(ThemeMode::Light);
    }
};

}  // namespace
}  // namespace reasonscope::ui

int main(int argc, char** argv) { return reasonscope::ui::test::run_in_own_home<reasonscope::ui::ModelDialogsTest>(argc, argv); }

#include "model_dialogs_test.moc"
