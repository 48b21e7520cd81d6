#pragma once
// Counterfactual importance of a step (Thought Anchors, arXiv 2506.19143): the model writes on from just before the step and from just
// behind it, many times; how the answers differ when it says something else there is what the step is worth.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "explain/written_run.h"
#include "reason/proportion.h"
#include "reason/similarity.h"

namespace reasonscope {

struct ResampleSettings {
    SamplerSettings sampler;       // WrittenRun::sampler() is the model's own
    int samples = 32;              // at most, with the step and without it each
    int at_once = 4;               // written side by side; results come after each such batch
    bool keep = false;             // what was found when stopped, instead of Cancelled
    int max_tokens = 1024;         // of one continuation
    double tight = 0.1;            // stop when the interval's half width is no more than this
    double same_meaning = kSameMeaning;  // resampled steps at least so alike, with the same numbers, are no counterfactual
};

/// How often one answer came.
struct AnswerShare {
    std::string answer;  // as answer_key() gives it; empty: no answer within max_tokens
    int kept = 0, replaced = 0;
};

struct ResampledStep {
    std::string text;
    std::string answer;
    double similarity = 0;
};

/// Grows while samples arrive.
struct Resampling {
    StepId step;
    std::string answer;             // the run's own, as answer_key() gives it
    int after = 0;                  // continuations from behind the step
    int before = 0;                 // continuations from before it
    int kept = 0, kept_right = 0;   // with the step: all from behind it, and those from before that say the same again; with the run's answer
    int replaced = 0, replaced_right = 0;  // with another step in its place
    double importance = 0;          // kept_right / kept - replaced_right / replaced, in [-1, 1]; negative: the answer comes more often without it
    ConfidenceInterval interval;              // of that, 95 %, as if the number of samples had been fixed; [-1, 1] as long as nothing was replaced
    double divergence = 0;          // KL(answers with another step || answers with the step), nats, one count added to every answer
    bool tight = false;             // ended because the interval was tight
    bool stopped = false;           // by a person, before the interval was tight and all samples were there
    std::vector<AnswerShare> answers;     // most frequent first
    std::vector<ResampledStep> examples;  // of replacing steps, at most 5
    ResampleSettings settings;
};

/// Called after every batch, on the calling thread.
using ResamplingFn = std::function<void(const Resampling&)>;

/// Cost (resampling_cost): the chain once, then up to 2 x samples continuations in batches over its cache. Errors: BadInput for a run without an answer, a step
/// that does not exist or belongs to the prompt, settings out of range; Cancelled, within one layer, with `keep` only during the first batch.
Result<Resampling> resample(const WrittenRun& run, StepId step, const ResampleSettings& settings, const ResamplingFn& partial, const ProgressFn& progress,
                            std::stop_token stop);

/// Tokens that run through the model at most, in units of the chain's own length: as if every continuation were as long as the rest of the run.
double resampling_cost(int first_of_step, int tokens, int samples);

std::string to_json(const Resampling& result);
/// BadInput for text that to_json() did not write.
Result<Resampling> parse_resampling(std::string_view json);

}  // namespace reasonscope
