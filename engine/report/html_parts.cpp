#include "report/html_parts.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "report/formula_text.h"
#include "report/palette.h"
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

std::string step_link(const Report& report, StepId id, std::string_view text) {
    return fmt::format("<a href=\"#step-{0}{1}\" data-rests=\"{0}{1}\">{2}</a>", report.anchor, id.value, text);
}

std::string chip(StepClass cls) {
    return fmt::format("<span class=\"chip k{}\"><i class=\"dot\"></i>{}</span>", static_cast<int>(cls), class_label(cls));
}

std::string token(std::string_view raw) { return "<span class=\"tok\">" + escape_html(token_text(raw)) + "</span>"; }

std::string turn(const ReportDecision& decision) {
    return fmt::format("took {} ({}), could have been {} ({})", token(decision.taken), percent(decision.point.probability), token(decision.alternative),
                       percent(decision.point.alternative_probability));
}

std::string sources_html(const Report& report, const ReportStep& step) {
    std::string out;
    std::string_view method;
    for (const Edge& edge : step.sources) {
        if (edge.method != method) {
            if (!method.empty()) out += "</table>";
            method = edge.method;
            out += fmt::format("<h3>Rests on, by {} ({})</h3><table>", escape_html(method_label(method)), name(edge.grade));
        }
        out += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"num\">{}</td><td class=\"num muted\">{}</td></tr>",
                           step_link(report, edge.source, fmt::format("step {}", edge.source.value)), weight_bar(edge.weight, edge.control), percent(edge.weight),
                           edge.control > 0 ? times(against_control(edge)) : "");
    }
    if (!method.empty()) out += "</table>";
    return out;
}

std::string step_html(const Report& report, const ReportStep& step) {
    const Step& stored = step.stored.step;
    std::string out = fmt::format("<article class=\"step k{0}\" id=\"step-{3}{1}\" data-step=\"{3}{1}\"><div class=\"id\">{1}</div><div class=\"body\"><p class=\"text raw\" dir=\"auto\">{2}</p>",
                                  static_cast<int>(stored.cls), stored.id.value, html_words(step.stored.text), report.anchor);
    out += "<div class=\"meta\">" + chip(stored.cls);
    if (is_abandoned(report, stored.id)) out += "<span>abandoned: the answer does not rest on it</span>";
    if (step.traced) {
        out += fmt::format("<span>probability {}</span><span>entropy {} mean, {} highest</span>", percent(step.mean_probability), figure(step.mean_entropy), figure(step.max_entropy));
    }
    if (step.milliseconds > 0) out += fmt::format("<span>{}</span>", duration(step.milliseconds));
    if (const std::string claims = step_claims(report, stored.id); !claims.empty()) out += "<span>numbers: " + claims + "</span>";
    if (const std::string experts = overused_sentence(report, step); !experts.empty()) out += "<span>most over-used: " + experts + "</span>";
    out += "</div>";
    std::string turns;
    for (const ReportDecision& decision : report.decisions) {
        if (decision.point.step == stored.id) turns += "<li>" + turn(decision) + "</li>";
    }
    if (!turns.empty()) out += "<ul class=\"else\">" + turns + "</ul>";
    return out + "</div><div class=\"rests\">" + sources_html(report, step) + "</div></article>\n";
}

std::string heat_scale() {
    std::string out = "<ul class=\"legend\"><li>much less<span class=\"scale\">";
    for (std::size_t i = 0; i < kLiftLight.size(); ++i) out += fmt::format("<i class=\"h{}\"></i>", i);
    return out + "</span>much more than an even share</li></ul>";
}

/// Numbers in cells while they can be read.
std::string heat_table(const LiftGrid& grid) {
    std::string out = "<div class=\"scroll\"><table class=\"heat\"><thead><tr><th>Expert</th>";
    for (int e = 0; e < grid.experts; ++e) out += fmt::format("<th>{}</th>", e);
    out += "</tr></thead><tbody>";
    for (std::size_t row = 0; row < grid.layers.size(); ++row) {
        out += fmt::format("<tr><th>Layer {}</th>", grid.layers[row]);
        for (int e = 0; e < grid.experts; ++e) out += fmt::format("<td class=\"h{}\">{}</td>", lift_level(grid.at(row, e)), times(grid.at(row, e)));
        out += "</tr>";
    }
    return out + "</tbody></table></div>";
}

/// Hundreds of experts: bare cells, equal neighbours drawn as one.
std::string heat_map(const LiftGrid& grid) {
    const double cell = grid.experts > 128 ? 4 : grid.experts > 64 ? 8 : 14, left = 60;
    const double row_height = std::max(cell, 12.0);
    std::string out = fmt::format("<div class=\"scroll\"><svg class=\"heatmap\" width=\"{:.0f}\" height=\"{:.0f}\" role=\"img\" aria-label=\"Expert load by layer\">",
                                  left + grid.experts * cell, row_height * static_cast<double>(grid.layers.size()));
    for (std::size_t row = 0; row < grid.layers.size(); ++row) {
        const double y = row_height * static_cast<double>(row);
        out += fmt::format("<text x=\"0\" y=\"{:.1f}\">Layer {}</text>", y + row_height - 2.5, grid.layers[row]);
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

std::string facts_card(std::string_view title, const std::vector<Fact>& facts) {
    std::string out = fmt::format("<div class=\"card\"><h3>{}</h3><dl>", title);
    for (const Fact& fact : facts) out += fmt::format("<dt>{}</dt><dd class=\"raw\">{}</dd>", escape_html(fact.label), escape_html(fact.value));
    return out + "</dl></div>";
}

}  // namespace

std::string html_influences(const Report& report) {
    if (report.influences.empty()) return {};
    std::string out = fmt::format("<section class=\"mattered\"><h2>Steps that mattered</h2><p class=\"lead\">By {}. The share is the part of the weight behind step {} that passes "
                                  "through a step; the tick marks what it would get if every step leaned on all earlier ones evenly.</p>\n"
                                  "<div class=\"card scroll\"><table class=\"mattered\"><thead><tr><th>Step</th><th>Text</th><th>Share</th><th>Used most by</th><th>How we know</th></tr></thead><tbody>\n",
                                  escape_html(method_label(report.tree_method)), report.tree.front().step.value);
    for (const Influence& influence : report.influences) {
        const ReportStep* step = find_step(report, influence.step);
        const double lift = influence.edge_control > 0 ? influence.weight / influence.edge_control : 0;
        out += fmt::format("<tr><td>{}</td><td><span class=\"raw\">{}</span><br>{}</td><td class=\"num\">{}{}</td><td>{} <span class=\"muted\">with {}</span></td><td>{}, {} its random control of {}{}</td></tr>\n",
                           step_link(report, influence.step, std::to_string(influence.step.value)), html_excerpt(step->stored.text, 160), chip(step->stored.step.cls),
                           percent(influence.share), weight_bar(influence.share, influence.control),
                           step_link(report, influence.used_by, fmt::format("step {}", influence.used_by.value)), percent(influence.weight), name(influence.grade), times(lift),
                           percent(influence.edge_control), influence.all_methods ? "<br><span class=\"muted\">" + escape_html(agreement_sentence(influence)) + "</span>" : std::string());
    }
    return out + "</tbody></table></div></section>\n";
}

std::string html_claims(const Report& report) {
    if (report.claims.empty()) return {};
    constexpr std::size_t kShown = 30;
    std::string out = "<section class=\"claims\"><h2>Claims about numbers</h2><p class=\"lead\">" + claims_sentence(report) + " Each equation that a step writes is worked out exactly.</p>\n"
                      "<div class=\"card scroll\"><table><thead><tr><th>Step</th><th>Claim</th><th>Worked out</th></tr></thead><tbody>\n";
    for (const ReportClaim* claim : claims_to_show(report, kShown)) {
        const bool wrong = claim->verdict == ClaimVerdict::Wrong;
        out += fmt::format("<tr{}><td>{}</td><td>{}</td><td>{}{}</td></tr>\n", wrong ? " class=\"wrong\"" : "", step_link(report, claim->step, std::to_string(claim->step.value)),
                           html_expression(claim->text), name(claim->verdict), claim->rounded ? ", rounded" : "");
    }
    if (report.claims.size() > kShown) out += fmt::format("<tr><td></td><td class=\"muted\">{} more</td><td></td></tr>\n", report.claims.size() - kShown);
    return out + "</tbody></table></div></section>\n";
}

std::string html_decisions(const Report& report) {
    if (report.decisions.empty()) return {};
    std::string out = "<section class=\"decisions\"><h2>Where it nearly went elsewhere</h2><p class=\"lead\">The tokens with the highest entropy times the probability of not being "
                      "taken, and what the model would most likely have written instead.</p>\n<div class=\"card scroll\"><table><thead><tr><th>Step</th><th>Taken</th><th>Instead</th>"
                      "<th class=\"num\">Entropy</th></tr></thead><tbody>\n";
    for (const ReportDecision& decision : report.decisions) {
        out += fmt::format("<tr><td>{}</td><td>{} <span class=\"muted\">{}</span></td><td>{} <span class=\"muted\">{}</span></td><td class=\"num\">{} nats</td></tr>\n",
                           step_link(report, decision.point.step, std::to_string(decision.point.step.value)), token(decision.taken), percent(decision.point.probability),
                           token(decision.alternative), percent(decision.point.alternative_probability), figure(decision.point.entropy));
    }
    return out + "</tbody></table></div></section>\n";
}

std::string html_steps(const Report& report) {
    if (report.steps.empty()) return {};
    std::string out = fmt::format("<section class=\"steps\"><h2>All {} steps</h2><p class=\"lead\">Select a step to see its sources; Esc releases it, arrow keys walk.</p>\n<div class=\"steps\">\n", report.steps.size());
    std::optional<StepSource> part;
    for (const ReportStep& step : report.steps) {
        if (part != step.stored.step.source) {
            part = step.stored.step.source;
            out += fmt::format("<h3 class=\"part\">{}</h3>\n", source_label(*part));
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
    if (grid.layers.empty()) return findings.empty() ? "" : "<section class=\"experts\"><h2>Taken out</h2>" + findings + "</section>\n";
    std::string out = fmt::format("<section class=\"experts\"><h2>Experts</h2><p class=\"lead\">How often each expert was chosen in the whole run, as a multiple of the even share of {}.</p>\n<div class=\"card\">",
                                  percent(1.0 / grid.experts));
    return out + (grid.experts <= 16 ? heat_table(grid) : heat_map(grid)) + heat_scale() + "</div>\n" + findings + "</section>\n";
}

std::string html_made(const Report& report) {
    std::string out = "<section class=\"made\"><h2>How it was made</h2><div class=\"facts\">" + facts_card("Model", model_facts(report)) + facts_card("Settings", settings_facts(report)) +
                      facts_card("Run", run_facts(report)) + "</div>";
    out += "<details><summary>The exact text given to the model</summary><pre>" + escape_html(report.run.start.rendered_prompt) + "</pre></details>";
    return out + "</section>\n";
}

std::string html_limits(const Report& report) {
    if (report.limits.empty()) return {};
    std::string out = "<section class=\"limits\"><h2>What this report can't show</h2><ul class=\"limits\">\n";
    for (const std::string& limit : report.limits) out += "<li>" + escape_html(limit) + "</li>\n";
    return out + "</ul></section>\n";
}

}  // namespace reasonscope
