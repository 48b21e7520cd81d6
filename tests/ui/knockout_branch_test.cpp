// Branches by a model that is not the whole one, or not the same one: parts switched off, another seed, another precision. In the real window with
// real clicks, on the bundled model.

#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QtTest>
#include <algorithm>

#include "base/file.h"
#include "model/safetensors.h"
#include "store/knockout_record.h"
#include "tests/ui/support/bundled_window.h"
#include "tests/ui/support/own_home.h"
#include "tests/ui/support/picture.h"
#include "tests/ui/support/quiet.h"
#include "ui/panels/branch/branch_actions.h"
#include "ui/panels/branch/settings_dialog.h"
#include "ui/panels/compare/compare_panel.h"
#include "ui/panels/compare/map_pages.h"
#include "ui/panels/inspector/attention_tab.h"
#include "ui/panels/inspector/experts_tab.h"
#include "ui/panels/inspector/inspector_panel.h"
#include "ui/panels/inspector/knockout_box.h"
#include "ui/panels/sessions/sessions_panel.h"
#include "ui/panels/tree/tree_panel.h"
#include "ui/shell/main_window.h"

namespace reasonscope::ui {
namespace {

using test::kLong;

class KnockoutBranchTest : public QObject {
    Q_OBJECT

    test::BundledWindow bundled_;
    reasonscope::test::TempFolder& folder_ = bundled_.folder;
    std::unique_ptr<MainWindow>& window_ = bundled_.window;

    void open(const std::string& session) { bundled_.open(session); }
    bool quiet() { return bundled_.quiet(); }
    RunId run() { return bundled_.run(); }
    void wait_for_run(RunId wanted) { bundled_.wait_for_run(wanted); }
    std::unique_ptr<SessionReader> reader() { return std::move(*SessionReader::open(window_->library().file())); }
    std::vector<std::int32_t> ids(RunId of) {
        std::vector<std::int32_t> all;
        const auto tokens = *reader()->tokens(of, TokenPos(0), TokenPos(100000));
        for (const TokenRow& token : tokens) all.push_back(token.id);
        return all;
    }
    void show(RunId wanted) {
        emit window_->branch().run_wanted(wanted);
        wait_for_run(wanted);
    }
    void click_cell(HeatMapView& map, HeatMapCell cell, Qt::KeyboardModifiers keys = {}) {
        for (QWidget* plot : map.findChildren<QWidget*>())
            if (plot->accessibleName() == QLatin1String("Heat map"))
                QTest::mouseClick(plot, Qt::LeftButton, keys, map.cell_rect(cell).center().toPoint() - plot->pos());
    }
    /// Clicks the button and the entry of its menu that has these words.
    void run_on(KnockoutBox& box, QScrollArea& tab, const QString& words) {
        tab.ensureWidgetVisible(&box);
        QTRY_VERIFY_WITH_TIMEOUT(box.run_on_button().isEnabled(), kLong);
        QTest::mouseClick(&box.run_on_button(), Qt::LeftButton);
        QMenu* menu = nullptr;
        QTRY_VERIFY((menu = box.findChild<QMenu*>(QStringLiteral("run-on-menu"))) && menu->isVisible());
        test::keep_picture(*menu, "run-on-menu");
        QAction* wanted = nullptr;
        for (QAction* action : menu->actions())
            if (action->text().startsWith(words)) wanted = action;
        QVERIFY2(wanted != nullptr && wanted->isEnabled(), qPrintable(words));
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
    }
    /// Opens the dialog of other settings by its keys; nothing when it does not come.
    BranchSettingsDialog* settings_dialog() {
        window_->activateWindow();
        if (!QTest::qWaitForWindowActive(window_.get())) return nullptr;
        QTest::keyClick(window_.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        BranchSettingsDialog* found = nullptr;
        if (!QTest::qWaitFor([&] { return (found = window_->findChild<BranchSettingsDialog*>()) && found->isVisible(); }, kLong)) return nullptr;
        return found;
    }
    static void accept(BranchSettingsDialog* one) {
        for (QPushButton* button : one->findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Run on")) QTest::mouseClick(button, Qt::LeftButton);
    }
    /// A LoRA adapter of the bundled model that changes what the first layer's attention gives.
    std::filesystem::path make_adapter() {
        const auto path = folder_ / "tuned";
        std::filesystem::create_directory(path);
        constexpr int kHidden = 256;
        std::vector<float> a(kHidden), b(kHidden);
        for (int i = 0; i < kHidden; ++i) {
            a[static_cast<std::size_t>(i)] = i % 2 == 0 ? 0.2F : -0.2F;
            b[static_cast<std::size_t>(i)] = i % 3 == 0 ? 0.3F : -0.1F;
        }
        const std::string module = "base_model.model.model.layers.0.self_attn.o_proj.";
        const std::vector<TensorView> tensors = {tensor_view(module + "lora_A.weight", StoredType::F32, {1, kHidden}, a),
                                                 tensor_view(module + "lora_B.weight", StoredType::F32, {kHidden, 1}, b)};
        const auto settings = "{\"peft_type\": \"LORA\", \"lora_alpha\": 60, \"base_model_name_or_path\": \"" + bundled_model_folder()->string() + "\"}";
        if (!write_safetensors(path / "adapter_model.safetensors", tensors) || !write_file(path / "adapter_config.json", settings)) qFatal("cannot write");
        return path;
    }
    std::optional<MadeWithout> without(RunId of) {
        const auto branches = *reader()->branches();
        for (const BranchRow& branch : branches)
            if (branch.run == of) return parse_without(branch.detail);
        return std::nullopt;
    }

private slots:
    void initTestCase() {
        if (!bundled_model_folder()) QSKIP("the bundled model is not here");
        theme::apply(ThemeMode::Light);
        test::watch_warnings();
    }
    void cleanup() {
        window_.reset();
        theme::apply(ThemeMode::Light);
        EXPECT_NO_WARNINGS();
    }

    void a_run_goes_on_with_experts_switched_off_and_with_everything_back() {
        open("experts.db");
        window_->inspector().setCurrentIndex(2);
        ExpertsTab& tab = window_->inspector().experts();
        QTRY_COMPARE_WITH_TIMEOUT(tab.loads().data().columns, 8, kLong);
        QVERIFY(!tab.knockout().run_on_button().isEnabled());
        tab.choose_rows(ExpertsTab::Rows::Layers);
        click_cell(tab.loads(), {1, 3});
        click_cell(tab.loads(), {1, 5}, Qt::ShiftModifier);
        QCOMPARE(tab.knockout().places(), (std::vector<std::pair<int, int>>{{2, 3}, {2, 5}}));
        tab.ensureWidgetVisible(&tab.knockout());
        test::keep_picture(*window_, "run-on-experts");
        run_on(tab.knockout(), tab, QStringLiteral("From the start"));
        wait_for_run(RunId(2));
        QVERIFY(without(RunId(2)).has_value());
        QCOMPARE(without(RunId(2))->places.experts, (std::vector<std::pair<int, int>>{{2, 3}, {2, 5}}));
        const auto loads = *reader()->expert_loads(RunId(2), std::nullopt);
        for (const ExpertLoad& load : loads)
            QVERIFY(load.layer != 2 || (load.expert != 3 && load.expert != 5) || load.share == 0.0F);
        QVERIFY(reader()->check()->empty());

        // It says everywhere what it was written without.
        SessionTreeModel& model = window_->sessions().model();
        const auto& file = window_->library().file();
        const QString words = QStringLiteral("without layer 2: experts 3, 5");
        QTRY_VERIFY_WITH_TIMEOUT(model.index_of(file, RunId(2)).data().toString().contains(words), kLong);
        show(RunId(1));
        window_->tree().choose_mode(CanvasMode::Decision);
        const auto& nodes = window_->tree().canvas().graph(CanvasMode::Decision).nodes;
        const auto limb = [&] {
            return std::ranges::find_if(nodes, [](const CanvasNode& n) { return n.kind == CanvasNodeKind::Branch && n.run == RunId(2); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(limb() != nodes.end(), kLong);
        QVERIFY2(limb()->text.contains(words), qPrintable(limb()->text));
        test::keep_picture(*window_, "knocked-limb");

        // A test against the whole model makes no sense here, going back to it does.
        show(RunId(2));
        KnockoutBox& box = tab.knockout();
        QTRY_VERIFY_WITH_TIMEOUT(tab.loads().data().columns == 8 && box.run_on_button().isEnabled(), kLong);
        click_cell(tab.loads(), {0, 1});
        QTRY_VERIFY_WITH_TIMEOUT(!box.test_button().isEnabled(), kLong);  // once the session said what the run was written without
        bool told = false;
        for (const QLabel* label : box.findChildren<QLabel*>()) told = told || label->text().contains(QStringLiteral("This run was written ") + words);
        QVERIFY(told);
        run_on(box, tab, QStringLiteral("With everything back, from the start"));
        wait_for_run(RunId(3));
        QVERIFY(!without(RunId(3)));
        QCOMPARE(ids(RunId(3)), ids(RunId(1)));
    }

    void a_run_goes_on_from_a_step_without_a_head_and_is_compared() {
        open("heads.db");
        const auto step = std::ranges::find_if(window_->document().steps(), [](const StoredStep& s) { return s.step.source == StepSource::Thinking && s.text.find("so b is") != std::string::npos; });
        QVERIFY(step != window_->document().steps().end());
        const Step at = step->step;
        window_->selection().lock(at.id, at.first);
        window_->inspector().setCurrentIndex(1);
        AttentionTab& tab = window_->inspector().attention();
        QTRY_COMPARE_WITH_TIMEOUT(tab.heads().data().rows, 5, kLong);
        click_cell(tab.heads(), {1, 2});
        click_cell(tab.heads(), {0, 4}, Qt::ShiftModifier);
        run_on(tab.knockout(), tab, QStringLiteral("From step #%1").arg(at.id.value));
        wait_for_run(RunId(2));
        QCOMPARE(without(RunId(2))->places.heads, (std::vector<std::pair<int, int>>{{0, 4}, {1, 2}}));
        QCOMPARE(reader()->branches()->front().position, at.first);
        const auto attention = reader()->attention(RunId(2), TokenPos(at.first.value + 1));
        float out = 0, in = 0;
        for (int s = 0; s < attention->segments; ++s) {
            out += attention->segment_mass[static_cast<std::size_t>(4 * attention->segments + s)];
            in += attention->segment_mass[static_cast<std::size_t>(s)];
        }
        QCOMPARE(out, 0.0F);
        QVERIFY(in > 0.5F);

        QSignalSpy maps(&window_->comparison(), &ComparePanel::maps_shown);
        emit window_->branch().compare_wanted(RunId(1), RunId(2));
        QTRY_COMPARE_WITH_TIMEOUT(maps.size(), 1, kLong);
        // Another model from the first token on: the routing may part before the words do.
        QVERIFY(window_->comparison().maps()->routing.first.has_value());
        QVERIFY(window_->comparison().experts().note().contains(QStringLiteral("The routing parts at token")));
        window_->comparison().choose_page(ComparePanel::Page::Experts);
        test::keep_picture(*window_, "compare-knocked");
    }

    void other_settings_are_chosen_in_a_dialog() {
        open("settings.db");
        const auto& steps = window_->document().steps();
        const auto step = std::ranges::find_if(steps, [](const StoredStep& s) { return s.step.source == StepSource::Thinking; });
        window_->selection().lock((step + 1)->step.id);
        const TokenPos from = (step + 1)->step.first;
        BranchSettingsDialog* one = settings_dialog();
        QVERIFY(one);
        QVERIFY(!one->seed().isEnabled());  // greedy
        one->temperature().setValue(0.8);
        QVERIFY(one->seed().isEnabled());
        one->seed().setValue(17);
        test::keep_picture(*one, "branch-settings");
        accept(one);
        wait_for_run(RunId(2));
        QCOMPARE(window_->document().run()->start.seed, std::uint64_t(17));
        QCOMPARE(reader()->branches()->front().kind, std::string("settings"));
        QCOMPARE(reader()->branches()->front().position, from);
        QTRY_VERIFY_WITH_TIMEOUT(window_->sessions().model().index_of(window_->library().file(), RunId(2)).data().toString().contains(QStringLiteral("seed 17")), kLong);

        // Another precision is loaded first; what stands before the place is read again.
        show(RunId(1));
        window_->selection().lock((window_->document().steps().begin() + 6)->step.id);
        one = settings_dialog();
        QVERIFY(one);
        QVERIFY(one->model().count() >= 1);
        one->precision().setCurrentIndex(one->precision().findText(QStringLiteral("bf16")));
        accept(one);
        wait_for_run(RunId(3));
        QCOMPARE(window_->document().run()->start.dtype, std::string("bf16"));
        QCOMPARE(window_->engine().model()->dtype, std::string("bf16"));
        QTRY_VERIFY_WITH_TIMEOUT(window_->sessions().model().index_of(window_->library().file(), RunId(3)).data().toString().contains(QStringLiteral("bf16")), kLong);
        QVERIFY(reader()->check()->empty());
    }

    void an_adapter_runs_on_as_a_branch() {
        open("adapter.db");
        const auto adapter = make_adapter();
        window_->selection().lock((window_->document().steps().begin() + 6)->step.id);
        BranchSettingsDialog* one = settings_dialog();
        QVERIFY(one);
        QTest::mouseClick(one->findChild<QPushButton*>(QStringLiteral("other-model")), Qt::LeftButton);
        QFileDialog* files = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((files = one->findChild<QFileDialog*>()) && files->isVisible(), kLong);
        auto* typed = files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(typed);
        typed->clear();
        typed->setText(QString::fromStdString(adapter.string()));  // typed keys would open the list of completions
        auto* buttons = files->findChild<QDialogButtonBox*>();
        QVERIFY(buttons);
        QPushButton* choose = buttons->button(QDialogButtonBox::Open);
        QVERIFY(choose);
        QTRY_VERIFY_WITH_TIMEOUT(choose->isEnabled(), kLong);
        QTest::mouseClick(choose, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(one->model().currentText(), QStringLiteral("tuned"), kLong);
        one->precision().setCurrentIndex(one->precision().findText(QStringLiteral("f32")));
        test::keep_picture(*one, "branch-adapter");
        accept(one);
        wait_for_run(RunId(2));
        const RunStart base = reader()->run(RunId(1))->start, tuned = window_->document().run()->start;
        QCOMPARE(tuned.model_name, std::string("tuned on r1-mini"));
        QVERIFY(tuned.fingerprint != base.fingerprint);
        QVERIFY(std::filesystem::equivalent(tuned.model_path, adapter));
        QVERIFY(ids(RunId(2)) != ids(RunId(1)));  // it was made to think otherwise
        QCOMPARE(window_->engine().model()->name, std::string("tuned on r1-mini"));
        QTRY_VERIFY_WITH_TIMEOUT(
            window_->sessions().model().index_of(window_->library().file(), RunId(2)).data().toString().contains(QStringLiteral("model tuned on r1-mini")), kLong);
        QVERIFY(reader()->check()->empty());
    }
};

}  // namespace
}  // namespace reasonscope::ui

int main(int argc, char** argv) { return reasonscope::ui::test::run_in_own_home<reasonscope::ui::KnockoutBranchTest>(argc, argv); }

#include "knockout_branch_test.moc"
