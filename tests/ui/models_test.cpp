// The item models under Qt's own tester, and the run document.

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include "tests/support/temp_folder.h"
#include "tests/ui/support/quiet.h"
#include "tests/ui/support/script.h"
#include "ui/jobs/library.h"
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
        QCOMPARE(model.rowCount(at), 3);
        QVERIFY(!model.canFetchMore(at));
        QCOMPARE(model.run(model.index(0, 0, at)), std::optional(RunId(3)));  // newest first
        QVERIFY(model.index(1, 0, at).data(SessionTreeModel::DetailRole).toString().startsWith(QStringLiteral("→ 22")));
        model.set_hidden(file_, RunId(3), true);
        QCOMPARE(model.rowCount(at), 2);
        QVERIFY(!model.index_of(file_, RunId(3)).isValid());
        model.set_hidden(file_, RunId(3), false);
        QCOMPARE(model.rowCount(at), 3);
        model.set_failed(folder_ / "other.db", QStringLiteral("It is no session."));
        QCOMPARE(model.index_of(folder_ / "other.db").data(Qt::ToolTipRole).toString(), QStringLiteral("It is no session."));
        model.set_files({file_});
        QCOMPARE(model.rowCount(model.index_of(file_)), 3);  // what is known stays
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
        document.set_method("gradient");
        QCOMPARE(document.edges_of_method().front().method, std::string("gradient"));
    }
};

}  // namespace
}  // namespace reasonscope::ui

QTEST_GUILESS_MAIN(reasonscope::ui::ModelsTest)
#include "models_test.moc"
