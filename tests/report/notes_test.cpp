// What a person left at a run, in every format that people read.

#include "report/words.h"
#include "support.h"

namespace reasonscope {
namespace {

Report marked_report() {
    const TempFolder folder;
    const auto writer = SessionWriter::open(folder / "s.db").value();
    const RunId run = sample::write(*writer, sample::variable_chain()).value();
    const auto reader = SessionReader::open(folder / "s.db").value();
    const TokenPos token = reader->steps(run)->at(8).step.first;
    EXPECT_TRUE(writer->set_mark({0, run, std::nullopt, token, MarkKind::Tag, "carry"}));
    EXPECT_TRUE(writer->set_mark({0, run, StepId(4), std::nullopt, MarkKind::Note, "is <this> *right*?"}));
    EXPECT_TRUE(writer->set_mark({0, run, StepId(8), std::nullopt, MarkKind::Bookmark, ""}));
    EXPECT_TRUE(writer->flush());
    return build_report(*reader, run).value();
}

TEST(ReportNotes, StandInTheOrderOfTheRunWithTheirPlaces) {
    const Report report = marked_report();
    const auto notes = notes_of(report);
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_EQ(notes[0].step, StepId(4));
    EXPECT_EQ(notes[1].step, StepId(8)) << "a token's mark belongs to its step";
    EXPECT_EQ(notes[2].step, StepId(8));
    EXPECT_EQ(note_sentence(report, notes[0]), "Note: is <this> *right*?");
    EXPECT_TRUE(note_sentence(report, notes[1]).starts_with("Tag at token “")) << note_sentence(report, notes[1]);
    EXPECT_EQ(note_sentence(report, notes[2]), "Bookmark");
    EXPECT_EQ(marks_at(report, StepId(4)), 2);
    EXPECT_EQ(marks_at(report, StepId(8)), 1 | 4);
    EXPECT_EQ(marks_at(report, StepId(5)), 0);
}

TEST(ReportNotes, HtmlShowsThemInASectionAtTheStepAndInTheTree) {
    const std::string page = to_html(marked_report());
    EXPECT_NE(page.find("<h2>Notes</h2>"), std::string::npos);
    const auto step = page.find("id=\"step-4\""), next = page.find("id=\"step-5\"");
    const auto mark = page.find("<p class=\"mark\">", step);
    EXPECT_LT(mark, next);
    EXPECT_NE(page.find("is &lt;this&gt; *right*?"), std::string::npos);
    const auto tree = page.find("<svg class=\"tree"), end = page.find("</figure>", tree);
    const std::string picture = page.substr(tree, end - tree);
    EXPECT_NE(picture.find("class=\"mk mk0\" x="), std::string::npos) << "the bookmark's sign stands on its node";
    EXPECT_NE(picture.find("Bookmark</li>"), std::string::npos) << "and is explained";
    EXPECT_NE(page.find("p.mark"), std::string::npos) << "marks have a style";
    const std::string none = to_html(report_of(sample::variable_chain()));
    EXPECT_EQ(none.find("<h2>Notes</h2>"), std::string::npos);
    EXPECT_EQ(none.find("Bookmark"), std::string::npos);
}

TEST(ReportNotes, MarkdownListsThem) {
    const std::string text = to_markdown(marked_report());
    EXPECT_NE(text.find("## Notes\n\n- **Step 4**: Note: is \\<this\\> \\*right\\*?"), std::string::npos) << text.substr(text.find("## Notes"), 200);
}

TEST(ReportNotes, TheSectionCanBeLeftOut) {
    Report report = marked_report();
    report.options.sections.erase(ReportSection::Notes);
    EXPECT_EQ(to_html(report).find("<h2>Notes</h2>"), std::string::npos);
    EXPECT_EQ(to_markdown(report).find("## Notes"), std::string::npos);
    EXPECT_TRUE(parse_sections("notes").value().contains(ReportSection::Notes));
}

}  // namespace
}  // namespace reasonscope
