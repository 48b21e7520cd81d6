// The HTML report: one file, no network, inert to whatever the model wrote.

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "assets.h"
#include "report/family.h"
#include "report/formula_text.h"
#include "report/html_parts.h"
#include "report/palette.h"
#include "report/parts.h"
#include "report/svg.h"
#include "report/template.h"
#include "report/text.h"
#include "report/words.h"

namespace reasonscope {
namespace {

/// The class colours and the heat map, from the one palette, as custom properties of both themes.
std::string palette_css() {
    std::string light, dark;
    for (std::size_t i = 0; i < kClassColors.size(); ++i) {
        const ClassColor& color = kClassColors[i];
        light += fmt::format(".k{}{{--k:{};--f:{}}}", i, hex(color.light.ink), hex(color.light.fill));
        dark += fmt::format(".k{}{{--k:{};--f:{}}}", i, hex(color.dark.ink), hex(color.dark.fill));
    }
    for (std::size_t i = 0; i < kLiftLight.size(); ++i) {
        // The ends of the map are strong enough to ask for the opposite ink in the dark theme.
        light += fmt::format(".h{}{{background:{};fill:{};color:#171b20}}", i, hex(kLiftLight[i]), hex(kLiftLight[i]));
        dark += fmt::format(".h{}{{background:{};fill:{};color:{}}}", i, hex(kLiftDark[i]), hex(kLiftDark[i]), i < 2 || i > 6 ? "#0f1216" : "#e5e8ec");
    }
    return light + "\n@media screen and (prefers-color-scheme: dark) {" + dark + "}\n";
}

std::string header(const Report& report) {
    const RunSummary& run = report.run;
    const std::string& question = run.start.prompt;
    std::string out = fmt::format("<header><p class=\"eyebrow\"><b>{}</b><span>{}</span><span>{}</span><span>{}</span></p>\n", report.say("Reasoning report"), escape_html(run.start.model_name),
                                  report.say("run {}", run.id.value), escape_html(day_and_time(run.created)));
    out += fmt::format("<h1 class=\"raw{}\" dir=\"auto\">{}</h1>\n", question.size() > 240 ? " long" : "", html_words(question));
    if (const std::string unfinished = unfinished_sentence(report); !unfinished.empty()) out += "<p class=\"warning\">" + escape_html(unfinished) + "</p>\n";
    out += "<div class=\"verdict\"><div><p class=\"label\">" + report.say("Answer") + "</p>";
    if (run.answer.empty()) {
        out += "<p class=\"answer long muted\">" + report.say("The run ended before it gave an answer.") + "</p>";
    } else {
        out += fmt::format("<p class=\"answer raw{}\" dir=\"auto\">{}</p>", run.answer.size() > 60 ? " long" : "", html_words(run.answer));
    }
    out += "</div><div><p class=\"label\">" + report.say("Confidence") + "</p>";
    const Confidence& confidence = report.confidence;
    if (confidence.answer) {
        out += fmt::format("<p class=\"sure\">{0}</p><svg class=\"meter\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{0}\"><rect "
                           "width=\"{1:.1f}\" height=\"6\"/></svg><p class=\"muted\">{2}",
                           percent(*confidence.answer), *confidence.answer * 100, report.say("Mean token probability of the answer."));
    } else {
        out += "<p class=\"muted\">" + escape_html(confidence_sentence(report));
    }
    if (confidence.lowest && confidence.answer) {
        const int lowest = confidence.lowest->value;
        const std::string link = fmt::format("<a href=\"#step-{0}{1}\" data-rests=\"{0}{1}\">{2}</a>", report.anchor, lowest, report.say("step {}", lowest));
        out += std::string(report.between()) + report.say("The least certain was {} at {}.", link, percent(confidence.lowest_probability));
    }
    return out + "</p></div></div></header>\n";
}

std::string picture(const Report& report) {
    const TreePicture tree = tree_picture(report);
    if (tree.svg.empty()) return {};
    std::string lead = report.tree_method.empty()
                           ? report.say("No weights between steps were stored, so the last step stands alone.")
                           : report.say("Read from what was given to the answer: each step points to the step that rests on it most. Weights: {}.",
                                         escape_html(method_label(report, report.tree_method)));
    if (const std::string abandoned = abandoned_sentence(report); !abandoned.empty()) lead += std::string(report.between()) + escape_html(abandoned);
    return "<section class=\"reasoning\"><h2>" + report.say("Reasoning tree") + "</h2><p class=\"lead\">" + lead + "</p>\n<figure class=\"card picture\"><div class=\"scroll\" tabindex=\"0\" role=\"group\" "
           "aria-label=\"" + report.say("Reasoning tree, scrollable") + "\">" + tree.svg + "</div>" + tree.legend + "</figure></section>\n";
}

std::string branches(const Report& report) {
    const auto lines = branch_lines(report);
    if (lines.empty()) return {};
    std::string out = "<section id=\"branches\"><h2>" + report.say("Branches") + "</h2><p class=\"lead\">" + report.say("The runs of this report side by side.") +
                      "</p>\n<div class=\"card scroll\"><table class=\"branches\"><thead><tr><th>" + report.say("Run") + "</th><th>" + report.say("How it came about") + "</th><th>" + report.say("Answer") +
                      "</th><th class=\"num\">" + report.say("Confidence") + "</th><th class=\"num\">" + report.say("Steps") + "</th></tr></thead><tbody>\n";
    for (const BranchLine& line : lines) {
        const std::string run = line.report == &report ? line.number : fmt::format("<a href=\"#run-{0}\">{0}</a>", line.number);
        out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td></tr>\n", run, escape_html(line.how),
                           line.report->run.answer.empty() ? line.answer : html_excerpt(line.report->run.answer, 160), line.confidence, line.steps);
    }
    out += "</tbody></table></div>\n";
    for (const Report& other : report.others) {
        out += fmt::format("<section class=\"branch\" id=\"run-{0}\"><h2>{1}</h2>\n", other.run.id.value, escape_html(run_title(other)));
        out += "<p class=\"answer raw long\" dir=\"auto\">" + (other.run.answer.empty() ? report.say("The run ended before it gave an answer.") : html_words(other.run.answer)) + "</p><p class=\"lead\">" +
               escape_html(confidence_sentence(other)) + "</p>\n";
        for (const ReportPart& part : html_parts(other))
            if (part.section != ReportSection::Summary && part.section != ReportSection::Limits) out += part.text;
        out += "</section>\n";
    }
    return out + "</section>\n";
}

}  // namespace

std::string csp_hash(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::array<unsigned char, 48> base64{};  // 44 characters and the closing zero
    EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
    return fmt::format("'sha256-{}'", reinterpret_cast<const char*>(base64.data()));
}

std::string report_css() { return std::string(assets::kCss) + palette_css(); }
std::string_view report_script() { return assets::kScript; }

std::vector<ReportPart> html_parts(const Report& report) {
    std::vector<ReportPart> parts;
    const auto add = [&](ReportSection section, std::string (*write)(const Report&)) {
        parts.push_back({section, report.options.shows(section) ? write(report) : std::string()});
    };
    add(ReportSection::Summary, header);
    add(ReportSection::Mattered, html_influences);
    add(ReportSection::Notes, html_notes);
    add(ReportSection::Claims, html_claims);
    add(ReportSection::Tree, picture);
    add(ReportSection::Decisions, html_decisions);
    add(ReportSection::Steps, html_steps);
    add(ReportSection::Experts, html_experts);
    add(ReportSection::Branches, branches);
    add(ReportSection::Made, html_made);
    add(ReportSection::Limits, html_limits);
    // A way to the source of formulas, where there are any.
    const auto has_formula = [](const ReportPart& part) { return part.text.find("<math") != std::string::npos; };
    if (report.anchor.empty() && std::ranges::any_of(parts, has_formula) && parts[0].text.starts_with("<header>"))
        parts[0].text.insert(8, "<button id=\"formulas\" class=\"show\" type=\"button\" aria-pressed=\"false\" title=\"" + report.say("Formulas as mathematics or as LaTeX (M)") + "\">" + report.say("LaTeX source") + "</button>");
    return parts;
}

std::string to_html(const Report& report) { return fill_template(report, built_in_template(ReportFormat::Html)).value(); }

}  // namespace reasonscope
