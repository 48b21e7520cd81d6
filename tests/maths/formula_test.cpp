// LaTeX as reasoning models write it: what is recognised, what it becomes, and that nothing is lost.

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <random>

#include "maths/formula.h"

namespace reasonscope::maths {
namespace {

std::string plain(std::string_view latex) {
    const auto tree = parse(latex);
    return tree ? to_plain(*tree) : "source";
}

TEST(Formula, PlainTextOfWhatModelsWrite) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"\\frac{1}{2}", "1/2"},
        {"\\dfrac{a+b}{c}", "(a + b)/c"},
        {"\\frac12", "1/2"},
        {"x^2 + y^{10}", "x² + y¹⁰"},
        {"x_1, x_{n+1}", "x₁, xₙ₊₁"},
        {"\\sqrt{16} = 4", "√16 = 4"},
        {"\\sqrt[3]{a + b}", "∛(a + b)"},
        {"\\boxed{\\dfrac{1}{4027}}", "1/4027"},
        {"3 \\times (1 + 147) = 444", "3 × (1 + 147) = 444"},
        {"\\binom{6}{3}=20", "(6 over 3) = 20"},
        {"\\left( \\frac{1}{c} \\right)^k", "(1/c)ᵏ"},
        {"\\sum_{n=0}^{10} n^2", "∑_(n = 0)¹⁰ n²"},
        {"\\sin\\theta \\leq \\pi", "sin θ ≤ π"},
        {"\\begin{cases} x & y \\\\ 1 & 2 \\end{cases}", "{x, y; 1, 2"},
        {"\\begin{pmatrix}1&0\\\\0&1\\end{pmatrix}", "(1, 0; 0, 1)"},
        {"\\begin{aligned} a &= b \\\\ &= c \\end{aligned}", "a = b; = c"},
        {"\\text{area} = 5 \\, \\text{cm}^2", "area = 5cm²"},
        {"f'(x)", "f′(x)"},
        {"\\vec{v}, \\overline{AB}", "v⃗, AB"},
        {"x \\in \\mathbb{R}", "x ∈ ℝ"},
        {"1,000 + 2.5\\%", "1,000 + 2.5%"},
        {"a \\equiv b \\pmod{7}", "a ≡ b (mod 7)"},
        {"-3", "−3"},
        {"\\{1, 2\\}", "{1, 2}"},
        {"f: A \\to B", "f : A → B"},
        {"中国 + 1", "中国 + 1"},
        {"x^{2}_{1}", "x₁²"},
        {"{n \\choose k}", "(n over k)"},
    };
    for (const auto& [latex, expected] : cases) EXPECT_EQ(plain(latex), expected) << latex;
}

TEST(Formula, WhatIsUnknownOrBrokenHasNoTree) {
    for (const char* latex : {"\\unknowncommand{x}", "\\frac{1}", "\\frac{1}{2", "x}", "{x", "\\left( x", "a & b }", "\\begin{tikzpicture} \\end{tikzpicture}", "x^2^3", "\\", "\\text{a $b$ c}", "x_", "^"})
        EXPECT_FALSE(parse(latex)) << latex;
    EXPECT_FALSE(parse(std::string(9000, 'x')));
    EXPECT_FALSE(parse(std::string(2000, '{') + std::string(2000, '}')));
}

TEST(Formula, IsFoundByItsDelimiters) {
    const auto found = [](std::string_view text) {
        std::string out;
        for (const Formula& formula : find_formulas(text)) out += std::string(slice(text, formula.source)) + (formula.display ? "|D " : "| ");
        return out;
    };
    EXPECT_EQ(found("So \\(x = 1\\) and \\[ y \\] and $z$ and $$w$$."), "\\(x = 1\\)| \\[ y \\]|D $z$| $$w$$|D ");
    EXPECT_EQ(found("It costs $5 and $10, or $5-$10."), "");
    EXPECT_EQ(found("The answer is \\boxed{\\frac{1}{2}}, done."), "\\boxed{\\frac{1}{2}}| ");
    EXPECT_EQ(found("\\begin{align} a &= b \\end{align}"), "\\begin{align} a &= b \\end{align}|D ");
    EXPECT_EQ(found("\\( a \n\n b \\)"), "") << "an empty line ends it";
    EXPECT_EQ(found("a \\\\( b \\)"), "") << "an escaped backslash";
    EXPECT_EQ(found("$ \\frac{1}{2} $ and $ five $ dollars"), "$ \\frac{1}{2} $| ");
    EXPECT_EQ(found("\\$5$"), "");
}

TEST(Formula, KnowsWhereOneMayStillClose) {
    EXPECT_EQ(open_formula("text \\(x + "), 5u);
    EXPECT_EQ(open_formula("text \\(x\\) more text and more than enough"), 41u);
    EXPECT_EQ(open_formula("costs $5\nand then a longer line of words follows"), 48u) << "a line ends dollars";
    EXPECT_EQ(open_formula("$x$"), 0u) << "a digit could follow";
}

/// Slow twin: what open_formula leaves settled must be found the same however much more text follows.
TEST(Formula, SettledTextStaysSettledWhileMoreIsWritten) {
    std::mt19937 random(5);
    const std::vector<std::string> parts = {"\\(", "\\)", "\\[", "\\]", "$", "$$", " ", "\n", "\n\n", "x", "5", "\\boxed{", "}", "\\frac{1}{2}", "\\begin{align}", "\\end{align}", "\\", "word word word word "};
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 25; ++i) text += parts[random() % parts.size()];
        const auto whole = find_formulas(text);
        for (std::size_t cut = 0; cut < text.size(); ++cut) {
            const std::string_view head = std::string_view(text).substr(0, cut);
            const std::size_t settled = open_formula(head);
            std::vector<ByteSpan> early, late;
            for (const Formula& f : find_formulas(head))
                if (f.source.end <= settled) early.push_back(f.source);
            for (const Formula& f : whole)
                if (f.source.end <= settled) late.push_back(f.source);
            ASSERT_EQ(early, late) << "cut at " << cut << " of " << text;
        }
    }
}

TEST(Formula, MathmlSaysTheStructure) {
    const auto mathml = [](std::string_view latex) { return to_mathml(parse(latex).value(), false); };
    EXPECT_EQ(mathml("\\frac{1}{x}"), "<math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>");
    EXPECT_EQ(mathml("x_1^2"), "<math><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup></math>");
    EXPECT_EQ(mathml("a<b"), "<math><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>");
    EXPECT_EQ(mathml("\\text{<script>}"), "<math><mtext>&lt;script&gt;</mtext></math>");
    EXPECT_EQ(mathml("\\boxed{4}"), "<math><mrow class=\"boxed\"><mn>4</mn></mrow></math>");
}

TEST(Formula, SpansCoverWhatTheyStandFor) {
    const std::string latex = "\\frac{x+1}{2} = \\alpha";
    const auto tree = parse(latex, 10);
    ASSERT_TRUE(tree);
    const auto text = [&](const Node& node) { return latex.substr(node.source.begin - 10, node.source.size()); };
    EXPECT_EQ(text(tree->children[0]), "\\frac{x+1}{2}");
    EXPECT_EQ(text(tree->children[0].children[1]), "2");
    EXPECT_EQ(text(tree->children[2]), "\\alpha");
}

void expect_spans_nest(const Node& node, ByteSpan within, const std::string& latex) {
    EXPECT_LE(node.source.begin, node.source.end) << latex;
    if (node.source.size() > 0) {
        EXPECT_GE(node.source.begin, within.begin) << latex;
        EXPECT_LE(node.source.end, within.end) << latex;
    }
    for (const Node& child : node.children) expect_spans_nest(child, node.source.size() > 0 ? node.source : within, latex);
}

TEST(Formula, AnyTextEndsAndSpansNest) {
    std::mt19937 random(7);
    const std::vector<std::string> parts = {"\\frac", "{", "}", "\\left", "\\right", "(", ")", "^", "_", "x", "1", "\\\\", "&", "\\begin{cases}", "\\end{cases}", "\\sqrt", "[", "]", "'", "\\text{a}", "\\hat", " ", "\\choose", "\\sum", "\\not", "="};
    int trees = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string latex;
        for (unsigned i = 0, n = random() % 14; i < n; ++i) latex += parts[random() % parts.size()];
        const auto tree = parse(latex);
        if (!tree) continue;
        ++trees;
        expect_spans_nest(*tree, {0, static_cast<std::uint32_t>(latex.size())}, latex);
        EXPECT_FALSE(to_mathml(*tree, true).empty());
    }
    EXPECT_GT(trees, 1000);
}

/// Every formula that two distilled R1 models wrote on mathematics problems; distinct ones, from the published traces.
TEST(Formula, RealOutputIsShownAsMathematics) {
    std::ifstream file(REASONSCOPE_SOURCE_DIR "/tests/maths/data/r1-formulas.json");
    ASSERT_TRUE(file);
    const auto formulas = nlohmann::json::parse(file);
    int all = 0, shown = 0;
    std::string lost;
    for (const auto& one : formulas) {
        const auto text = one.get<std::string>();
        const auto found = find_formulas(text);
        ++all;
        if (found.size() == 1 && found[0].tree && found[0].source.size() == text.size()) ++shown;
        else lost += text + "\n";
    }
    RecordProperty("formulas", all);
    RecordProperty("shown", shown);
    ASSERT_GT(all, 500);
    EXPECT_GE(shown * 1000, all * 995) << shown << " of " << all << "; not shown:\n" << lost;
}

}  // namespace
}  // namespace reasonscope::maths
