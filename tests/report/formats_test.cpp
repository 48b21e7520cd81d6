#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <regex>
#include <sstream>

#include "base/file.h"
#include "report/text.h"
#include "support.h"

namespace reasonscope {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(REASONSCOPE_SOURCE_DIR) / "tests/report/golden";

std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// With REASONSCOPE_UPDATE_GOLDEN set the golden files are rewritten; look at the difference before keeping it.
void expect_golden(const std::string& text, const char* name) {
    if (std::getenv("REASONSCOPE_UPDATE_GOLDEN")) {
        ASSERT_TRUE(write_file(kGolden / name, text));
    }
    EXPECT_EQ(text, slurp(kGolden / name)) << "differs from tests/report/golden/" << name;
}

std::size_t occurrences(const std::string& text, std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
    return n;
}

/// RFC 4180, strictly: a quote only at the start of a field or doubled inside it.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, {""});
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string& field = rows.back().back();
        if (quoted) {
            if (text[i] != '"') field += text[i];
            else if (i + 1 < text.size() && text[i + 1] == '"') field += '"', ++i;
            else quoted = false;
        } else if (text[i] == '"') {
            EXPECT_TRUE(field.empty());
            quoted = true;
        } else if (text[i] == ',') {
            rows.back().emplace_back();
        } else if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
            rows.push_back({""}), ++i;
        } else {
            EXPECT_NE(text[i], '\n');
            field += text[i];
        }
    }
    EXPECT_FALSE(quoted);
    EXPECT_EQ(rows.back(), std::vector<std::string>{""});
    rows.pop_back();
    return rows;
}

TEST(ReportGolden, Markdown) { expect_golden(to_markdown(report_of(sample::variable_chain())), "chain.md"); }
TEST(ReportGolden, Dot) { expect_golden(to_dot(report_of(sample::variable_chain())), "chain.dot"); }
TEST(ReportGolden, Csv) { expect_golden(to_csv(report_of(sample::variable_chain())), "chain.csv"); }
TEST(ReportGolden, HostileMarkdown) { expect_golden(to_markdown(report_of(sample::hostile())), "hostile.md"); }
TEST(ReportGolden, HostileCsv) { expect_golden(to_csv(report_of(sample::hostile())), "hostile.csv"); }

TEST(ReportFormats, TheSameReportMakesTheSameBytes) {
    const Report a = report_of(sample::long_chain()), b = report_of(sample::long_chain());
    EXPECT_EQ(to_html(a), to_html(b));
    EXPECT_EQ(to_json(a), to_json(b));
}

TEST(ReportFormats, JsonHoldsEnoughToRebuildTheSession) {
    const Report report = report_of(sample::variable_chain());
    const auto json = nlohmann::json::parse(to_json(report));
    EXPECT_EQ(json.at("format"), "reasonscope-report");
    EXPECT_EQ(json.at("format_version"), kReportJsonVersion);
    EXPECT_EQ(json.at("question"), report.run.start.prompt);
    EXPECT_EQ(json.at("answer"), "22");
    EXPECT_EQ(json.at("seed"), 7);
    EXPECT_EQ(json.at("settings").at("trace"), "full");
    EXPECT_EQ(json.at("model").at("fingerprint"), report.run.start.fingerprint);
    ASSERT_EQ(json.at("tokens").size(), report.tokens.size());
    std::string transcript;
    for (const auto& token : json.at("tokens")) transcript += token.at("text").get<std::string>();
    EXPECT_TRUE(transcript.starts_with(report.run.start.rendered_prompt));
    const auto& last = json.at("tokens").back();
    EXPECT_EQ(last.at("alternatives").size(), 3U);
    EXPECT_FLOAT_EQ(last.at("probability").get<float>(), report.tokens.back().probability);
    for (const auto& step : json.at("steps")) {
        const auto begin = step.at("begin").get<std::size_t>(), end = step.at("end").get<std::size_t>();
        EXPECT_EQ(transcript.substr(begin, end - begin), step.at("text").get<std::string>());
    }
    const auto& matrix = json.at("matrices").at(1);
    EXPECT_EQ(matrix.at("method"), "gradient");
    EXPECT_EQ(matrix.at("rows").at(7).size(), 7U);
    EXPECT_FLOAT_EQ(matrix.at("rows").at(7).at(0).get<float>(), report.matrices[1].matrix.at(7, 0));
    EXPECT_EQ(json.at("tree").at("nodes").at(0).at("parent"), nullptr);
    EXPECT_EQ(json.at("edges").size(), parse_csv(to_csv(report)).size() - 1);
    for (const char* key : {"confidence", "run", "thinking", "influences", "decisions", "experts", "prompt_spans", "limits", "rendered_prompt", "system"}) EXPECT_TRUE(json.contains(key)) << key;
}

TEST(ReportFormats, JsonKeepsBrokenBytesExactly) {
    const std::string text = to_json(report_of(sample::hostile()));
    ASSERT_TRUE(is_valid_utf8(text));
    const auto json = nlohmann::json::parse(text);
    bool found = false;
    for (const auto& step : json.at("steps")) found |= step.contains("text_hex") && step.at("text_hex").get<std::string>().find("fffec3") != std::string::npos;
    EXPECT_TRUE(found);
}

TEST(ReportFormats, CsvParsesBackAndNoCellIsAFormula) {
    const Report report = report_of(sample::hostile());
    const auto rows = parse_csv(to_csv(report));
    ASSERT_GT(rows.size(), 5U);
    for (const auto& row : rows) {
        ASSERT_EQ(row.size(), 13U);
        for (const std::string& cell : row) EXPECT_TRUE(cell.empty() || std::string("=+-@").find(cell[0]) == std::string::npos) << cell;
    }
    EXPECT_EQ(rows[1][5], "</svg><script>alert(1)</script><img src=x onerror=alert(2)>.");
}

TEST(ReportFormats, DotIsReadByGraphviz) {
    if (std::system("dot -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "Graphviz is not installed";
    const TempFolder folder;
    for (const auto& story : {sample::variable_chain(), sample::hostile(), sample::chinese_latex(), sample::untraced()}) {
        ASSERT_TRUE(write_file(folder / "r.dot", to_dot(report_of(story))));
        const std::string command = "dot -Tsvg '" + (folder / "r.dot").string() + "' -o '" + (folder / "r.svg").string() + "' 2>'" + (folder / "err").string() + "'";
        EXPECT_EQ(std::system(command.c_str()), 0);
        EXPECT_EQ(slurp(folder / "err"), "");
        EXPECT_GT(occurrences(slurp(folder / "r.svg"), "class=\"node\""), 0U);
    }
}

TEST(ReportFormats, HtmlIsInertAndSelfContained) {
    const std::string html = to_html(report_of(sample::hostile()));
    ASSERT_TRUE(is_valid_utf8(html));
    EXPECT_EQ(occurrences(html, "<script"), 1U);
    EXPECT_EQ(occurrences(html, "</script"), 1U);
    EXPECT_EQ(occurrences(html, "<style"), 1U);
    EXPECT_EQ(occurrences(html, "<img"), 0U);
    EXPECT_EQ(occurrences(html, "<svg"), occurrences(html, "</svg>"));
    EXPECT_EQ(occurrences(html, " style="), 0U);  // the policy would block them
    EXPECT_EQ(occurrences(html, "src="), occurrences(html, "src=x onerror"));  // as text only
    const std::regex attribute("(href|action|data)=\"([^\"]*)\"");
    for (auto it = std::sregex_iterator(html.begin(), html.end(), attribute); it != std::sregex_iterator(); ++it) EXPECT_TRUE((*it)[2].str().starts_with("#")) << (*it)[2];
    for (const char32_t c : code_points(html)) ASSERT_FALSE((c < 0x20 && c != '\n') || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069));
}

/// Every tag that opens closes again in order: the text of the run never changes the structure of the page.
TEST(ReportFormats, HtmlNestsWhateverTheTextSays) {
    for (const auto& story : {sample::variable_chain(), sample::long_chain(), sample::chinese_latex(), sample::hostile(), sample::truncated(), sample::untraced()}) {
        std::string html = to_html(report_of(story));
        for (const char* raw : {"style", "script"}) {
            const auto begin = html.find(std::string("<") + raw + ">") + std::string(raw).size() + 2;
            html.erase(begin, html.find(std::string("</") + raw + ">") - begin);
        }
        const std::regex tag("<(/?)([a-zA-Z0-9]+)([^<>]*?)(/?)>");
        std::vector<std::string> open;
        for (auto it = std::sregex_iterator(html.begin(), html.end(), tag); it != std::sregex_iterator(); ++it) {
            const std::string name = (*it)[2];
            if ((*it)[4] == "/" || name == "meta" || name == "br") continue;
            if ((*it)[1] != "/") {
                open.push_back(name);
            } else {
                ASSERT_FALSE(open.empty());
                ASSERT_EQ(open.back(), name);
                open.pop_back();
            }
        }
        EXPECT_TRUE(open.empty());
    }
}

TEST(ReportFormats, ThePolicyAllowsExactlyTheInlineTexts) {
    const std::string html = to_html(report_of(sample::variable_chain()));
    for (const char* tag : {"style", "script"}) {
        const auto begin = html.find(std::string("<") + tag + ">") + std::string(tag).size() + 2;
        const std::string text = html.substr(begin, html.find(std::string("</") + tag + ">") - begin);
        unsigned char digest[32], base64[48];
        ASSERT_EQ(EVP_Digest(text.data(), text.size(), digest, nullptr, EVP_sha256(), nullptr), 1);
        EVP_EncodeBlock(base64, digest, 32);
        EXPECT_NE(html.find(std::string(tag) + "-src 'sha256-" + reinterpret_cast<const char*>(base64) + "'"), std::string::npos) << tag;
    }
    EXPECT_NE(html.find("default-src 'none'"), std::string::npos);
}

TEST(ReportFormats, EveryFormatNamesModelSeedAndQuestion) {
    const Report report = report_of(sample::variable_chain());
    for (const ReportFormat format : {ReportFormat::Html, ReportFormat::Markdown, ReportFormat::Json, ReportFormat::Dot}) {
        const auto text = write_report(report, format);
        ASSERT_TRUE(text);
        for (const char* words : {"r1-mini", "3f1c0f6f6c1be0f0", "z = y * 2.", "22"}) EXPECT_NE(text->find(words), std::string::npos) << words;
    }
}

TEST(ReportFormats, FollowTheExtension) {
    EXPECT_EQ(*report_format("a/b.HTML"), ReportFormat::Html);
    EXPECT_EQ(*report_format("r.pdf"), ReportFormat::Pdf);
    EXPECT_EQ(*report_format("r.md"), ReportFormat::Markdown);
    EXPECT_EQ(*report_format("r.json"), ReportFormat::Json);
    EXPECT_EQ(*report_format("r.dot"), ReportFormat::Dot);
    EXPECT_EQ(*report_format("r.csv"), ReportFormat::Csv);
    for (const char* unknown : {"r.docx", "r", ".html"}) {
        const auto format = report_format(unknown);
        ASSERT_FALSE(format) << unknown;
        EXPECT_EQ(format.error().kind, ErrorKind::BadInput);
        EXPECT_NE(format.error().message.find(".html, .pdf, .md, .json, .dot or .csv"), std::string::npos);
    }
}

TEST(Formats, MarksStandAtTheirSteps) {
    Report report = report_of(sample::variable_chain());
    Mark note;
    note.step = StepId(2);
    note.kind = MarkKind::Note;
    note.text = "why <here>?";
    report.marks = {note};
    EXPECT_NE(to_markdown(report).find("- Note: why"), std::string::npos);
    EXPECT_NE(to_html(report).find("Note: why &lt;here&gt;?"), std::string::npos);
    EXPECT_EQ(to_html(report).find("why <here>?"), std::string::npos);
    EXPECT_NE(to_json(report).find(R"("kind":"note","step":2,"text":"why <here>?")"), std::string::npos);
}

}  // namespace
}  // namespace reasonscope
