#include "report/html_parts.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "report/formula_text.h"
#include "report/palette.h"
#include "report/svg.h"
#include "report/text.h"
#include "report/words.h"

namespace reasonscope {
namespace {

/// A bar with a tick where the random control stands.
std::string weight_bar(double weight, double control) {
    return fmt::format("<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{:.1f}\" height=\"8\"/><rect class=\"tick\" x=\"{:.1f}\" "
                       "width=\"1.5\" height=\"8\"/></svg>",
                       std::clamp(weight, 0.0, 1.0) * 100, std::clamp(control, 0.0, 0.985) * 100);
}

std::string step_link(const Report& report, StepId id, const std::string& text) {
    return fmt::format("<a href=\"#step-{0}{1}\" data-rests=\"{0}{1}\">{2}</a>", report.anchor, id.value, text);
}

std::string chip(const Report& report, StepClass cls) {
    return fmt::format("<span class=\"chip k{}\"><i class=\"dot\"></i>{}</span>", static_cast<int>(cls), report.word(class_label(cls)));
}

std::string token(std::string_view raw) { return "<span class=\"tok\">" + escape_html(token_text(raw)) + "</span>"; }

std::string turn(const Report& report, const ReportDecision& decision) {
    return report.say("took {} ({}), could have been {} ({})", token(decision.taken), percent(decision.point.probability), token(decision.alternative),
                       percent(decision.point.alternative_probability));
}

struct Head {
    std::string words;
    bool number = false;
};

/// Opens the body too.
std::string head_row(const std::vector<Head>& heads) {
    std::string out = "<thead><tr>";
    for (const Head& head : heads) out += fmt::format("<th{}>{}</th>", head.number ? " class=\"num\"" : "", head.words);
    return out + "</tr></thead><tbody>\n";
}

/// A ribbon, a sheet with two lines, a label: the marks of the window.
std::string note_html(const Report& report, const ReportNote& note) {
    return mark_icon(note.mark->kind) + "<span class=\"raw\">" + escape_html(note_sentence(report, note)) + "</span>";
}

std::string verdict_html(ClaimVerdict verdict, const std::string& words) {
    static constexpr std::array<std::string_view, 3> kClass = {"good", "bad", "open"}, kSign = {"✓", "✗", "?"};
    const auto i = static_cast<std::size_t>(verdict);
    return fmt::format("<span class=\"{}\"><b aria-hidden=\"true\">{}</b> {}</span>", kClass[i], kSign[i], words);
}

std::string sources_html(const Report& report, const ReportStep& step) {
    std::string out;
    std::string_view method;
    for (const Edge& edge : step.sources) {
        if (edge.method != method) {
            if (!method.empty()) out += "</table>";
            method = edge.method;
            out += "<h3>" + report.say("Rests on, by {} ({})", escape_html(method_label(report, method)), report.word(name(edge.grade))) + "</h3><table>";
        }
        out += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"num\">{}</td><td class=\"num muted\">{}</td></tr>",
                           step_link(report, edge.source, report.say("step {}", edge.source.value)), weight_bar(edge.weight, edge.control), percent(edge.weight),
                           edge.control > 0 ? times(against_control(edge)) : "");
    }
    if (!method.empty()) out += "</table>";
    return out;
}

std::string step_html(const Report& report, const ReportStep& step) {
    const Step& stored = step.stored.step;
    std::string out = fmt::format("<article class=\"step k{0}\" id=\"step-{3}{1}\" data-step=\"{3}{1}\"><div class=\"id\">{1}</div><div class=\"body\"><p class=\"text raw\" dir=\"auto\">{2}</p>",
                                  static_cast<int>(stored.cls), stored.id.value, html_words(step.stored.text), report.anchor);
    out += "<div class=\"meta\">" + chip(report, stored.cls);
    if (is_abandoned(report, stored.id)) out += "<span>" + report.say("abandoned: the answer does not rest on it") + "</span>";
    if (step.traced) {
        out += "<span>" + report.say("probability {}", percent(step.mean_probability)) + "</span><span>" +
               report.say("entropy {} mean, {} highest", figure(step.mean_entropy), figure(step.max_entropy)) + "</span>";
    }
    if (step.milliseconds > 0) out += fmt::format("<span>{}</span>", duration(step.milliseconds));
    if (const std::string claims = step_claims(report, stored.id); !claims.empty()) out += verdict_html(*claim_of(report, stored.id), report.say("numbers: {}", claims));
    if (const std::string experts = overused_sentence(report, step); !experts.empty()) out += "<span>" + report.say("most over-used: {}", experts) + "</span>";
    out += "</div>";
    for (const ReportNote& note : notes_at(report, stored.id)) out += "<p class=\"mark\">" + note_html(report, note) + "</p>";
    std::string turns;
    for (const ReportDecision& decision : report.decisions) {
        if (decision.point.step == stored.id) turns += "<li>" + turn(report, decision) + "</li>";
    }
    if (!turns.empty()) out += "<ul class=\"else\">" + turns + "</ul>";
    return out + "</div><div class=\"rests\">" + sources_html(report, step) + "</div></article>\n";
}

std::string heat_scale(const Report& report) {
    std::string out = "<ul class=\"legend\"><li>" + report.say("much less") + "<span class=\"scale\">";
    for (std::size_t i = 0; i < kLiftLight.size(); ++i) out += fmt::format("<i class=\"h{}\"></i>", i);
    return out + "</span>" + report.say("much more than an even share") + "</li></ul>";
}

/// Numbers in cells while they can be read.
std::string heat_table(const Report& report, const LiftGrid& grid) {
    std::string out = "<div class=\"scroll\"><table class=\"heat\"><thead><tr><th>" + report.say("Expert") + "</th>";
    for (int e = 0; e < grid.experts; ++e) out += fmt::format("<th>{}</th>", e);
    out += "</tr></thead><tbody>";
    for (std::size_t row = 0; row < grid.layers.size(); ++row) {
        out += "<tr><th>" + report.say("Layer {}", grid.layers[row]) + "</th>";
        for (int e = 0; e < grid.experts; ++e) out += fmt::format("<td class=\"h{}\">{}</td>", lift_level(grid.at(row, e)), times(grid.at(row, e)));
        out += "</tr>";
    }
    return out + "</tbody></table></div>";
}

/// Hundreds of experts: bare cells, equal neighbours drawn as one.
std::string heat_map(const Report& report, const LiftGrid& grid) {
    const double cell = grid.experts > 128 ? 4 : grid.experts > 64 ? 8 : 14, left = 60;
    const double row_height = std::max(cell, 12.0);
    std::string out = fmt::format("<div class=\"scroll\"><svg class=\"heatmap\" width=\"{:.0f}\" height=\"{:.0f}\" role=\"img\" aria-label=\"{}\">",
                                  left + grid.experts * cell, row_height * static_cast<double>(grid.layers.size()), report.say("Expert load by layer"));
    for (std::size_t row = 0; row < grid.layers.size(); ++row) {
        const double y = row_height * static_cast<double>(row);
        out += fmt::format("<text x=\"0\" y=\"{:.1f}\">{}</text>", y + row_height - 2.5, report.say("Layer {}", grid.layers[row]));
        for (int e = 0; e < grid.experts;) {
            const int level = lift_level(grid.at(row, e));
            int end = e + 1;
            while (end < grid.experts && lift_level(grid.at(row, end)) == level) ++end;
            out += fmt::format("<rect class=\"h{}\" x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.1f}\"/>", level, left + e * cell, y, (end - e) * cell, row_height - 1);
            e = end;
        }
    }
    return out + "</svg></div>";
}

std::string facts_card(const std::string& title, const std::vector<Fact>& facts) {
    std::string out = fmt::format("<div class=\"card\"><h3>{}</h3><dl>", title);
    for (const Fact& fact : facts) out += fmt::format("<dt>{}</dt><dd class=\"raw\">{}</dd>", escape_html(fact.label), escape_html(fact.value));
    return out + "</dl></div>";
}

}  // namespace

std::string html_influences(const Report& report) {
    if (report.influences.empty()) return {};
    std::string out = "<section class=\"mattered\"><h2>" + report.say("Steps that mattered") + "</h2><p class=\"lead\">" +
                      report.say("By {}. The share is the part of the weight behind step {} that passes through a step; the tick marks what it would get if every step leaned on all "
                                 "earlier ones evenly.",
                                 escape_html(method_label(report, report.tree_method)), report.tree.front().step.value) +
                      "</p>\n<div class=\"card scroll\"><table class=\"mattered\">" +
                      head_row({{report.say("Step")}, {report.say("Text")}, {report.say("Share"), true}, {report.say("Used most by")}, {report.say("How we know")}});
    for (const Influence& influence : report.influences) {
        const ReportStep* step = find_step(report, influence.step);
        out += fmt::format("<tr><td class=\"id\">{}</td><td><span class=\"raw\">{}</span><br>{}</td><td class=\"num\">{}{}</td><td data-head=\"{}\">{}</td><td>{}{}</td></tr>\n",
                           step_link(report, influence.step, std::to_string(influence.step.value)), html_excerpt(step->stored.text, 160), chip(report, step->stored.step.cls),
                           percent(influence.share), weight_bar(influence.share, influence.control), report.say("Used most by"),
                           report.say("{} with {}", step_link(report, influence.used_by, report.say("step {}", influence.used_by.value)), percent(influence.weight)),
                           lift_words(report, influence),
                           influence.all_methods ? fmt::format("<br><span class=\"muted small\" title=\"{}\">{}</span>", escape_html(agreement_sentence(report, influence)),
                                                               escape_html(agreement_words(report, influence)))
                                                 : std::string());
    }
    return out + "</tbody></table></div></section>\n";
}

std::string html_notes(const Report& report) {
    const std::vector<ReportNote> notes = notes_of(report);
    if (notes.empty()) return {};
    std::string out = "<section class=\"notes\"><h2>" + report.say("Notes") + "</h2><p class=\"lead\">" + report.say("What a person left at the steps of this run.") +
                      "</p>\n<div class=\"card scroll\"><table class=\"notes\">" + head_row({{report.say("Step")}, {report.say("Note")}, {report.say("At")}});
    for (const ReportNote& note : notes) {
        const ReportStep* step = note.step ? find_step(report, *note.step) : nullptr;
        out += fmt::format("<tr><td class=\"id\">{}</td><td class=\"mark\">{}</td><td class=\"muted\">{}</td></tr>\n", step ? step_link(report, *note.step, std::to_string(note.step->value)) : "",
                           note_html(report, note), step ? html_excerpt(step->stored.text, 120) : "");
    }
    return out + "</tbody></table></div></section>\n";
}

std::string html_claims(const Report& report) {
    if (report.claims.empty()) return {};
    constexpr std::size_t kShown = 10;
    const std::size_t worked_out = claims_to_show(report, report.claims.size()).size();
    std::string out = "<section class=\"claims\"><h2>" + report.say("Claims about numbers") + "</h2><p class=\"lead\">" + claims_sentence(report) + std::string(report.between()) +
                      report.say("Each equation that a step writes is worked out exactly.") + "</p>\n";
    if (worked_out == 0) return out + "</section>\n";
    out += "<div class=\"card scroll\"><table class=\"claims\">" + head_row({{report.say("Step")}, {report.say("Claim")}, {report.say("Worked out")}});
    for (const ReportClaim* claim : claims_to_show(report, kShown)) {
        const bool wrong = claim->verdict == ClaimVerdict::Wrong;
        const std::string verdict = report.word(name(claim->verdict));
        out += fmt::format("<tr{}><td class=\"id\">{}</td><td>{}</td><td>{}</td></tr>\n", wrong ? " class=\"wrong\"" : "", step_link(report, claim->step, std::to_string(claim->step.value)),
                           html_expression(claim->text), verdict_html(claim->verdict, claim->rounded ? report.say("{}, rounded", verdict) : verdict));
    }
    if (worked_out > kShown) out += fmt::format("<tr><td></td><td class=\"muted\">{}</td><td></td></tr>\n", report.say("{} more", worked_out - kShown));
    return out + "</tbody></table></div></section>\n";
}

std::string html_decisions(const Report& report) {
    if (report.decisions.empty()) return {};
    std::string out = "<section class=\"decisions\"><h2>" + report.say("Where it nearly went elsewhere") + "</h2><p class=\"lead\">" +
                      report.say("The tokens with the highest entropy times the probability of not being taken, and what the model would most likely have written instead.") +
                      "</p>\n<div class=\"card scroll\"><table class=\"decisions\">" +
                      head_row({{report.say("Step")}, {report.say("Taken")}, {report.say("Instead")}, {report.say("Entropy"), true}});
    for (const ReportDecision& decision : report.decisions) {
        out += fmt::format("<tr><td class=\"id\">{}</td><td>{} <span class=\"muted\">{}</span></td><td>{} <span class=\"muted\">{}</span></td><td class=\"num\">{}</td></tr>\n",
                           step_link(report, decision.point.step, std::to_string(decision.point.step.value)), token(decision.taken), percent(decision.point.probability),
                           token(decision.alternative), percent(decision.point.alternative_probability), report.say("{} nats", figure(decision.point.entropy)));
    }
    return out + "</tbody></table></div></section>\n";
}

std::string html_steps(const Report& report) {
    if (report.steps.empty()) return {};
    std::string out = "<section class=\"steps\"><h2>" + report.say("All {} steps", report.steps.size()) + "</h2><p class=\"lead\">" +
                      report.say("Select a step to see its sources; Esc releases it, arrow keys walk.") + "</p>\n<div class=\"steps\">\n";
    std::optional<StepSource> part;
    for (const ReportStep& step : report.steps) {
        if (part != step.stored.step.source) {
            part = step.stored.step.source;
            out += fmt::format("<h3 class=\"part\">{}</h3>\n", report.word(source_label(*part)));
        }
        out += step_html(report, step);
    }
    return out + "</div></section>\n";
}

std::string html_experts(const Report& report) {
    const LiftGrid grid = lift_grid(report);
    std::string findings;
    for (const std::string& finding : report.expert_findings) findings += "<li>" + escape_html(finding) + "</li>";
    if (!findings.empty()) findings = "<ul class=\"limits\">" + findings + "</ul>\n";
    if (grid.layers.empty()) return findings.empty() ? "" : "<section class=\"experts\"><h2>" + report.say("Taken out") + "</h2>" + findings + "</section>\n";
    std::string out = "<section class=\"experts\"><h2>" + report.say("Experts") + "</h2><p class=\"lead\">" +
                      report.say("How often each expert was chosen in the whole run, as a multiple of the even share of {}.", percent(1.0 / grid.experts)) + "</p>\n<div class=\"card\">";
    return out + (grid.experts <= 16 ? heat_table(report, grid) : heat_map(report, grid)) + heat_scale(report) + "</div>\n" + findings + "</section>\n";
}

std::string html_made(const Report& report) {
    std::string out = "<section class=\"made\"><h2>" + report.say("How it was made") + "</h2><div class=\"facts\">" + facts_card(report.say("Model"), model_facts(report)) +
                      facts_card(report.say("Settings"), settings_facts(report)) + facts_card(report.say("Run"), run_facts(report)) + "</div>";
    out += "<details><summary>" + report.say("The exact text given to the model") + "</summary><pre>" + escape_html(report.run.start.rendered_prompt) + "</pre></details>";
    return out + "</section>\n";
}

std::string html_limits(const Report& report) {
    if (report.limits.empty()) return {};
    std::string out = "<section class=\"limits\"><h2>" + report.say("What this report can't show") + "</h2><ul class=\"limits\">\n";
    for (const std::string& limit : report.limits) out += "<li>" + escape_html(limit) + "</li>\n";
    return out + "</ul></section>\n";
}

}  // namespace reasonscope
