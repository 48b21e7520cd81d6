#pragma once
// The decode loop: prompt ids in, tokens out, with an optional trace sink as observer.

#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "generate/continuation.h"
#include "model/model.h"
#include "trace/events.h"

namespace reasonscope {

/// temperature 0 is greedy. Filters apply in the order repetition penalty, temperature, top-k, top-p, min-p.
struct SamplerSettings {
    float temperature = 0.0F;
    int top_k = 0;                    // 0: off
    float top_p = 1.0F;               // 1: off
    float min_p = 0.0F;               // 0: off; relative to the most likely token
    float repetition_penalty = 1.0F;  // 1: off
    std::uint64_t seed = 0;           // same seed, same settings, same tokens
};

struct GenerateSettings {
    SamplerSettings sampler;
    int max_tokens = 1024;
    TraceLevel trace = TraceLevel::Full;
    int trace_top_k = 8;                 // source tokens kept per layer and head
    std::vector<std::int32_t> stop_ids;  // generation ends after emitting one of these
    int vocabulary = 0;                  // ids from here on are never chosen (embedding rows beyond the tokenizer); 0: all may be
};

enum class StopReason { StopToken, MaxTokens, ContextFull, Cancelled };
std::string_view name(StopReason reason);  // "stop", "length", "context", "cancelled"

struct Generation {
    std::vector<std::int32_t> ids;  // generated only, the stop token included
    StopReason reason = StopReason::StopToken;
    int reused = 0;             // positions whose keys and values came from the prefix cache
    double first_token_ms = 0;  // from the call to the first token
    double seconds = 0;         // whole call
    double tokens_per_second = 0;  // decode only, first token excluded
};

/// Runs on the calling thread; cancel takes effect within one layer of one step. A cancelled run returns what it has
/// with StopReason::Cancelled, not an error. Errors: BadInput when the prompt is empty, has an id outside the vocabulary or
/// leaves no room in the context, or a setting is out of range; Failure when the model computes NaN or memory runs out.
/// `continuation`: forced tokens count as generated and as max_tokens; BadInput also for one outside the vocabulary or an ablation that
/// does not fit; Failure when every token is refused.
/// Memory: the cache of prompt + max_tokens positions (at most the context), and [heads, 128, T] f32 scores while the prompt is read.
Result<Generation> generate(const Model& model, std::span<const std::int32_t> prompt, const GenerateSettings& settings,
                            TraceSink* sink, std::stop_token stop, const Continuation& continuation = {});

/// The same run with the tokens given instead of chosen: `sink` sees what it would have seen had the model written `completion`.
/// Sampler, max_tokens and stop_ids are not looked at. Errors as generate(); BadInput also for a completion that is empty, or too long.
Result<Generation> replay(const Model& model, std::span<const std::int32_t> prompt, std::span<const std::int32_t> completion,
                          const GenerateSettings& settings, TraceSink* sink, std::stop_token stop);

}  // namespace reasonscope
