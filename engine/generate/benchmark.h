#pragma once
// How fast a model decodes here, how much of the memory bandwidth that takes, and what tracing costs.

#include <cstdint>
#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "generate/generator.h"
#include "model/model.h"

namespace reasonscope {

struct BenchmarkSettings {
    int prefill = 128, decode = 128;  // tokens
    int repeats = 3;                  // medians are over all of them; one more warms up
    TraceLevel trace = TraceLevel::Off;
};

struct BenchmarkResult {
    double first_token_ms = 0;             // median over repeats, prefill of the whole prompt included
    double prefill_tokens_per_second = 0;  // prompt tokens / first_token_ms
    double decode_ms = 0;                  // median over all decoded tokens but the first of each repeat
    double tokens_per_second = 0;          // 1000 / decode_ms
    std::int64_t bytes_per_token = 0;      // weights that one token reads, and the mean cache
    double gigabytes_per_second = 0;       // bytes_per_token at decode_ms, 1e9 bytes
    double untraced_decode_ms = 0;         // the same without a trace; equals decode_ms when the level is off
    double trace_cost = 0;                 // decode_ms / untraced_decode_ms
};

/// Runs random ids (fixed seed) greedily, past any stop token. Errors: BadInput when prefill + decode exceed the context or a
/// number is not positive.
Result<BenchmarkResult> benchmark(const Model& model, const BenchmarkSettings& settings, const ProgressFn& progress, std::stop_token stop);

}  // namespace reasonscope
