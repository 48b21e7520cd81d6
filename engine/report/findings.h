#pragma once
// What a report concludes from the stored rows: which steps mattered, how sure the model was, where it nearly turned.

#include <span>
#include <string_view>
#include <vector>

#include "reason/importance.h"
#include "report/report.h"

namespace reasonscope {

/// The method that the tree shows: of those with an edge at `root` the best graded, then by
/// method_rank(), then by name. Methods without an edge at the root only when no other exists. Empty without edges.
std::string choose_method(const std::vector<ReportStep>& steps, StepId root);

/// weight_flow() when each non-prompt step leans on all earlier steps evenly. [n]
std::vector<double> even_flow(std::span<const ReportStep> steps, StepId root);

/// Steps of the tree with more flow than even, strongest first, at most `limit`.
std::vector<Influence> find_influences(const Report& report, std::size_t limit);

/// Thinking steps without a path to the answer along the edges of `tree_method`.
std::vector<StepId> find_abandoned(const Report& report);

/// Sentences on load, step classes, unlike steps and knock-outs, each with its baseline or chance. Empty without routing and knock-outs.
std::vector<std::string> find_expert_facts(const Report& report);

Confidence find_confidence(const Report& report);
std::vector<ReportDecision> find_decisions(const Report& report);

/// Sentences on what the report can't show, most general first.
std::vector<std::string> find_limits(const Report& report);

}  // namespace reasonscope
