#include "report/words.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "report/family.h"
#include "report/formula_text.h"
#include "report/palette.h"
#include "report/text.h"

namespace reasonscope {
namespace {

std::string trim_zeros(std::string number) {
    if (number.find('.') == std::string::npos) return number;
    while (number.back() == '0') number.pop_back();
    if (number.back() == '.') number.pop_back();
    return number;
}

}  // namespace

std::string hex(Rgb color) { return fmt::format("#{:02x}{:02x}{:02x}", color.r, color.g, color.b); }

std::string_view class_label(StepClass cls) {
    static constexpr std::array<std::string_view, 9> kLabels = {"Setup",         "Plan",       "Fact",         "Computation", "Uncertainty",
                                                                "Consolidation", "Self-check", "Final answer", "Other"};
    return kLabels[static_cast<std::size_t>(cls)];
}

int lift_level(double lift) {
    static constexpr std::array<double, 8> kBounds = {0.25, 0.5, 0.7, 0.9, 1.1, 1.5, 2.5, 4.0};
    return static_cast<int>(std::ranges::upper_bound(kBounds, lift) - kBounds.begin());
}

std::string percent(double share) {
    const double value = share * 100.0;
    // A no-break space keeps the sign with its number.
    // Near either end the decimals are the news: 99.97 % is not 100 %.
    if (value > 0 && value < 0.1) return "<\u00a00.1\u00a0%";
    if (value < 100 && value > 99.9) return ">\u00a099.9\u00a0%";
    if (value < 1 || value > 90) return trim_zeros(fmt::format("{:.1f}", value)) + "\u00a0%";
    return fmt::format("{:.0f}\u00a0%", value);
}

std::string times(double lift) { return lift >= 10 ? fmt::format("{:.0f}×", lift) : fmt::format("{:.1f}×", lift); }

std::string figure(double value) {
    if (value == 0) return "0";
    return std::abs(value) >= 100 ? fmt::format("{:.0f}", value) : std::abs(value) >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

std::string duration(double milliseconds) {
    if (milliseconds < 10) return fmt::format("{:.1f} ms", milliseconds);
    if (milliseconds < 1000) return fmt::format("{:.0f} ms", milliseconds);
    if (milliseconds < 60000) return fmt::format("{:.1f} s", milliseconds / 1000);
    const auto seconds = static_cast<std::int64_t>(milliseconds / 1000);
    return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
}

std::string day_and_time(std::string_view created) {
    const bool iso = created.size() >= 17 && created[10] == 'T' && created[13] == ':' && created.back() == 'Z';
    return iso ? fmt::format("{} {} UTC", created.substr(0, 10), created.substr(11, 5)) : one_line(created);
}

std::string count(std::int64_t n) {
    std::string digits = std::to_string(n);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (n < 0 ? 1 : 0); at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

const ReportStep* find_step(const Report& report, StepId id) {
    return id.value >= 0 && static_cast<std::size_t>(id.value) < report.steps.size() ? &report.steps[static_cast<std::size_t>(id.value)] : nullptr;
}

const Edge* find_edge(const Report& report, StepId step, StepId source, std::string_view method) {
    const ReportStep* found = find_step(report, step);
    if (!found) return nullptr;
    const auto edge = std::ranges::find_if(found->sources, [&](const Edge& e) { return e.source == source && e.method == method; });
    return edge == found->sources.end() ? nullptr : &*edge;
}

double against_control(const Edge& edge) { return edge.control > 0 ? static_cast<double>(edge.weight) / static_cast<double>(edge.control) : 0.0; }

std::string_view source_label(StepSource source) {
    switch (source) {
        case StepSource::Prompt: return "Question";
        case StepSource::Thinking: return "Thinking";
        case StepSource::Answer: return "Answer";
    }
    return "";
}

std::string unfinished_sentence(const Report& report) {
    const std::string& reason = report.run.end.stop_reason;
    switch (report.run.state) {
        case RunState::Running: return report.say("This run had not finished when the report was made; what follows is what was recorded so far.");
        case RunState::Cancelled: return report.say("This run was cancelled; what follows ends where it was stopped.");
        case RunState::Interrupted: return report.say("The program ended during this run; what follows is what had been saved.");
        case RunState::Failed: return reason.empty() ? report.say("This run failed; no reason was recorded.") : report.say("This run failed: {}", one_line(reason));
        case RunState::Done: break;
    }
    if (reason == "length") return report.say("The run reached its limit of tokens and was cut off.");
    if (reason == "context") return report.say("The run filled the model's context and was cut off.");
    if (reason == "cancelled") return report.say("This run was cancelled; what follows ends where it was stopped.");
    return {};
}

std::string trust_sentence(const Report& report, const Trust& trust) {
    const auto& first = trust.fast ? trust.fast : trust.tested;
    if (!first) return {};
    std::string out = report.say("{} named a true parent first in {} of {} steps of {} fresh problems", method_label(report, first->method), percent(first->top1), count(trust.steps), count(trust.problems));
    if (trust.fast && trust.tested) out += report.say(", {} in {}", method_label(report, trust.tested->method), percent(trust.tested->top1));
    if (trust.chance) out += report.say("; chance {}", percent(*trust.chance));
    return out;
}

std::string confidence_sentence(const Report& report) {
    const Confidence& confidence = report.confidence;
    if (!confidence.answer && !confidence.lowest) return report.say("Token probabilities were not recorded in this run, so no confidence can be given.");
    std::string out = confidence.answer ? report.say("The answer's tokens had a mean probability of {}.", percent(*confidence.answer))
                                        : report.say("There is no answer whose probability could be given.");
    if (confidence.lowest) {
        out += std::string(report.between()) + report.say("The least certain step was step {} at {}.", confidence.lowest->value, percent(confidence.lowest_probability));
    }
    return out;
}

std::string influence_sentence(const Report& report, const Influence& influence) {
    std::string out = report.say("{} of the weight behind step {} passes through it ({} if all steps leaned evenly); step {} rests on it with {}, {} the random control of {} ({}).",
                                 percent(influence.share), report.tree.front().step.value, percent(influence.control), influence.used_by.value, percent(influence.weight),
                                 times(influence.edge_control > 0 ? influence.weight / influence.edge_control : 0), percent(influence.edge_control), report.word(name(influence.grade)));
    if (influence.all_methods) out += std::string(report.between()) + agreement_sentence(report, influence);
    return out;
}

std::string agreement_sentence(const Report& report, const Influence& influence) {
    if (!influence.all_methods) return {};
    return report.say("All methods together: {} ({} to {} when the methods are drawn again); {} of {} methods name this edge, {:.1f} would by chance.",
                      percent(influence.all_methods->share), percent(influence.all_methods->low), percent(influence.all_methods->high), influence.agreement.naming,
                      influence.agreement.methods, influence.agreement.expected);
}

std::string agreement_words(const Report& report, const Influence& influence) {
    if (!influence.all_methods) return {};
    return report.say("all methods {} ({} to {}); {} of {} name it, {:.1f} by chance", percent(influence.all_methods->share), percent(influence.all_methods->low),
                      percent(influence.all_methods->high), influence.agreement.naming, influence.agreement.methods, influence.agreement.expected);
}

std::string lift_words(const Report& report, const Influence& influence) {
    const std::string grade = report.word(name(influence.grade));
    if (influence.edge_control <= 0) return grade;
    return report.say("{}, {} random ({})", grade, times(static_cast<double>(influence.weight) / static_cast<double>(influence.edge_control)), percent(influence.edge_control));
}

bool is_abandoned(const Report& report, StepId step) { return std::ranges::find(report.abandoned, step) != report.abandoned.end(); }

std::string abandoned_sentence(const Report& report) {
    if (report.abandoned.empty()) return {};
    constexpr std::size_t kNamed = 12;
    std::string steps;
    for (std::size_t i = 0; i < report.abandoned.size() && i < kNamed; ++i) steps += fmt::format("{}{}", i == 0 ? "" : report.say(", "), report.abandoned[i].value);
    const std::string method = method_label(report, report.tree_method);
    if (report.abandoned.size() == 1) return report.say("Abandoned, with no path to the answer by {}: step {}.", method, steps);
    if (report.abandoned.size() <= kNamed) return report.say("Abandoned, with no path to the answer by {}: steps {}.", method, steps);
    return report.say("Abandoned, with no path to the answer by {}: steps {} and {} more.", method, steps, report.abandoned.size() - kNamed);
}

std::string decision_sentence(const Report& report, const ReportDecision& decision) {
    return report.say("took “{}” ({}), could have been “{}” ({}); entropy {} nats", token_text(decision.taken), percent(decision.point.probability),
                      token_text(decision.alternative), percent(decision.point.alternative_probability), figure(decision.point.entropy));
}

namespace {

std::string counted(const Report& report, std::size_t verified, std::size_t wrong, std::size_t open) {
    std::string out;
    const auto add = [&](std::size_t n, std::string_view verdict) {
        if (n > 0) out += fmt::format("{}{} {}", out.empty() ? "" : report.say(", "), n, report.word(verdict));
    };
    add(verified, name(ClaimVerdict::Verified));
    add(wrong, name(ClaimVerdict::Wrong));
    add(open, name(ClaimVerdict::NotCheckable));
    return out;
}

template <class Claims>
std::string counted(const Report& report, const Claims& claims) {
    const auto of = [&](ClaimVerdict verdict) { return static_cast<std::size_t>(std::ranges::count_if(claims, [&](const ReportClaim& claim) { return claim.verdict == verdict; })); };
    return counted(report, of(ClaimVerdict::Verified), of(ClaimVerdict::Wrong), of(ClaimVerdict::NotCheckable));
}

}  // namespace

std::string claims_sentence(const Report& report) {
    if (report.claims.empty()) return {};
    if (report.claims.size() == 1) return report.say("Of 1 claim about numbers: {}.", counted(report, report.claims));
    return report.say("Of {} claims about numbers: {}.", report.claims.size(), counted(report, report.claims));
}

std::string step_claims(const Report& report, StepId step) {
    return counted(report, std::ranges::equal_range(report.claims, step, {}, &ReportClaim::step));
}

std::optional<ClaimVerdict> claim_of(const Report& report, StepId step) {
    const auto claims = std::ranges::equal_range(report.claims, step, {}, &ReportClaim::step);
    for (const ClaimVerdict verdict : {ClaimVerdict::Wrong, ClaimVerdict::Verified, ClaimVerdict::NotCheckable})
        if (std::ranges::find(claims, verdict, &ReportClaim::verdict) != claims.end()) return verdict;
    return std::nullopt;
}

std::vector<const ReportClaim*> claims_to_show(const Report& report, std::size_t limit) {
    std::vector<const ReportClaim*> shown;
    for (const ReportClaim& claim : report.claims)
        if (claim.verdict != ClaimVerdict::NotCheckable) shown.push_back(&claim);
    std::ranges::stable_partition(shown, [](const ReportClaim* claim) { return claim->verdict == ClaimVerdict::Wrong; });
    if (shown.size() > limit) shown.resize(limit);
    return shown;
}

std::string run_title(const Report& report) {
    const std::string run = report.say("Run {}", report.run.id.value);
    return report.branch ? report.say("{}: {}", run, branch_sentence(report, *report.branch)) : run;
}

std::vector<BranchLine> branch_lines(const Report& report) {
    std::vector<BranchLine> lines;
    const auto add = [&](const Report& one) {
        lines.push_back({&one, std::to_string(one.run.id.value), one.branch ? branch_sentence(report, *one.branch) : report.say("asked by itself"),
                         one.run.answer.empty() ? report.say("none") : excerpt(plain_words(one.run.answer), 120), one.confidence.answer ? percent(*one.confidence.answer) : report.say("not recorded"),
                         std::to_string(one.steps.size())});
    };
    if (report.others.empty()) return lines;
    add(report);
    for (const Report& other : report.others) add(other);
    std::ranges::sort(lines, {}, [](const BranchLine& line) { return line.report->run.id; });
    return lines;
}

std::vector<OverusedExpert> overused(const Report& report, const std::vector<ExpertLoad>& loads, std::size_t limit) {
    std::vector<OverusedExpert> found;
    for (const ExpertLoad& load : loads) {
        const double lift = static_cast<double>(load.share) * report.model.experts;
        if (lift > 1.0) found.push_back({load, lift});
    }
    std::ranges::stable_sort(found, std::greater<>{}, &OverusedExpert::lift);
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::string overused_sentence(const Report& report, const ReportStep& step) {
    std::string out;
    for (const OverusedExpert& expert : overused(report, step.experts, 3)) {
        out += (out.empty() ? "" : report.say(", ")) + report.say("layer {} expert {} ({})", expert.load.layer, expert.load.expert, times(expert.lift));
    }
    return out;
}

LiftGrid lift_grid(const Report& report) {
    LiftGrid grid;
    std::set<int> layers;
    for (const ExpertLoad& load : report.experts) {
        layers.insert(load.layer);
        grid.experts = std::max(grid.experts, load.expert + 1);
    }
    if (layers.empty()) return grid;
    grid.experts = std::max(grid.experts, report.model.experts);
    grid.layers.assign(layers.begin(), layers.end());
    grid.lift.assign(grid.layers.size() * static_cast<std::size_t>(grid.experts), 0.0);
    for (const ExpertLoad& load : report.experts) {
        if (load.expert < 0) continue;
        const auto row = static_cast<std::size_t>(std::ranges::lower_bound(grid.layers, load.layer) - grid.layers.begin());
        grid.lift[row * static_cast<std::size_t>(grid.experts) + static_cast<std::size_t>(load.expert)] = static_cast<double>(load.share) * grid.experts;
    }
    return grid;
}

std::vector<StepClass> classes_used(const Report& report) {
    std::set<StepClass> used;
    for (const ReportStep& step : report.steps) used.insert(step.stored.step.cls);
    return {used.begin(), used.end()};
}

}  // namespace reasonscope
