#pragma once
// The words and figures that HTML, Markdown and PDF share, so that no two reports say it differently.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace reasonscope {

/// A label and its value; values may hold text of unknown origin.
struct Fact {
    std::string label, value;
};

std::string percent(double share);           // 0.974 -> "97.4 %", 0.62 -> "62 %", with a no-break space
std::string times(double lift);              // 5.63 -> "5.6×"
std::string figure(double value);            // up to three significant digits
std::string duration(double milliseconds);   // "84 ms", "3.2 s", "2 min 05 s"
std::string day_and_time(std::string_view created);  // "2024-06-07T08:09:10Z" -> "2024-06-07 08:09 UTC"; anything else as it is
std::string count(std::int64_t n);           // 11234567 -> "11,234,567"

const ReportStep* find_step(const Report& report, StepId id);
const Edge* find_edge(const Report& report, StepId step, StepId source, std::string_view method);

/// weight / control; 0 when there is no control.
double against_control(const Edge& edge);

std::string_view source_label(StepSource source);        // "Question", "Thinking", "Answer"
std::string method_label(const Report& report, std::string_view method);     // "Gradient × attention"
std::string method_sentence(const Report& report, std::string_view method);  // what the method measures, in one sentence
std::vector<std::string_view> known_methods();

/// Empty when the run ended on its own; else a sentence that says why it didn't.
std::string unfinished_sentence(const Report& report);
/// "Calibrated heads named a true parent first in 99 % of 716 steps of 200 fresh problems, Exchange in 99 %; chance 24 %"; empty without a method.
std::string trust_sentence(const Report& report, const Trust& trust);
std::string confidence_sentence(const Report& report);
std::string influence_sentence(const Report& report, const Influence& influence);
/// What all methods together say of it; empty with fewer than two.
std::string agreement_sentence(const Report& report, const Influence& influence);
/// The same in few words for a table, and how far the edge is above its control.
std::string agreement_words(const Report& report, const Influence& influence);
std::string lift_words(const Report& report, const Influence& influence);
/// Which steps lead nowhere; empty when none does.
std::string abandoned_sentence(const Report& report);
bool is_abandoned(const Report& report, StepId step);
std::string decision_sentence(const Report& report, const ReportDecision& decision);

/// How many of the run's claims about numbers hold; empty without claims.
std::string claims_sentence(const Report& report);
/// "2 verified, 1 wrong" of one step; empty without claims.
std::string step_claims(const Report& report, StepId step);
/// What the step's sign says: wrong before verified before not checkable; nothing without claims.
std::optional<ClaimVerdict> claim_of(const Report& report, StepId step);
/// Wrong ones first, then the verified in order, at most `limit`. What can't be checked is counted in claims_sentence() alone.
std::vector<const ReportClaim*> claims_to_show(const Report& report, std::size_t limit);
/// One line per run of a report of branches: what a table of them says.
struct BranchLine {
    const Report* report = nullptr;
    std::string number, how, answer, confidence, steps;
};
/// "Run 2: left run 1 at token 40: another token".
std::string run_title(const Report& report);
std::vector<BranchLine> branch_lines(const Report& report);

/// Expert loads above an even share, strongest first, at most `limit`.
struct OverusedExpert {
    ExpertLoad load;
    double lift = 0;  // share x experts; 1 is even
};
std::vector<OverusedExpert> overused(const Report& report, const std::vector<ExpertLoad>& loads, std::size_t limit);
std::string overused_sentence(const Report& report, const ReportStep& step);

/// What a person left, and where.
struct ReportNote {
    const Mark* mark = nullptr;
    std::optional<StepId> step;  // of a token: the step that holds it; nothing where none does
    std::string token;           // raw bytes of the token, where the mark is at one
};
std::vector<ReportNote> notes_of(const Report& report);               // by step, then in the order of writing
std::vector<ReportNote> notes_at(const Report& report, StepId step);
std::string note_kind(const Report& report, MarkKind kind);           // "Bookmark", "Note", "Tag"
std::string note_sentence(const Report& report, const ReportNote& note);  // "Note at token “11”: check this"; text of unknown origin
/// Bit 1 << MarkKind for each kind that stands at the step or one of its tokens.
std::uint8_t marks_at(const Report& report, StepId step);

/// Dense grid of lifts of the whole run: rows = MoE layers ascending, columns = experts.
struct LiftGrid {
    std::vector<int> layers;
    int experts = 0;
    std::vector<double> lift;  // [layers, experts]
    [[nodiscard]] double at(std::size_t row, int expert) const { return lift[row * static_cast<std::size_t>(experts) + static_cast<std::size_t>(expert)]; }
};
LiftGrid lift_grid(const Report& report);

std::vector<Fact> model_facts(const Report& report);
std::vector<Fact> settings_facts(const Report& report);  // flattened settings and the seed
std::vector<Fact> run_facts(const Report& report);       // state, tokens, timing

/// Classes that occur, in enum order, for legends.
std::vector<StepClass> classes_used(const Report& report);

}  // namespace reasonscope
