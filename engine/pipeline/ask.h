#pragma once
// The whole road of one question, the same for window and command line:
// render -> encode -> generate (traced, written as it happens) -> steps -> edges -> stored run.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "explain/suppression.h"
#include "generate/generator.h"
#include "pipeline/loaded_model.h"
#include "store/session.h"

namespace reasonscope {

struct AskRequest {
    std::string prompt;
    std::string system;
    GenerateSettings settings;          // empty stop_ids: the model's own
    bool explain_by_gradient = true;    // gradient x attention for all steps after the run
};

/// Settings that the model folder recommends (generation_config.json).
GenerateSettings default_settings(const Model& model);

/// The same with the tokenizer's vocabulary and the model's stop tokens filled in where they are not given.
GenerateSettings usable_settings(const LoadedModel& model, GenerateSettings settings);

/// All callbacks run on the calling (engine) thread, in this order of frequency; any may be empty.
struct AskEvents {
    std::function<void(RunId, const RunStart&)> on_start;
    std::function<void(const TokenRow&, const TokenTrace&)> on_token;  // after it was handed to the store
    /// Whenever a step was completed, and at the end: all steps so far with attention edges.
    std::function<void(const std::vector<StoredStep>&, const std::vector<Edge>&)> on_steps;
    ProgressFn on_progress;
};

struct AskResult {
    RunId run;
    Generation generation;
    std::string prompt;              // the person's words as they stand in the rendered prompt
    std::string thinking, answer;
    Sections sections;               // where the three stand in the transcript
    std::vector<StoredStep> steps;
    std::vector<Edge> edges;         // all methods
    std::vector<std::string> notes;  // sentences: what was left out and why (for instance gradients beyond the memory limit)
};

/// A prompt that is empty or does not fit the context is refused (BadInput) before anything is written. After that, whatever was
/// produced before an error or a cancel is stored and the run is closed: a cancel is no error, an error closes the run as Failed.
Result<AskResult> ask(const LoadedModel& model, SessionWriter& session, const AskRequest& request, const AskEvents& events,
                      std::stop_token stop);

/// Adds or recomputes one method's edges for a stored run. `step` unset: all steps. Methods: those of explain/method.h, and "evidence" for
/// all that were run together (pipeline/evidence.h), which follows whenever one of them is run again.
/// Refuses (BadInput) a run whose model fingerprint differs, a step that does not exist, or an unknown method. `precision` is for the method
/// suppression; that it rounded is stored (store/method_products.h).
Status explain(const LoadedModel& model, SessionWriter& writer, const SessionReader& reader, RunId run,
               std::optional<StepId> step, std::string_view method, const ProgressFn& progress, std::stop_token stop,
               SuppressionPrecision precision = SuppressionPrecision::Chosen);

}  // namespace reasonscope
