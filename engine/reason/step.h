#pragma once
// Reasoning steps: plain values shared by segmentation, classification, trees, store and reports.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/span.h"

namespace reasonscope {

/// The eight sentence classes of Thought Anchors (arXiv 2506.19143) and `unknown`.
enum class StepClass : std::uint8_t {
    ProblemSetup, PlanGeneration, FactRetrieval, ActiveComputation, UncertaintyManagement,
    ResultConsolidation, SelfChecking, FinalAnswerEmission, Unknown,
};
inline constexpr std::array<std::string_view, 9> kStepClassNames = {
    "problem_setup", "plan_generation", "fact_retrieval", "active_computation", "uncertainty_management",
    "result_consolidation", "self_checking", "final_answer_emission", "unknown"};
inline std::string_view name(StepClass c) { return kStepClassNames[static_cast<std::size_t>(c)]; }
std::optional<StepClass> parse_step_class(std::string_view text);

enum class StepSource : std::uint8_t { Prompt, Thinking, Answer };
std::string_view name(StepSource source);  // "prompt", "thinking", "answer"
std::optional<StepSource> parse_step_source(std::string_view text);

/// Who gave a step its class. Unknown for runs stored before this was kept.
enum class StepJudge : std::uint8_t { Unknown, Rules, Classifier, Labels };
std::string_view name(StepJudge judge);  // "", "rules", "classifier", "labels"
std::optional<StepJudge> parse_step_judge(std::string_view text);

/// One step. Prompt sentences are steps too: they are what the first thoughts rest on.
struct Step {
    StepId id;                  // index in order of position
    StepSource source = StepSource::Thinking;
    ByteSpan bytes;             // in the transcript (rendered prompt + completion)
    TokenPos first, last;       // half-open token range [first, last)
    StepClass cls = StepClass::Unknown;
    float confidence = 0;       // of the class, [0,1]: a share of weights by rules, a calibrated probability by the classifier, 1 by labels
    StepJudge judge = StepJudge::Unknown;
};

/// Index of the step that holds `at`, -1 for none. Steps are in order and do not overlap.
int step_at(std::span<const Step> steps, TokenPos at);

/// Byte ranges of the parts of a transcript. Template text belongs to none of them.
struct Sections {
    ByteSpan prompt;    // the user's words
    ByteSpan thinking;  // between the think tags, tags excluded
    ByteSpan answer;    // after the closing tag, stop token excluded
};

}  // namespace reasonscope
