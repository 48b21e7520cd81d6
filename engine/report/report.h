#pragma once
// A report is built from the store alone, so the window and the command line make the very same one.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "reason/claims.h"
#include "reason/evidence.h"
#include "report/options.h"
#include "store/session.h"

namespace reasonscope {

struct ReportStep {
    StoredStep stored;
    std::vector<Edge> sources;  // all methods
    std::vector<ExpertLoad> experts;
    float mean_entropy = 0, max_entropy = 0, mean_probability = 0;  // nats; zero for prompt steps and untraced runs
    double milliseconds = 0;
    bool traced = false;  // the three figures above were recorded
};

/// The step x step weights of one method.
struct MethodMatrix {
    std::string method;
    StepMatrix matrix;
};

/// Shape of the model as the session knows it; 0 = not recorded.
struct ModelShape {
    int layers = 0, heads = 0, experts = 0, experts_per_token = 0, first_dense_layers = 0;
    std::int64_t parameters = 0, active_parameters = 0;
};

/// A step that mattered to the root of the tree. Weight flows from the root to its sources, from those to theirs, ...;
/// `share` is the part of it that arrives at or passes through this step, `control` the same when every step leans on
/// all earlier steps evenly.
struct Influence {
    StepId step;
    double share = 0, control = 0;
    StepId used_by;              // the step that rests on it most
    float weight = 0;            // of that edge
    float edge_control = 0;
    EvidenceGrade grade = EvidenceGrade::Observed;
    Agreement agreement;                        // of all methods, on that edge
    std::optional<Importance> all_methods;      // the same share by all methods together; unset with fewer than two
};

struct Confidence {
    std::optional<float> answer;      // mean token probability of the answer's steps; unset when not traced or no answer
    std::optional<StepId> lowest;     // thinking or answer step with the lowest mean token probability
    float lowest_probability = 0;
};

/// A place where the model nearly went elsewhere, in words. Texts are raw bytes.
struct ReportDecision {
    DecisionPoint point;
    std::string taken, alternative;
};

/// What a step says about numbers, worked out.
struct ReportClaim {
    StepId step;
    ClaimVerdict verdict = ClaimVerdict::NotCheckable;
    bool rounded = false;
    std::string text;  // raw bytes
};

/// Everything a writer needs, in words and numbers; writers add no facts.
struct Report {
    RunSummary run;
    ModelShape model;
    std::vector<TokenRow> tokens;              // the whole transcript
    std::vector<ReportStep> steps;             // index = StepId
    std::vector<std::string> methods;
    std::vector<MethodMatrix> matrices;
    std::vector<ProvenanceNode> tree;          // root: last answer step (or last step)
    std::string tree_method;                   // which channel the tree shows; empty when no edges are stored
    std::vector<Influence> influences;         // strongest first, by tree_method
    std::vector<StepId> abandoned;             // thinking steps that the answer does not rest on, by tree_method
    Confidence confidence;
    std::vector<ReportDecision> decisions;     // by position
    std::vector<ReportClaim> claims;           // of thinking and answer, in order
    std::vector<ExpertLoad> experts;           // whole run
    std::vector<std::string> expert_findings;  // sentences: what the routing says beyond chance, and what knock-outs showed
    Routing routing;                           // of every traced token; empty without experts
    std::vector<Mark> marks;                   // what a person left at steps and tokens, by id
    std::vector<StoredResult> results;         // what was tried on the run: knock-outs, ...
    std::string trust;                         // how often this model's edges were true where the truth is known; empty when never measured
    std::vector<std::string> limits;           // sentences: what this report can't show
    ReportOptions options;                     // what was asked for
    std::optional<BranchRow> branch;           // where this run left another
    std::vector<Report> others;                // the other runs asked for, ascending; they have none of their own
    std::string anchor;                        // before step numbers in links: "" for the run itself, "r3-" for another

    /// The report's own words in its language.
    template <class... Values>
    [[nodiscard]] std::string say(fmt::format_string<Values...> english, Values&&... values) const {
        return reasonscope::say(options.language, english, std::forward<Values>(values)...);
    }
    /// What stands between two sentences: a space, or nothing.
    [[nodiscard]] std::string_view between() const { return options.language == Language::Chinese ? "" : " "; }
    [[nodiscard]] std::string word(std::string_view english) const { return std::string(phrase(options.language, english)); }
};

/// Errors: those of the reader, and BadInput when the session has no such run.
Result<Report> build_report(const SessionReader& session, RunId run, const ReportOptions& options = {});

std::string to_html(const Report& report);      // one self-contained file, inline SVG tree, inert to hostile text
std::string to_markdown(const Report& report);
inline constexpr int kReportJsonVersion = 2;
std::string to_json(const Report& report);      // schema: docs/report-json.md
std::string to_dot(const Report& report);
std::string to_csv(const Report& report);       // one row per edge; columns: docs/report-json.md

enum class ReportFormat { Html, Pdf, Markdown, Json, Dot, Csv };
Result<ReportFormat> report_format(const std::filesystem::path& file);  // by extension

struct ReportTemplate;
/// All formats but Pdf (that one is drawn in ui/). A template of the same format takes the place of the built-in one.
Result<std::string> write_report(const Report& report, ReportFormat format, const ReportTemplate* with = nullptr);

}  // namespace reasonscope
