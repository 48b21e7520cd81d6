#pragma once
// One exact forward pass over given ids, everything in it kept: the reference that traces are compared with.

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "model/model.h"

namespace reasonscope {

struct InspectedRouter {
    int layer = 0;
    std::vector<float> scores;          // [T, experts], sigmoid scores before the bias
    std::vector<std::int32_t> experts;  // [T, k], decreasing weight
    std::vector<float> weights;         // [T, k], as applied
};

struct Inspection {
    int tokens = 0, vocab = 0, heads = 0, experts = 0, experts_per_token = 0;
    std::vector<float> logits;                  // [T, vocab]
    std::vector<std::vector<float>> attention;  // per layer [heads, T, T]
    std::vector<InspectedRouter> routers;       // MoE layers in order
    std::vector<std::int32_t> greedy_ids;       // [T + N], prompt and N greedy tokens; empty when N was 0
};

/// Without a cache, causal, then `greedy` tokens by generate() (with its cache, past any stop token). Errors: BadInput for ids outside the
/// vocabulary or the context, and for a pass that would need more than `memory_limit_bytes` for attention and logits.
Result<Inspection> inspect(const Model& model, std::span<const std::int32_t> ids, int greedy, std::stop_token stop,
                           std::int64_t memory_limit_bytes = std::int64_t{4} << 30);

/// Logits [T, vocab] of the same ids, decoded one after the other with the cache, as generation does after the prompt. Errors as inspect().
Result<std::vector<float>> decoded_logits(const Model& model, std::span<const std::int32_t> ids, std::stop_token stop,
                                          std::int64_t memory_limit_bytes = std::int64_t{4} << 30);

/// Tensors: logits, attention.{layer}, router.{layer}.{scores,experts,weights}, greedy_ids; f32 but for the ids (i32).
Status write_inspection(const std::filesystem::path& path, const Inspection& inspection);

}  // namespace reasonscope
