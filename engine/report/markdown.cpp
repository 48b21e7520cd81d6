// Markdown that reads well as plain text. Question and answer stand in fences, so their words stay exactly as they are.

#include <algorithm>

#include <fmt/format.h>

#include "report/family.h"
#include "report/formula_text.h"
#include "report/palette.h"
#include "report/parts.h"
#include "report/template.h"
#include "report/text.h"
#include "report/words.h"

namespace reasonscope {
namespace {

std::string sources_line(const Report& report, const ReportStep& step) {
    std::string out;
    std::string_view method;
    for (const Edge& edge : step.sources) {
        if (edge.method != method) {
            method = edge.method;
            out += (out.empty() ? "- " : "\n- ") + report.say("Rests on, by {} ({})", escape_markdown(method_label(report, method)), report.word(name(edge.grade))) + ": ";
        } else {
            out += "; ";
        }
        out += report.say("step {} {}", edge.source.value, percent(edge.weight));
        if (edge.control > 0) out += " " + report.say("({} random)", times(against_control(edge)));
    }
    return out.empty() ? out : out + "\n";
}

std::string step_section(const Report& report, const ReportStep& step) {
    const Step& stored = step.stored.step;
    std::string out = fmt::format("### {}\n\n> {}\n\n", report.say("Step {}: {}", stored.id.value, report.word(class_label(stored.cls))), markdown_words(step.stored.text));
    std::string list = is_abandoned(report, stored.id) ? "- " + report.say("Abandoned: the answer does not rest on it") + "\n" : "";
    for (const ReportNote& note : notes_at(report, stored.id)) list += "- " + escape_markdown(note_sentence(report, note)) + "\n";
    list += sources_line(report, step);
    if (step.traced) {
        list += "- " + report.say("Mean probability {}; entropy {} nats on average, {} at most", percent(step.mean_probability), figure(step.mean_entropy), figure(step.max_entropy));
        list += step.milliseconds > 0 ? fmt::format("; {}\n", duration(step.milliseconds)) : "\n";
    }
    if (const std::string claims = step_claims(report, stored.id); !claims.empty()) list += "- " + report.say("Claims about numbers: {}", claims) + "\n";
    for (const ReportDecision& decision : report.decisions) {
        if (decision.point.step == stored.id) list += "- " + report.say("Nearly went elsewhere: {}", escape_markdown(decision_sentence(report, decision))) + "\n";
    }
    if (const std::string experts = overused_sentence(report, step); !experts.empty()) list += "- " + report.say("Most over-used experts: {}", experts) + "\n";
    return out + list + (list.empty() ? "" : "\n");
}

/// The tree as a nested list from the answer down to what it rests on.
std::string tree_list(const Report& report) {
    constexpr int kDeepest = 12;  // deeper lists turn into code blocks in some renderers and run off the page in all
    std::string out;
    for (const ProvenanceNode& node : report.tree) {
        const ReportStep* step = find_step(report, node.step);
        if (!step) continue;
        const int depth = std::min(node.depth, kDeepest);
        out += std::string(static_cast<std::size_t>(depth) * 2, ' ') + fmt::format("- **{}**{} {}\n", node.step.value, node.parent < 0 ? "" : fmt::format(" ({})", percent(node.weight)),
                                                                                   markdown_excerpt(step->stored.text, 100));
    }
    return out;
}

std::string facts_list(const std::string& title, const std::vector<Fact>& facts) {
    std::string out = fmt::format("### {}\n\n", title);
    for (const Fact& fact : facts) out += fmt::format("- {}: {}\n", escape_markdown(fact.label), escape_markdown(fact.value));
    return out + "\n";
}

std::string experts_table(const Report& report) {
    const LiftGrid grid = lift_grid(report);
    if (grid.layers.empty()) return {};
    std::string out = "## " + report.say("Experts") + "\n\n" + report.say("How often each expert was chosen in the whole run, as a multiple of the even share of {}.", percent(1.0 / grid.experts)) + "\n\n";
    if (grid.experts > 16) {
        for (const OverusedExpert& expert : overused(report, report.experts, 12)) {
            out += "- " + report.say("Layer {} expert {}: {}", expert.load.layer, expert.load.expert, times(expert.lift)) + "\n";
        }
        return out + "\n";
    }
    std::string head = "| " + report.say("Layer") + " |", line = "|---|";
    for (int e = 0; e < grid.experts; ++e) head += fmt::format(" {} |", e), line += "---:|";
    out += head + "\n" + line + "\n";
    for (std::size_t row = 0; row < grid.layers.size(); ++row) {
        out += fmt::format("| {} |", grid.layers[row]);
        for (int e = 0; e < grid.experts; ++e) out += fmt::format(" {} |", times(grid.at(row, e)));
        out += "\n";
    }
    return out + "\n";
}

std::string summary(const Report& report) {
    const RunSummary& run = report.run;
    std::string out = "# " + report.say("Reasoning report") + "\n\n## " + report.say("Question") + "\n\n" + markdown_fence(trimmed(run.start.prompt)) + "\n## " + report.say("Answer") + "\n\n";
    out += run.answer.empty() ? report.say("The run ended before it gave an answer.") + "\n\n" : markdown_fence(trimmed(run.answer)) + "\n";
    if (const std::string unfinished = unfinished_sentence(report); !unfinished.empty()) out += "**" + escape_markdown(unfinished) + "**\n\n";
    return out + confidence_sentence(report) + "\n\n";
}

std::string mattered(const Report& report) {
    if (report.influences.empty()) return {};
    std::string out = "## " + report.say("Steps that mattered") + "\n\n" + report.say("By {}.", escape_markdown(method_label(report, report.tree_method))) + "\n\n";
    int rank = 0;
    for (const Influence& influence : report.influences) {
        const ReportStep* step = find_step(report, influence.step);
        out += fmt::format("{}. **{}**: {}  \n   {}\n", ++rank, report.say("Step {}", influence.step.value), markdown_excerpt(step->stored.text, 160), influence_sentence(report, influence));
    }
    return out + "\n";
}

std::string notes(const Report& report) {
    const std::vector<ReportNote> all = notes_of(report);
    if (all.empty()) return {};
    std::string out = "## " + report.say("Notes") + "\n\n";
    for (const ReportNote& note : all) {
        const ReportStep* step = note.step ? find_step(report, *note.step) : nullptr;
        if (step) out += fmt::format("- **{}**: {} ({})\n", report.say("Step {}", note.step->value), escape_markdown(note_sentence(report, note)), markdown_excerpt(step->stored.text, 100));
        else out += "- " + escape_markdown(note_sentence(report, note)) + "\n";
    }
    return out + "\n";
}

std::string claims(const Report& report) {
    if (report.claims.empty()) return {};
    std::string out = "## " + report.say("Claims about numbers") + "\n\n" + claims_sentence(report) + "\n\n";
    for (const ReportClaim* claim : claims_to_show(report, report.claims.size()))
        if (claim->verdict == ClaimVerdict::Wrong) out += "- " + report.say("Step {} is wrong: {}", claim->step.value, escape_markdown(claim->text)) + "\n";
    return out.ends_with("\n\n") ? out : out + "\n";
}

std::string tree(const Report& report) {
    if (report.tree.empty()) return {};
    std::string out = "## " + report.say("Reasoning tree") + "\n\n" + report.say("From the answer down to what it rests on; each step stands once, under the step that rests on it most, with its weight there.") + "\n\n" + tree_list(report) + "\n";
    if (const std::string abandoned = abandoned_sentence(report); !abandoned.empty()) out += escape_markdown(abandoned) + "\n\n";
    return out;
}

std::string all_steps(const Report& report) {
    if (report.steps.empty()) return {};
    std::string out = "## " + report.say("All steps") + "\n\n";
    for (const ReportStep& step : report.steps) out += step_section(report, step);
    return out;
}

std::string experts(const Report& report) {
    std::string out = experts_table(report);
    if (!report.expert_findings.empty() && lift_grid(report).layers.empty()) out += "## " + report.say("Taken out") + "\n\n";
    for (const std::string& finding : report.expert_findings) out += "- " + escape_markdown(finding) + "\n";
    if (!report.expert_findings.empty()) out += "\n";
    return out;
}

std::string branches(const Report& report) {
    const auto lines = branch_lines(report);
    if (lines.empty()) return {};
    std::string out = "## " + report.say("Branches") + "\n\n| " + report.say("Run") + " | " + report.say("How it came about") + " | " + report.say("Answer") + " | " + report.say("Confidence") + " | " + report.say("Steps") + " |\n|---:|---|---|---:|---:|\n";
    for (const BranchLine& line : lines)
        out += fmt::format("| {} | {} | {} | {} | {} |\n", line.number, escape_markdown(line.how), escape_markdown(line.answer), line.confidence, line.steps);
    out += "\n";
    for (const Report& other : report.others) {
        out += "# " + escape_markdown(run_title(other)) + "\n\n";
        out += (other.run.answer.empty() ? report.say("The run ended before it gave an answer.") + "\n" : markdown_fence(trimmed(other.run.answer))) + "\n" + confidence_sentence(other) + "\n\n";
        for (const ReportPart& part : markdown_parts(other))
            if (part.section != ReportSection::Summary && part.section != ReportSection::Limits) out += part.text;
    }
    return out;
}

std::string made(const Report& report) {
    return "## " + report.say("How it was made") + "\n\n" + facts_list(report.say("Model"), model_facts(report)) + facts_list(report.say("Settings"), settings_facts(report)) + facts_list(report.say("Run"), run_facts(report));
}

std::string limits(const Report& report) {
    std::string out = "## " + report.say("What this report can't show") + "\n\n";
    for (const std::string& limit : report.limits) out += "- " + escape_markdown(limit) + "\n";
    return out;
}

}  // namespace

std::vector<ReportPart> markdown_parts(const Report& report) {
    std::vector<ReportPart> parts;
    const auto add = [&](ReportSection section, std::string (*write)(const Report&)) {
        parts.push_back({section, report.options.shows(section) ? write(report) : std::string()});
    };
    add(ReportSection::Summary, summary);
    add(ReportSection::Mattered, mattered);
    add(ReportSection::Notes, notes);
    add(ReportSection::Claims, claims);
    add(ReportSection::Tree, tree);
    // Decisions stand with their steps.
    add(ReportSection::Steps, all_steps);
    add(ReportSection::Experts, experts);
    add(ReportSection::Branches, branches);
    add(ReportSection::Made, made);
    add(ReportSection::Limits, limits);
    return parts;
}

std::string to_markdown(const Report& report) { return fill_template(report, built_in_template(ReportFormat::Markdown)).value(); }

}  // namespace reasonscope
