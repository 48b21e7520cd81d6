// The HTML report: one file, no network, inert to whatever the model wrote.

#include <openssl/evp.h>

#include <array>

#include <fmt/format.h>

#include "assets.h"
#include "report/html_parts.h"
#include "report/palette.h"
#include "report/svg.h"
#include "report/text.h"
#include "report/words.h"

namespace reasonscope {
namespace {

/// "'sha256-...'" for a Content-Security-Policy that allows exactly this inline text.
std::string csp_hash(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::array<unsigned char, 48> base64{};  // 44 characters and the closing zero
    EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
    return fmt::format("'sha256-{}'", reinterpret_cast<const char*>(base64.data()));
}

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
    std::string out = fmt::format("<header><p class=\"eyebrow\"><b>Reasoning report</b> · {} · run {} · {}</p>\n", escape_html(run.start.model_name), run.id.value,
                                  escape_html(run.created));
    out += fmt::format("<h1 class=\"raw{}\" dir=\"auto\">{}</h1>\n", question.size() > 240 ? " long" : "", escape_html(question));
    if (const std::string unfinished = unfinished_sentence(report); !unfinished.empty()) out += "<p class=\"warning\">" + escape_html(unfinished) + "</p>\n";
    out += "<div class=\"verdict\"><div><p class=\"label\">Answer</p>";
    if (run.answer.empty()) {
        out += "<p class=\"answer long muted\">The run ended before it gave an answer.</p>";
    } else {
        out += fmt::format("<p class=\"answer raw{}\" dir=\"auto\">{}</p>", run.answer.size() > 60 ? " long" : "", escape_html(run.answer));
    }
    out += "</div><div><p class=\"label\">Confidence</p>";
    const Confidence& confidence = report.confidence;
    if (confidence.answer) {
        out += fmt::format("<p class=\"sure\">{0}</p><svg class=\"meter\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{0}\"><rect "
                           "width=\"{1:.1f}\" height=\"6\"/></svg><p class=\"muted\">Mean token probability of the answer.",
                           percent(*confidence.answer), *confidence.answer * 100);
    } else {
        out += "<p class=\"muted\">" + escape_html(confidence_sentence(report));
    }
    if (confidence.lowest && confidence.answer) {
        out += fmt::format(" The least certain step was <a href=\"#step-{0}\" data-rests=\"{0}\">step {0}</a> at {1}.", confidence.lowest->value,
                           percent(confidence.lowest_probability));
    }
    return out + "</p></div></div></header>\n";
}

std::string picture(const Report& report) {
    const TreePicture tree = tree_picture(report);
    if (tree.svg.empty()) return {};
    std::string lead = report.tree_method.empty()
                           ? std::string("No weights between steps were stored, so the last step stands alone.")
                           : fmt::format("Read from what was given to the answer: each step points to the step that rests on it most. Weights: {}.",
                                         escape_html(method_label(report.tree_method)));
    if (const std::string abandoned = abandoned_sentence(report); !abandoned.empty()) lead += " " + escape_html(abandoned);
    return "<section id=\"tree\"><h2>Reasoning tree</h2><p class=\"lead\">" + lead + "</p>\n<figure class=\"card picture\"><div class=\"scroll\" tabindex=\"0\" role=\"group\" "
           "aria-label=\"Reasoning tree, scrollable\">" + tree.svg + "</div>" + tree.legend + "</figure></section>\n";
}

}  // namespace

std::string to_html(const Report& report) {
    const std::string css = std::string(assets::kCss) + palette_css();
    const std::string policy = fmt::format("default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'", csp_hash(css), csp_hash(assets::kScript));
    std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy);
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
    out += fmt::format("<meta name=\"generator\" content=\"Reasonscope {}\">\n", escape_html(report.run.start.program_version));
    out += fmt::format("<title>{} · Reasonscope</title>\n", escape_html(excerpt(report.run.start.prompt, 80)));
    out += "<style>" + css + "</style>\n</head>\n<body>\n<main>\n";
    out += header(report) + html_influences(report) + picture(report) + html_decisions(report) + html_steps(report) + html_experts(report) + html_made(report) + html_limits(report);
    out += fmt::format("<footer>Made by Reasonscope {} from the session alone. This file needs no network.</footer>\n</main>\n", escape_html(report.run.start.program_version));
    out += "<script>" + std::string(assets::kScript) + "</script>\n</body>\n</html>\n";
    return out;
}

}  // namespace reasonscope
