// Templates as files, the choice of sections, evidence and branches, formulas and claims in reports.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "report/family.h"
#include "report/formula_text.h"
#include "report/read_json.h"
#include "report/template.h"
#include "support.h"

namespace reasonscope {
namespace {

ReportTemplate html(const std::string& source) { return {"house.html.jinja", ReportFormat::Html, source}; }

TEST(ReportTemplates, ACopyOfTheBuiltInOneMakesTheSameReport) {
    const Report report = report_of(sample::chinese_latex());
    for (const auto& [format, name] : {std::pair(ReportFormat::Html, "report.html.jinja"), std::pair(ReportFormat::Markdown, "report.md.jinja")}) {
        const auto copy = read_template(std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "resources/report" / name);
        ASSERT_TRUE(copy) << copy.error().message;
        EXPECT_EQ(copy->format, format);
        EXPECT_EQ(write_report(report, format, &*copy).value(), write_report(report, format).value());
    }
}

TEST(ReportTemplates, NameEverythingAndStayInert) {
    const Report report = report_of(sample::hostile());
    const auto text = fill_template(report, html("{% for step in report.steps %}<p>{{ step.id }}: {{ step.text }}</p>{% endfor %}<h1>{{ report.question }}</h1>{{ parts.tree }}"));
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(text->find("<script"), std::string::npos);
    EXPECT_EQ(text->find("<img"), std::string::npos);
    EXPECT_NE(text->find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(text->find("<svg class=\"tree"), std::string::npos);
}

TEST(ReportTemplates, ThePolicyAllowsTheirOwnStyleButNothingOfTheModel) {
    const Report report = report_of(sample::variable_chain());
    const auto own = [&](const std::string& source) { return fill_template(report, html(source)).value(); };
    const std::string plain = own("{{ policy }}");
    EXPECT_NE(own("{{ policy }}<style>b{color:red}</style>"), plain);
    EXPECT_EQ(own("{{ policy }}<script>{{ report.answer }}</script>").find(plain.substr(0, plain.size() - 1)), 0U) << "no hash for what a model filled";
}

TEST(ReportTemplates, AMistakeIsOneSentenceWithItsLine) {
    const Report report = report_of(sample::variable_chain());
    const std::vector<std::tuple<std::string, std::string>> broken = {
        {"<p>\n{# a\nlong note #}\n{{ answr }}\n", "line 4: 'answr' is undefined"},
        {"{% for s in sections %}\n\n{{ s.text | shout }}\n{% endfor %}", "line 3: there is no filter 'shout'"},
        {"a\n{% if title %}\nb", "never closed with 'endif'"},
        {"a\nb\n{% unless x %}", "line 3"},
        {"{{ 'a' + 1 }}", "line 1"},
    };
    for (const auto& [source, words] : broken) {
        const auto text = fill_template(report, html(source));
        ASSERT_FALSE(text) << source;
        EXPECT_EQ(text.error().kind, ErrorKind::BadInput);
        EXPECT_NE(text.error().message.find(words), std::string::npos) << text.error().message;
        EXPECT_NE(text.error().message.find("house.html.jinja"), std::string::npos) << text.error().message;
        EXPECT_EQ(text.error().message.find('\n'), std::string::npos);
    }
}

TEST(ReportTemplates, AreFoundByFileAndByName) {
    const TempFolder folder;
    ASSERT_TRUE(write_file(folder / "house.md.jinja", "{{ title }}"));
    ASSERT_TRUE(write_file(folder / "other.txt", "x"));
    const auto home = (folder / "house.md.jinja").parent_path();
    EXPECT_EQ(find_templates(home).size(), 1U);
    EXPECT_EQ(open_template("house", home)->format, ReportFormat::Markdown);
    EXPECT_TRUE(open_template((folder / "house.md.jinja").string(), "/nowhere"));
    EXPECT_FALSE(open_template("other", home));
    EXPECT_FALSE(read_template(folder / "other.txt"));
    EXPECT_TRUE(find_templates(home / "missing").empty());
}

TEST(ReportChoices, OnlyTheSectionsAskedForAreThere) {
    Report report = report_of(sample::variable_chain());
    report.options.sections = parse_sections("tree, limits").value();
    for (const std::string& text : {to_html(report), to_markdown(report)}) {
        EXPECT_NE(text.find("Reasoning tree"), std::string::npos);
        EXPECT_NE(text.find("What is z?"), std::string::npos) << "the summary is always there";
        EXPECT_EQ(text.find("How it was made"), std::string::npos);
        EXPECT_EQ(text.find("Steps that mattered"), std::string::npos);
    }
    EXPECT_FALSE(parse_sections("tree,bush"));
    EXPECT_FALSE(parse_evidence("hearsay"));
    EXPECT_FALSE(parse_branches("cousins"));
}

TEST(ReportChoices, EvidenceOfOneGrade) {
    const TempFolder folder;
    const auto writer = SessionWriter::open(folder / "s.db").value();
    const RunId run = sample::write(*writer, sample::variable_chain()).value();
    const auto reader = SessionReader::open(folder / "s.db").value();
    ReportOptions options;
    options.evidence = EvidenceChoice::Tested;
    const Report tested = build_report(*reader, run, options).value();
    EXPECT_TRUE(tested.methods.empty());
    EXPECT_TRUE(tested.tree_method.empty());
    EXPECT_NE(to_html(tested).find("Only tested evidence was asked for"), std::string::npos);
    options.evidence = EvidenceChoice::Observed;
    EXPECT_EQ(build_report(*reader, run, options)->methods, build_report(*reader, run)->methods);
}

TEST(ReportChoices, SiblingsAndFamily) {
    const auto row = [](int run, int parent, int at) { return BranchRow{.run = RunId(run), .parent = RunId(parent), .position = TokenPos(at), .kind = "alternative", .detail = {}}; };
    const std::vector<BranchRow> branches = {row(2, 1, 10), row(3, 1, 10), row(4, 1, 20), row(5, 2, 30), row(9, 8, 1)};
    const auto runs = [&](int run, BranchChoice choice) {
        std::string out;
        for (const RunId other : other_runs(branches, RunId(run), choice)) out += std::to_string(other.value) + " ";
        return out;
    };
    EXPECT_EQ(runs(2, BranchChoice::Siblings), "1 3 ");
    EXPECT_EQ(runs(1, BranchChoice::Siblings), "2 3 4 ");
    EXPECT_EQ(runs(5, BranchChoice::Family), "1 2 3 4 ");
    EXPECT_EQ(runs(7, BranchChoice::Family), "");
    EXPECT_EQ(runs(1, BranchChoice::Run), "");
}

TEST(ReportChoices, AFamilyIsOneReportAndOpensAgainAsOne) {
    const TempFolder folder;
    {
        const auto writer = SessionWriter::open(folder / "s.db").value();
        const RunId first = sample::write(*writer, sample::variable_chain()).value();
        const auto reader = SessionReader::open(folder / "s.db").value();
        RunStart start = reader->run(first)->start;
        start.seed = 8;
        const auto branch = writer->begin_branch(start, {.run = {}, .parent = first, .position = TokenPos(30), .kind = "alternative", .detail = "{}"}, true);
        ASSERT_TRUE(branch) << branch.error().message;
        ASSERT_TRUE(writer->end_run(*branch, {}));
    }
    const auto reader = SessionReader::open(folder / "s.db").value();
    ReportOptions options;
    options.branches = BranchChoice::Family;
    const Report report = build_report(*reader, RunId(1), options).value();
    ASSERT_EQ(report.others.size(), 1U);
    const std::string page = to_html(report);
    EXPECT_NE(page.find("left run 1 at token 30: another token"), std::string::npos);
    EXPECT_NE(page.find("id=\"run-2\""), std::string::npos);
    EXPECT_NE(to_markdown(report).find("## Branches"), std::string::npos);
    const auto again = SessionWriter::open(folder / "again.db").value();
    const auto run = import_report(*again, to_json(report));
    ASSERT_TRUE(run) << run.error().message;
    ASSERT_TRUE(again->flush());
    const auto back = SessionReader::open(folder / "again.db").value();
    ASSERT_EQ(back->runs()->size(), 2U);
    ASSERT_EQ(back->branches()->size(), 1U);
    EXPECT_EQ(back->branches()->front().parent, *run);
    EXPECT_EQ(back->branches()->front().position, TokenPos(30));
}

TEST(ReportFormulas, AreShownAndKeepTheirSource) {
    EXPECT_EQ(html_words("so \\(x^2\\)."), "so <span class=\"m\" title=\"\\(x^2\\)\"><math><msup><mi>x</mi><mn>2</mn></msup></math><code class=\"tex\">\\(x^2\\)</code></span>.");
    EXPECT_EQ(html_words("**A<B** and 2**3"), "<strong>A&lt;B</strong> and 2**3");
    EXPECT_EQ(html_excerpt("**A<B** and more", 9), "A&lt;B and …");
    EXPECT_EQ(html_words("\\(\\unknown{<b>}\\)"), "\\(\\unknown{&lt;b&gt;}\\)") << "what is not known stays as it is";
    EXPECT_EQ(markdown_words("*a* \\(a*b<c\\)"), "\\*a\\* $a\\ast b\\lt c$");
    EXPECT_EQ(plain_words("is \\(\\frac{1}{2}\\)"), "is 1/2");
    EXPECT_EQ(html_excerpt("abcdef", 4), "abc…");
    EXPECT_NE(html_excerpt("ab \\(\\frac{1}{2}\\) and more words", 6).find("</math>"), std::string::npos) << "no formula is cut";
}

TEST(ReportClaims, WrongSumsAreNamed) {
    sample::Story story = sample::variable_chain();
    story.thinking[4].text = "So z = 11 * 2 = 23.";
    const Report report = report_of(story);
    const auto wrong = std::ranges::count(report.claims, ClaimVerdict::Wrong, &ReportClaim::verdict);
    EXPECT_EQ(wrong, 1);
    EXPECT_NE(to_html(report).find("<tr class=\"wrong\">"), std::string::npos);
    EXPECT_NE(to_markdown(report).find("is wrong: "), std::string::npos);
    const auto json = nlohmann::json::parse(to_json(report));
    EXPECT_EQ(json["claims"].size(), report.claims.size());
}

}  // namespace
}  // namespace reasonscope
