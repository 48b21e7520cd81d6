#pragma once
// Plain rows of a session file. docs/session-format.md is the written format.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "reason/step.h"
#include "reason/tree.h"
#include "trace/events.h"

namespace reasonscope {

enum class RunState : std::uint8_t { Running, Done, Cancelled, Failed, Interrupted };  // Interrupted: its writer is gone
std::string_view name(RunState state);  // "running", "done", "cancelled", "failed", "interrupted"
std::optional<RunState> parse_run_state(std::string_view text);

/// What model_type says of a published trace that was read from a file: its tokens are sentences, without ids, figures or a model.
inline constexpr std::string_view kPublishedTrace = "imported";

/// Everything needed to repeat a run, known before it starts.
struct RunStart {
    std::string prompt;           // the person's words
    std::string system;           // empty if none
    std::string rendered_prompt;  // exact text given to the model
    std::string settings_json;    // sampler, limits, trace level
    std::uint64_t seed = 0;
    std::string dtype, device;    // "f32", "CPU, 2 threads"
    std::string model_name;       // folder name
    std::string model_path;
    std::string model_type;
    std::string fingerprint;
    std::string model_json;       // shape summary: layers, heads, experts, experts_per_token, first_dense_layers, parameters, active_parameters
    std::string program_version;
    std::vector<std::int32_t> prompt_ids;
    std::vector<ByteSpan> prompt_spans;  // byte range of each prompt token in rendered_prompt
};

/// What is known at the end of a run.
struct RunEnd {
    RunState state = RunState::Done;
    std::string stop_reason;  // "stop", "length", "context", "cancelled", or the error sentence
    double first_token_ms = 0, seconds = 0, tokens_per_second = 0;
};

struct RunSummary {
    RunId id;
    std::string created;  // ISO 8601 UTC
    RunState state = RunState::Running;
    RunStart start;       // prompt_ids and prompt_spans left empty in lists
    RunEnd end;
    int prompt_tokens = 0, generated_tokens = 0;
    std::string thinking, answer;  // filled when steps were stored
    bool hidden = false;           // pruned from view; nothing of it is lost
};

/// Where a run left another one. Its tokens before `position` are its own copies.
struct BranchRow {
    RunId run;
    std::optional<RunId> parent;  // nothing once the parent was removed
    TokenPos position;            // of the first token that is not the parent's
    std::string kind;             // "alternative", "edit", ...: pipeline/branch.h
    std::string detail;           // JSON: what was asked for
};

enum class MarkKind : std::uint8_t { Bookmark, Note, Tag };
std::string_view name(MarkKind kind);  // "bookmark", "note", "tag"
std::optional<MarkKind> parse_mark_kind(std::string_view text);

/// What a person wrote at a step or a token (exactly one of them).
struct Mark {
    std::int64_t id = 0;
    RunId run;
    std::optional<StepId> step;
    std::optional<TokenPos> token;
    MarkKind kind = MarkKind::Bookmark;
    std::string text;
};

/// A token as stored; prompt tokens have no trace. position is absolute.
struct TokenRow {
    TokenPos position;
    std::int32_t id = 0;
    std::string text;      // raw bytes of the token (may be an incomplete UTF-8 sequence)
    bool generated = false;
    float probability = 0, entropy = 0;
    double milliseconds = 0;
    std::vector<Alternative> alternatives;
    std::vector<std::string> alternative_texts;  // same length as alternatives
};

struct StoredStep {
    Step step;
    std::string text;  // exact slice of the transcript
};

/// What a method other than a step x step matrix found out about a run, or an experiment on it.
struct StoredResult {
    std::string kind;     // "knockout", "resampling", ...: says how `json` is to be read (docs/session-format.md)
    std::string key;      // which of its kind: "step 7", "reroute 2:3,2:5"; empty when there is one per run
    std::string created;  // ISO 8601 UTC
    std::string json;
};

/// Expert load of one step (or of the whole run with step = -1).
struct ExpertLoad {
    int layer = 0, expert = 0;
    float share = 0;         // assignments to this expert / all assignments of the layer within the step
    float mean_weight = 0;   // mean applied weight when chosen
};

}  // namespace reasonscope
