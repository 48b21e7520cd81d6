// The report's words in Chinese: none is missing, none is left over, and each takes the same values as the English one.

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "report/palette.h"
#include "report/text.h"
#include "report/words.h"
#include "support.h"

namespace reasonscope {
namespace {

const std::filesystem::path kSource(REASONSCOPE_SOURCE_DIR);

std::string slurp(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The string literal (neighbours joined) at `at`; moves behind it. Empty where none stands there.
std::optional<std::string> literal_at(const std::string& text, std::size_t& at) {
    std::optional<std::string> out;
    for (;;) {
        std::size_t next = at;
        while (next < text.size() && std::isspace(static_cast<unsigned char>(text[next]))) ++next;
        if (next >= text.size() || text[next] != '"') return out;
        if (!out) out.emplace();
        for (++next; next < text.size() && text[next] != '"'; ++next) {
            if (text[next] == '\\') ++next;
            *out += text[next];
        }
        at = next + 1;
    }
}

struct Literals {
    std::set<std::string> said, all;
};

Literals literals_of_reports() {
    Literals found;
    for (const char* folder : {"engine/report", "ui/print"}) {
        for (const auto& entry : std::filesystem::directory_iterator(kSource / folder)) {
            if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
            const std::string text = slurp(entry.path());
            for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at)) {
                const std::size_t begin = at;
                const auto literal = literal_at(text, at);
                if (!literal) break;
                found.all.insert(*literal);
                if (begin >= 4 && text.compare(begin - 4, 4, "say(") == 0) found.said.insert(*literal);
            }
        }
    }
    return found;
}

/// The fields of a format string, by the value they take: "{} {:.1f}" -> {":", ":.1f"}.
std::multiset<std::string> fields(const std::string& text) {
    static const std::regex kField("\\{(\\d*)(:[^}]*)?\\}");
    std::multiset<std::string> out;
    int next = 0;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), kField); it != std::sregex_iterator(); ++it)
        out.insert(((*it)[1].length() > 0 ? (*it)[1].str() : std::to_string(next++)) + (*it)[2].str());
    return out;
}

TEST(ReportPhrases, EverySentenceHasItsChinese) {
    const Literals found = literals_of_reports();
    ASSERT_GT(found.said.size(), 150U);
    std::vector<std::string> wanted(found.said.begin(), found.said.end());
    for (int cls = 0; cls < 9; ++cls) wanted.emplace_back(class_label(static_cast<StepClass>(cls)));
    for (const StepSource source : {StepSource::Prompt, StepSource::Thinking, StepSource::Answer}) wanted.emplace_back(source_label(source));
    for (const EvidenceGrade grade : {EvidenceGrade::Observed, EvidenceGrade::Tested, EvidenceGrade::Labelled}) wanted.emplace_back(name(grade));
    for (const ClaimVerdict verdict : {ClaimVerdict::Verified, ClaimVerdict::Wrong, ClaimVerdict::NotCheckable}) wanted.emplace_back(name(verdict));
    const auto known = known_phrases(Language::Chinese);
    for (const std::string& english : wanted) EXPECT_TRUE(std::ranges::binary_search(known, std::string_view(english))) << "no Chinese in resources/report/zh.json: " << english;
    Report chinese;
    chinese.options.language = Language::Chinese;
    for (const std::string_view method : known_methods()) {
        EXPECT_NE(method_label(chinese, method), method_label(Report(), method)) << method;
        EXPECT_NE(method_sentence(chinese, method), method_sentence(Report(), method)) << method;
    }
}

TEST(ReportPhrases, NoneIsLeftOverAndAllTakeTheSameValues) {
    const Literals found = literals_of_reports();
    static const std::set<std::string_view> kSettings = {"Temperature", "Top p", "Top k", "Max tokens", "Trace", "Min p", "Repetition penalty"};  // made from the names of settings
    for (const std::string_view english : known_phrases(Language::Chinese)) {
        const bool used = found.all.contains(std::string(english)) || kSettings.contains(english) || english == "observed" || english == "tested" || english == "labelled" || english == "verified" ||
                          english == "wrong" || english == "not checkable";
        EXPECT_TRUE(used) << "no report says: " << english;
        const std::string words(phrase(Language::Chinese, english));
        EXPECT_EQ(fields(std::string(english)), fields(words)) << english;
        const bool numbered = words.find("{0}") != std::string::npos;
        EXPECT_FALSE(numbered && words.find("{}") != std::string::npos) << "numbered and unnumbered fields: " << words;
    }
}

TEST(ReportPhrases, TheFieldsOfABrokenSentenceAreSeen) {
    EXPECT_NE(fields("{} of {}"), fields("{}"));
    EXPECT_NE(fields("{:.1f}"), fields("{}"));
    EXPECT_EQ(fields("{} of {}"), fields("{1}, {0}"));
}

TEST(ReportPhrases, LanguagesAreNamedAsLocalesNameThem) {
    EXPECT_EQ(parse_language("zh_CN.UTF-8").value(), Language::Chinese);
    EXPECT_EQ(parse_language("en").value(), Language::English);
    ASSERT_FALSE(parse_language("fr"));
    EXPECT_EQ(parse_language("fr").error().kind, ErrorKind::BadInput);
}

TEST(ReportPhrases, AReportInChineseSaysNothingOfItsOwnInEnglish) {
    const TempFolder folder;
    const auto writer = SessionWriter::open(folder / "s.db").value();
    const RunId run = sample::write(*writer, sample::chinese_latex()).value();
    ReportOptions options;
    options.language = Language::Chinese;
    const Report report = build_report(*SessionReader::open(folder / "s.db").value(), run, options).value();
    const std::string page = to_html(report), text = to_markdown(report);
    EXPECT_NE(page.find("<html lang=\"zh-Hans\">"), std::string::npos);
    for (const std::string& made : {page, text}) {
        EXPECT_NE(made.find("推理树"), std::string::npos);
        EXPECT_NE(made.find("本报告不能说明什么"), std::string::npos);
        for (const char* english : {"Reasoning tree", "Rests on", "probability ", "observed", "What this report", "Mean token", "random control", "nats"}) EXPECT_EQ(made.find(english), std::string::npos) << english;
    }
    const std::string english = to_html(report_of(sample::chinese_latex()));
    EXPECT_NE(english.find("<html lang=\"en\">"), std::string::npos);
    EXPECT_EQ(english.find("推理树"), std::string::npos);
}

}  // namespace
}  // namespace reasonscope
