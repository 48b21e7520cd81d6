#pragma once
// Two stored runs beside each other, and how their answers spread when they are written again.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "pipeline/loaded_model.h"
#include "reason/align.h"
#include "store/session.h"

namespace reasonscope {

struct ComparedStep {
    StepPair steps;                    // indexes into the runs' steps
    std::optional<float> entropy_a, entropy_b;  // mean over the step's generated tokens, nats; nothing where none was traced
    /// Overlap of the two steps' expert loads: 1 - half the L1 distance, mean over MoE layers. Nothing without routing on both sides.
    std::optional<double> routing;
    /// Overlap of what they attend to: sum over paired sources of the smaller share of attention mass. Nothing without attention.
    std::optional<double> attention;
};

struct RoutingSplit {
    TokenPos position, position_b;  // of the token that the row predicts, in a and in b
    LayerId layer;
    std::vector<std::int32_t> experts_a, experts_b;  // ascending
};

struct RunComparison {
    RunSummary a, b;
    std::vector<StoredStep> steps_a, steps_b;
    std::optional<TokenPos> first_difference;  // by id and text; nothing when the tokens are the same
    std::vector<ComparedStep> steps;
    std::optional<RoutingSplit> routing_split;  // first of the aligned tokens, then first layer, whose expert sets differ
    std::optional<double> mean_entropy_a, mean_entropy_b;  // over generated tokens, nats; nothing where none was traced

    /// Whether one side is a published trace, whose "tokens" are sentences: then first_difference counts those.
    [[nodiscard]] bool by_sentences() const { return a.start.model_type == kPublishedTrace || b.start.model_type == kPublishedTrace; }
};

/// Errors: BadInput for a run that is not there, Cancelled.
Result<RunComparison> compare_runs(const SessionReader& reader, RunId a, RunId b, const ProgressFn& progress, std::stop_token stop);

/// One answer among those that were drawn.
struct AnswerCount {
    std::string answer;  // without white space at its ends; empty: none was written
    int count = 0;
};
struct AnswerDistribution {
    int samples = 0;
    TokenPos from;  // first token that was drawn again
    float temperature = 0;
    std::uint64_t first_seed = 0;
    std::vector<AnswerCount> answers;  // most frequent first
};

/// Draws `samples` continuations of the run from token `from` on (its own tokens before it stay) with seeds first_seed, first_seed + 1, ...
/// the run's settings and without the parts that were out when it was written; a temperature of 0 becomes 0.6. Nothing is traced. Errors: BadInput for another model or a place outside the
/// completion; Cancelled.
Result<AnswerDistribution> resample_answers(const LoadedModel& model, const SessionReader& reader, RunId run, TokenPos from, int samples,
                                            std::uint64_t first_seed, const ProgressFn& progress, std::stop_token stop);

/// {"samples", "from", "temperature", "first_seed", "answers": [{"answer", "count"}]}: the result kind "answers" of a session.
std::string to_json(const AnswerDistribution& distribution);
std::optional<AnswerDistribution> parse_answer_distribution(std::string_view json);

}  // namespace reasonscope
