#pragma once
// A run that leaves another one at a token: what came before is taken over, what comes after is written anew.

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ask.h"

namespace reasonscope {

enum class BranchKind {
    Alternative,   // another token at `token`
    Edit,          // `text` instead of the step
    Insert,        // `text` before the step
    Delete,        // without the step: the next step of the same section follows at once, as it was written
    Regenerate,    // the same place, another seed
    Force,         // `text` at the place
    Ban,           // goes on without ever writing `text`
    Answer,        // thinking ends at the place
    DropThinking,  // the thinking before the step is left out, the rest of the thinking is kept and goes on
    Settings,      // the same place with other settings, another precision or another model
    Knockout,      // the same place with the experts and heads of `ablation` out
};
std::string_view name(BranchKind kind);  // "alternative", "edit", "insert", "delete", "regenerate", "force", "ban", "answer", "drop-thinking", "settings", "knockout"

struct BranchRequest {
    RunId parent;
    BranchKind kind = BranchKind::Regenerate;
    /// The place: the first token that is not taken over, or a step, which stands for its first token (for Answer: for the token
    /// behind it). Without both: the beginning of the completion. Edit, Insert, Delete and DropThinking need a step.
    std::optional<TokenPos> at;
    std::optional<StepId> step;
    std::optional<std::int32_t> token;         // Alternative: its id
    std::string text;                          // Edit, Insert, Force, Ban
    std::optional<GenerateSettings> settings;  // else the parent's
    std::optional<std::uint64_t> seed;         // else the parent's, and for Regenerate one that no sibling has
    /// Parts that are out while it is written, its stand-ins left empty; unset: those that were out when the parent was, so that a branch of a
    /// branch has the same model. An empty one brings everything back.
    std::optional<Ablation> ablation;
    std::optional<RunId> means_of;  // MeanAblate: mean outputs over the tokens of this run; unset: of the parent
    bool explain_by_gradient = true;
};

struct BranchResult {
    AskResult run;
    TokenPos position;      // of the first token that is not the parent's
    int shared_tokens = 0;  // generated tokens copied from the parent with their traces
    int replayed = 0;       // generated tokens of the parent that were read again, because this model or its parts are others
    int forced = 0;         // tokens given by the request
    double start_ms = 0;    // from the call to the first new token, everything included
};

/// What stands between the parent and the branch, before any model runs.
struct BranchPlan {
    TokenPos position;
    std::vector<std::int32_t> forced;  // written first, at `position`
    std::string detail;                // JSON for the session
};
/// `tokens` and `steps`: the parent's, whole. Text is encoded on its own and must come back byte for byte; bytes of the first token of a
/// step that stand before the step are written again, so that all before the step stays as it was. Errors: BadInput for a place that is
/// not in the completion, a step of the prompt, missing text, thinking that has ended before the place.
Result<BranchPlan> plan_branch(const Tokenizer& tokenizer, const std::vector<TokenRow>& tokens, const std::vector<StoredStep>& steps,
                               const BranchRequest& request);

/// Runs the branch and stores it as a run of its own; effects and errors as ask(). A parent of another model, dtype or ablation shares no
/// traces: its text (its tokens, where the tokenizer is the same) is read again and traced. BadInput also for mean outputs over a run of another model. A temperature of 0 becomes 0.6 for
/// Regenerate unless settings are given: greedy siblings would all be alike.
Result<BranchResult> branch(const LoadedModel& model, SessionWriter& session, const SessionReader& reader, const BranchRequest& request,
                            const AskEvents& events, std::stop_token stop);

}  // namespace reasonscope
