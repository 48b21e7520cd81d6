#include <algorithm>
#include <cmath>

#include "report/findings.h"
#include "report/palette.h"
#include "report/words.h"
#include "support.h"

namespace reasonscope {
namespace {

bool mentions(const std::vector<std::string>& sentences, std::string_view words) {
    return std::ranges::any_of(sentences, [&](const std::string& s) { return s.find(words) != std::string::npos; });
}

TEST(ReportBuild, HoldsTheWholeRun) {
    const Report report = report_of(sample::variable_chain());
    ASSERT_EQ(report.steps.size(), 12U);
    EXPECT_EQ(report.run.answer, "22");
    EXPECT_EQ(report.model.experts, 8);
    EXPECT_EQ(report.model.active_parameters, 3342336);
    EXPECT_EQ(report.methods, (std::vector<std::string>{"attention", "gradient"}));
    EXPECT_EQ(report.matrices.size(), 2U);
    EXPECT_EQ(report.tree_method, "attention");
    ASSERT_FALSE(report.tree.empty());
    EXPECT_EQ(report.tree.front().step, StepId(11));
    EXPECT_EQ(lift_grid(report).layers.size(), 4U);
    EXPECT_TRUE(report.confidence.answer.has_value());
    EXPECT_TRUE(mentions(report.limits, "observed, not tested"));
    EXPECT_TRUE(mentions(report.limits, "not causation"));
}

TEST(ReportBuild, SaysHowFarToTrustTheEdgesWhereItWasMeasured) {
    Report report = report_of(sample::variable_chain());
    EXPECT_FALSE(mentions(find_limits(report), "How far to trust"));
    report.trust = "exchange named a true parent first in 98 % of 716 steps";
    EXPECT_TRUE(mentions(find_limits(report), "How far to trust the edges: exchange named a true parent first in 98 %"));
    report.steps.clear();
    EXPECT_FALSE(mentions(find_limits(report), "How far to trust")) << "there are no edges to trust";
}

TEST(ReportBuild, FindsTheStepsThatMatter) {
    const Report report = report_of(sample::variable_chain());
    ASSERT_GE(report.influences.size(), 3U);
    for (const Influence& influence : report.influences) EXPECT_GT(influence.share, influence.control);
    EXPECT_TRUE(std::ranges::is_sorted(report.influences, std::greater<>{}, &Influence::share));
    // "So z = 11 * 2 = 22." carries the answer; the true parents of a step outweigh their random control.
    EXPECT_TRUE(std::ranges::any_of(report.influences, [](const Influence& i) { return i.step == StepId(8); }));
    const Edge* edge = find_edge(report, StepId(7), StepId(0), "gradient");
    ASSERT_NE(edge, nullptr);
    EXPECT_GT(against_control(*edge), 1.5);
}

TEST(ReportBuild, FlowIsConservedAndEvenFlowIsItsControl) {
    StepMatrix matrix(4);  // 3 rests on 2 (3/4) and 0 (1/4); 2 on 1 and 0 evenly
    matrix.at(3, 2) = 3, matrix.at(3, 0) = 1;
    matrix.at(2, 1) = 1, matrix.at(2, 0) = 1;
    const std::vector<double> flow = weight_flow(matrix, StepId(3));
    EXPECT_NEAR(flow[2], 0.75, 1e-9);
    EXPECT_NEAR(flow[1], 0.375, 1e-9);
    EXPECT_NEAR(flow[0], 0.625, 1e-9);
    EXPECT_EQ(weight_flow(matrix, StepId(9)), std::vector<double>(4, 0.0));
}

TEST(ReportBuild, SaysWhenARunWasCutOff) {
    const Report report = report_of(sample::truncated());
    EXPECT_TRUE(report.run.answer.empty());
    EXPECT_TRUE(mentions(report.limits, "limit of tokens"));
    EXPECT_NE(to_html(report).find("ended before it gave an answer"), std::string::npos);
}

TEST(ReportBuild, SaysWhatWasNotTraced) {
    const Report report = report_of(sample::untraced());
    EXPECT_FALSE(report.confidence.answer.has_value());
    EXPECT_TRUE(report.tree_method.empty());
    EXPECT_TRUE(report.influences.empty());
    EXPECT_TRUE(mentions(report.limits, "Tracing was off"));
    EXPECT_TRUE(mentions(report.limits, "No step-to-step weights"));
    for (const ReportFormat format : {ReportFormat::Html, ReportFormat::Markdown, ReportFormat::Json, ReportFormat::Dot, ReportFormat::Csv}) {
        EXPECT_TRUE(write_report(report, format));
    }
}

TEST(ReportBuild, RefusesARunThatIsNotThere) {
    const TempFolder folder;
    const auto writer = SessionWriter::open(folder / "s.db");
    ASSERT_TRUE(writer);
    ASSERT_TRUE(sample::write(**writer, sample::variable_chain()));
    const auto reader = SessionReader::open(folder / "s.db");
    ASSERT_TRUE(reader);
    const auto report = build_report(**reader, RunId(77));
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("77"), std::string::npos);
}

TEST(ReportBuild, SaysWhatIsKnownOfTheModelByNow) {
    const TempFolder folder;
    const auto writer = SessionWriter::open(folder / "s.db");
    ASSERT_TRUE(writer);
    const auto run = sample::write(**writer, sample::variable_chain());
    ASSERT_TRUE(run);
    const auto trust_of = [&](const std::optional<Trust>& known, Language language = Language::English) {
        ReportOptions options;
        options.trust = known;
        options.language = language;
        return build_report(*SessionReader::open(folder / "s.db").value(), *run, options).value().trust;
    };
    const auto keep = [&](const std::string& json) { return (*writer)->set_result(*run, kTrustKind, "", json) && (*writer)->flush(); };
    const Trust since{.fast = Trust::Share{"calibrated-heads", 0.978}, .tested = Trust::Share{"exchange", 0.985}, .chance = 0.214, .steps = 716, .problems = 200};
    const std::string_view words = "Calibrated heads named a true parent first in 97.8\u00a0% of 716 steps of 200 fresh problems, Exchange in 98.5\u00a0%; chance 21\u00a0%";
    EXPECT_EQ(trust_of({}), "");
    EXPECT_EQ(trust_of(since), words);
    EXPECT_EQ(trust_of(since, Language::Chinese), "在 200 道新题的 716 个步骤中，校准的注意力头首先指出真实来源的占 97.8\u00a0%，替换占 98.5\u00a0%；随机水平 21\u00a0%");
    ASSERT_TRUE(keep(R"({"sentence":"measured before"})"));
    EXPECT_EQ(trust_of({}), "measured before") << "as older sessions keep it";
    EXPECT_EQ(trust_of(since), words);
    ASSERT_TRUE(keep(to_json(Trust{.tested = since.tested, .steps = 9, .problems = 3})));
    EXPECT_EQ(trust_of({}), "Exchange named a true parent first in 98.5\u00a0% of 9 steps of 3 fresh problems") << "measured by nothing else";
    ASSERT_TRUE(keep("{}"));
    EXPECT_EQ(trust_of({}), "");
}

TEST(ReportWords, KeepFiguresShort) {
    EXPECT_EQ(percent(0.62), "62\u00a0%");
    EXPECT_EQ(percent(0.9744), "97.4\u00a0%");
    EXPECT_EQ(percent(0.99999), ">\u00a099.9\u00a0%");
    EXPECT_EQ(percent(1), "100\u00a0%");
    EXPECT_EQ(percent(0.0004), "<\u00a00.1\u00a0%");
    EXPECT_EQ(percent(0), "0\u00a0%");
    EXPECT_EQ(times(5.63), "5.6×");
    EXPECT_EQ(count(11234567), "11,234,567");
    EXPECT_EQ(count(123), "123");
    EXPECT_EQ(duration(84), "84 ms");
    EXPECT_EQ(duration(125000), "2 min 05 s");
    EXPECT_EQ(lift_level(1.0), 4);
    EXPECT_EQ(lift_level(0), 0);
    EXPECT_EQ(lift_level(100), 8);
}

TEST(ReportFindings, InfluencesCarryAgreementAndAnInterval) {
    const Report report = report_of(sample::variable_chain());
    ASSERT_FALSE(report.influences.empty());
    for (const Influence& influence : report.influences) {
        EXPECT_EQ(influence.agreement.methods, 2);  // attention and gradient
        EXPECT_GE(influence.agreement.naming, 1);
        ASSERT_TRUE(influence.all_methods);
        EXPECT_LE(influence.all_methods->low, influence.all_methods->share + 1e-9);
        EXPECT_GE(influence.all_methods->high, influence.all_methods->share - 1e-9);
    }
    EXPECT_FALSE(report_of(sample::untraced()).influences.size());
}

TEST(ReportFindings, AbandonedStepsHaveNoPathToTheAnswer) {
    const Report report = report_of(sample::long_chain());
    std::vector<Edge> edges;
    for (const ReportStep& step : report.steps)
        for (const Edge& edge : step.sources)
            if (edge.method == report.tree_method) edges.push_back(edge);
    for (const ReportStep& step : report.steps) {
        if (step.stored.step.source != StepSource::Thinking) continue;
        bool reached = false;
        for (const ProvenanceNode& node : report.tree) reached |= node.step == step.stored.step.id;
        const bool abandoned = std::ranges::find(report.abandoned, step.stored.step.id) != report.abandoned.end();
        // The tree hangs below the last answer step; a step may lead to an earlier one.
        if (reached) { EXPECT_FALSE(abandoned) << step.stored.step.id.value; }
    }
    if (!report.abandoned.empty()) { EXPECT_NE(to_html(report).find("abandoned: the answer does not rest on it"), std::string::npos); }
}

TEST(ReportFindings, ExpertFactsHaveTheirBaselines) {
    const Report report = report_of(sample::variable_chain());
    ASSERT_GE(report.expert_findings.size(), 3U);
    EXPECT_NE(report.expert_findings[0].find("an even load"), std::string::npos);
    EXPECT_NE(report.expert_findings[1].find("by chance"), std::string::npos);
    for (const std::string& finding : report.expert_findings) EXPECT_NE(to_markdown(report).find(finding.substr(0, 20)), std::string::npos);
    EXPECT_TRUE(report_of(sample::untraced()).expert_findings.empty());
}

}  // namespace
}  // namespace reasonscope
