#pragma once
// A report is built from the store alone, so the window and the command line make the very same one.

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/session.h"

namespace reasonscope {

struct ReportStep {
    StoredStep stored;
    std::vector<Edge> sources;  // all methods
    std::vector<ExpertLoad> experts;
    float mean_entropy = 0, max_entropy = 0, mean_probability = 0;
    double milliseconds = 0;
};

/// Everything a writer needs, in words and numbers; writers add no facts.
struct Report {
    RunSummary run;
    std::vector<ReportStep> steps;
    std::vector<std::string> methods;
    std::vector<ProvenanceNode> tree;          // root: last answer step (or last step)
    std::string tree_method;                   // which channel the tree shows
    std::vector<DecisionPoint> decisions;
    std::vector<std::string> decision_texts;   // alternative token texts
    std::vector<ExpertLoad> experts;           // whole run
    std::vector<std::string> limits;           // sentences: what this report can't show
};

Result<Report> build_report(const SessionReader& session, RunId run);

std::string to_html(const Report& report);      // one self-contained file, inline SVG tree, inert to hostile text
std::string to_markdown(const Report& report);
std::string to_json(const Report& report);
std::string to_dot(const Report& report);
std::string to_csv(const Report& report);       // one row per edge

enum class ReportFormat { Html, Pdf, Markdown, Json, Dot, Csv };
Result<ReportFormat> report_format(const std::filesystem::path& file);  // by extension

/// All formats but Pdf (that one is drawn in ui/).
Result<std::string> write_report(const Report& report, ReportFormat format);

}  // namespace reasonscope
