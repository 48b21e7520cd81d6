// The item models under Qt's own tester, and the run document.

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/script.h"
#include "ui/jobs/library.h"
#include "ui/models/limbs.h"
#include "ui/models/session_tree_model.h"
#include "ui/models/step_model.h"

namespace reasonscope::ui {
namespace {

class ModelsTest : public QObject {
    Q_OBJECT

    reasonscope::test::TempFolder folder_;
    std::filesystem::path file_ = folder_ / "sample.db";
    std::vector<RunSummary> runs_;
    RunData data_;

    static void load(RunDocument& document, const RunData& data) { document.load(data.summary, data.tokens, data.steps, data.edges); }

private slots:
    void initTestCase() {
        test::watch_warnings();
        QVERIFY(test::write_sample_session(file_).has_value());
        const auto reader = SessionReader::open(file_);
        QVERIFY(reader.has_value());
        runs_ = (*reader)->runs().value();
        QCOMPARE(runs_.size(), std::size_t(3));
        QCOMPARE((*reader)->check().value(), std::vector<std::string>());
        data_ = read_run(**reader, RunId(2)).value();
    }
    void cleanup() { EXPECT_NO_WARNINGS(); }

    void runs_are_asked_for_only_when_a_file_is_opened() {
        SessionTreeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy wanted(&model, &SessionTreeModel::runs_wanted);
        model.set_files({file_, folder_ / "other.db"});
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex at = model.index_of(file_);
        QVERIFY(model.hasChildren(at));
        QCOMPARE(model.rowCount(at), 0);
        if (model.canFetchMore(at)) model.fetchMore(at);  // the tester may have asked already
        QCOMPARE(wanted.size(), 2 - (model.canFetchMore(model.index_of(folder_ / "other.db")) ? 1 : 0));
        QVERIFY(!model.canFetchMore(at));
        QVERIFY2(model.hasChildren(at), "a file that is being read can still be opened");
        model.set_runs(file_, runs_);
        QCOMPARE(model.runs_shown(file_), 3);
        QVERIFY(!model.canFetchMore(at));
        const QModelIndex newest = model.index(0, 0, at);
        QCOMPARE(model.kind(newest), SessionTreeModel::Kind::Question);
        QCOMPARE(model.run(model.index(0, 0, newest)), std::optional(RunId(3)));  // newest first
        const QModelIndex second = model.index_of(file_, RunId(2));
        QVERIFY(second.data(SessionTreeModel::DetailRole).toString().startsWith(QStringLiteral("→ 22")));
        QCOMPARE(second.parent(), model.index(1, 0, at));
        auto runs = runs_;
        runs.back().hidden = true;
        model.set_runs(file_, runs);
        QVERIFY(!model.index_of(file_, RunId(3)).isValid());
        QCOMPARE(model.hidden_below(model.index_of(file_)), std::vector{RunId(3)});
        model.set_runs(file_, runs_);
        QVERIFY(model.index_of(file_, RunId(3)).isValid());
        model.set_failed(folder_ / "other.db", QStringLiteral("It is no session."));
        QCOMPARE(model.index_of(folder_ / "other.db").data(Qt::ToolTipRole).toString(), QStringLiteral("It is no session."));
        model.set_files({file_});
        QCOMPARE(model.rowCount(model.index_of(file_)), 3);  // what is known stays
    }

    void branches_hang_below_the_run_that_they_left() {
        SessionTreeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.set_files({file_});
        auto runs = runs_;
        for (RunSummary& run : runs) run.start.prompt = "One question.";
        const std::vector<BranchRow> branches = {{RunId(2), RunId(1), TokenPos(40), "regenerate", "{}"},
                                                 {RunId(3), RunId(2), TokenPos(50), "edit", R"({"step":7,"text":"x is 5."})"}};
        Mark mark;
        mark.run = RunId(3);
        mark.step = StepId(5);
        mark.text = "odd";
        mark.kind = MarkKind::Tag;
        model.set_runs(file_, runs, branches, {mark});
        const QModelIndex last = model.index_of(file_, RunId(3));
        QCOMPARE(last.parent(), model.index_of(file_, RunId(2)));
        QCOMPARE(last.parent().parent(), model.index_of(file_, RunId(1)));
        QCOMPARE(last.data().toString(), QStringLiteral("Run 3: #7 edited: “x is 5.”"));
        QVERIFY(last.data(SessionTreeModel::DetailRole).toString().contains(QStringLiteral("#odd")));
        QVERIFY(last.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("#7 edited")));
        QCOMPARE(model.line_of(file_, RunId(3)), (std::vector{RunId(1), RunId(2), RunId(3)}));
        // One branch alone.
        model.set_hoisted(file_, RunId(2));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.run(model.index(0, 0)), std::optional(RunId(2)));
        QVERIFY(!model.index_of(file_, RunId(1)).isValid());
        QCOMPARE(model.index_of(file_, RunId(3)).parent(), model.index(0, 0));
        model.set_runs(file_, runs, branches, {});
        QCOMPARE(model.rowCount(), 1);
        model.set_hoisted({}, std::nullopt);
        // What hangs on a hidden run moves up and is counted.
        runs[1].hidden = true;
        model.set_runs(file_, runs, branches, {});
        QCOMPARE(model.index_of(file_, RunId(3)).parent(), model.index_of(file_, RunId(1)));
        QCOMPARE(model.hidden_below(model.index_of(file_, RunId(1))), std::vector{RunId(2)});
        QVERIFY(model.index_of(file_, RunId(1)).data(SessionTreeModel::DetailRole).toString().contains(QStringLiteral("1 hidden")));
    }

    void limbs_hang_on_the_run_with_which_they_share_most() {
        const auto row = [](int run, int parent, int at) { return BranchRow{RunId(run), RunId(parent), TokenPos(at), "regenerate", "{}"}; };
        const std::vector<BranchRow> branches = {row(2, 1, 50), row(3, 1, 30), row(4, 2, 70), row(5, 2, 40)};
        const std::vector<LimbPlace> from_first = {{RunId(2), -1, TokenPos(50)}, {RunId(3), -1, TokenPos(30)}, {RunId(4), 0, TokenPos(70)}, {RunId(5), -1, TokenPos(40)}};
        QVERIFY(place_limbs(branches, {}, RunId(1)) == from_first);  // 5 left 2 before 2 had left 1: it parts from 1 itself
        const std::vector<LimbPlace> from_fourth = {{RunId(2), -1, TokenPos(70)}, {RunId(1), -1, TokenPos(50)}, {RunId(5), -1, TokenPos(40)}, {RunId(3), -1, TokenPos(30)}};
        QVERIFY(place_limbs(branches, {}, RunId(4)) == from_fourth);
        const std::vector hidden{RunId(2)};
        const std::vector<LimbPlace> without = {{RunId(3), -1, TokenPos(30)}, {RunId(4), -1, TokenPos(50)}, {RunId(5), -1, TokenPos(40)}};
        QVERIFY(place_limbs(branches, hidden, RunId(1)) == without);
    }

    void differences_name_what_is_the_same_changed_and_only_on_one_side() {
        const auto step = [](const char* text) { return StoredStep{{}, text}; };
        const std::vector<StoredStep> a = {step("Find c."), step("b = a + 3 = 5."), step("c = b * 2 = 10."), step("Check it once more, please.")};
        const std::vector<StoredStep> b = {step("Find c."), step("b = a + 3 = 6."), step("c = b * 2 = 10.")};
        const Differences found = differences(a, 1, b, 1);
        using enum StepDifference;
        QVERIFY(found.a == (std::vector{None, Changed, Same, OnlyHere}));
        QVERIFY(found.b == (std::vector{None, Changed, Same}));
    }

    void steps_follow_the_document_as_text() {
        RunDocument document;
        StepModel model(document);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        load(document, data_);
        QStringList words;
        for (int row = 0; row < model.rowCount(); ++row) words << model.index(row, StepModel::Text).data().toString();
        QCOMPARE(words.join(QLatin1Char('\n')),
                 QStringLiteral("x = 4.\ny = x + 7.\nz = y * 2.\nWhat is z?\nFind z.\nz needs y.\ny needs x.\nx is 4.\n"
                                "y = x + 7 = 4 + 7, so y is 11.\nz = y * 2 = 11 * 2, so z is 22.\nCheck: 22 / 2 = 11, which fits.\n"
                                "The answer is 22.\n22"));
        auto shorter = data_.steps;
        shorter.resize(6);
        document.set_steps(shorter, {});
        QCOMPARE(model.rowCount(), 6);
        document.set_steps(data_.steps, data_.edges);
        QCOMPARE(model.rowCount(), 13);
        document.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void sources_are_strongest_first() {
        RunDocument document;
        load(document, data_);
        SourceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.set_sources(document.sources(StepId(9)), document);
        QVERIFY(model.rowCount() >= 2);
        QCOMPARE(model.index(0, SourceModel::Source).data(SourceModel::StepRole).toInt(), 8);
        float before = 1;
        for (const Edge& edge : model.edges()) {
            QVERIFY(edge.weight <= before);
            before = edge.weight;
        }
    }

    void the_document_finds_root_and_most_important_step() {
        RunDocument document;
        load(document, data_);
        QCOMPARE(document.root(), std::optional(StepId(12)));
        QCOMPARE(document.method(), std::string("attention"));
        const auto best = document.most_important();
        QVERIFY(best.has_value());
        QCOMPARE(document.step(*best)->step.source, StepSource::Thinking);
        const StepFigures figures = document.figures(StepId(8));
        QVERIFY(figures.tokens > 5);
        QVERIFY(figures.probability > 0 && figures.probability <= 1);
        QVERIFY(figures.mean_entropy >= 0 && figures.mean_entropy <= figures.max_entropy);
        QCOMPARE(document.figures(StepId(0)).tokens, 0);  // given, not written

        RunData chain = data_;  // each step rests on the one before: all carry the whole answer
        chain.edges.clear();
        for (int step = 1; step <= 12; ++step) {
            Edge edge;
            edge.step = StepId(step);
            edge.source = StepId(step - 1);
            edge.weight = 1;
            edge.method = "attention";
            chain.edges.push_back(edge);
        }
        RunDocument equal;
        load(equal, chain);
        QCOMPARE(equal.most_important(), std::optional(StepId(11)));
        chain.edges.back().weight = 0.25F;
        Edge far = chain.edges.back();
        far.source = StepId(6);
        far.weight = 0.75F;
        chain.edges.push_back(far);
        RunDocument weighed;
        load(weighed, chain);
        QCOMPARE(weighed.most_important(), std::optional(StepId(6)));

        document.set_method("gradient");
        QCOMPARE(document.edges_of_method().front().method, std::string("gradient"));
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_GUILESS_MAIN(reasonscope::ui::ModelsTest)
#include "models_test.moc"
