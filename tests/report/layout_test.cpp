#include "report/tree_layout.h"

#include <algorithm>

#include "support.h"

namespace reasonscope {
namespace {

void expect_tidy(const TreeLayout& layout) {
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        const LayoutNode& a = layout.nodes[i];
        EXPECT_GE(std::min(a.x, a.y), 0);
        EXPECT_LE(a.x + a.w, layout.width + 0.01);
        EXPECT_LE(a.y + a.h, layout.height + 0.01);
        for (std::size_t k = i + 1; k < layout.nodes.size(); ++k) {
            const LayoutNode& b = layout.nodes[k];
            EXPECT_FALSE(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h) << a.step.value << " covers " << b.step.value;
        }
    }
}

TEST(TreeLayout, NodesNeverOverlapAndStayInside) {
    for (const auto& story : {sample::variable_chain(), sample::long_chain(), sample::chinese_latex(), sample::hostile(), sample::untraced()}) expect_tidy(lay_out_tree(report_of(story)));
}

TEST(TreeLayout, RunsFromFactsToTheAnswer) {
    const Report report = report_of(sample::variable_chain());
    const TreeLayout layout = lay_out_tree(report);
    ASSERT_EQ(layout.nodes.size(), report.tree.size());
    for (std::size_t i = 1; i < layout.nodes.size(); ++i) {
        const LayoutNode& parent = layout.nodes[static_cast<std::size_t>(report.tree[i].parent)];
        const LayoutNode& node = layout.nodes[i];
        EXPECT_TRUE(layout.vertical ? node.y + node.h < parent.y : node.x + node.w < parent.x) << node.step.value;
    }
}

TEST(TreeLayout, LinesGrowWithWeight) {
    const TreeLayout layout = lay_out_tree(report_of(sample::long_chain()));
    ASSERT_GT(layout.edges.size(), 10U);
    for (const LayoutEdge& a : layout.edges) {
        for (const LayoutEdge& b : layout.edges) {
            if (a.weight > b.weight) {
                EXPECT_GE(a.width, b.width);
            }
        }
    }
}

/// A star and a chain far larger than a page: the least weighty steps are left out and counted.
TEST(TreeLayout, KeepsTheWeightiestOfManySteps) {
    Report report;
    for (int i = 0; i < 400; ++i) {
        ReportStep step;
        step.stored.step.id = StepId(i);
        step.stored.text = "step";
        report.steps.push_back(step);
    }
    report.tree.push_back({.step = StepId(399), .parent = -1, .depth = 0, .weight = 1});
    for (int i = 1; i < 200; ++i) report.tree.push_back({.step = StepId(399 - i), .parent = i - 1, .depth = i, .weight = 0.999F});
    for (int i = 200; i < 400; ++i) report.tree.push_back({.step = StepId(399 - i), .parent = 0, .depth = 1, .weight = 0.0001F * static_cast<float>(i)});
    const TreeLayout layout = lay_out_tree(report, {.max_nodes = 60});
    EXPECT_EQ(layout.nodes.size(), 60U);
    EXPECT_EQ(layout.left_out, 340U);
    expect_tidy(layout);
    EXPECT_TRUE(std::ranges::any_of(layout.nodes, [](const LayoutNode& n) { return n.step == StepId(398); }));
    expect_tidy(lay_out_tree(report, {.max_nodes = 400}));
}

TEST(WrapText, BreaksWordsWideCharactersAndEndsWithAnEllipsis) {
    EXPECT_EQ(wrap_text("one two", 1000, 12, 4), (std::vector<std::string>{"one two"}));
    EXPECT_GT(wrap_text("首先需要求出的值然后把它代入", 60, 12, 9).size(), 2U);
    const auto cut = wrap_text(std::string(500, 'x'), 100, 12, 3);
    ASSERT_EQ(cut.size(), 3U);
    EXPECT_TRUE(cut.back().ends_with("…"));
    EXPECT_EQ(wrap_text("", 100, 12, 3), (std::vector<std::string>{"(empty)"}));
}

}  // namespace
}  // namespace reasonscope
