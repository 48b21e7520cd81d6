#pragma once
// One decode step of attention that explains itself: the attention output together with the top-k source positions,
// the mass on every segment (reasoning step) and the entropy of each head, at the cost of one read of the KV cache.
//
// The GPU kernels split the keys among blocks and merge the parts exactly (flash-decoding), so every figure is exact;
// no [length] row leaves the chip. `attention_stats_reference` is the slow readable twin they are tested against.

#include <cstddef>
#include <cstdint>

#include "base/result.h"

namespace reasonscope::cuda {

/// Sizes of one step. Query head h reads key/value head h / (heads / kv_heads).
struct AttentionShape {
    int heads = 0;     // query heads, a multiple of kv_heads
    int kv_heads = 0;  // 1 for multi-query and for latent (MLA) attention
    int length = 0;    // keys, this token's own included
    int qk_dim = 0;
    int v_dim = 0;
    int segments = 0;  // may be 0
    int top_k = 0;     // 0..max_top_k
    float scale = 1;   // multiplies q·k before the softmax
};

inline constexpr int max_top_k = 32;

/// What is read. KV is float or, as raw bits, bfloat16 (std::uint16_t).
template <class KV>
struct AttentionInputs {
    const float* q = nullptr;            // [heads, qk_dim]
    const KV* k = nullptr;               // [kv_heads, length, qk_dim]
    const KV* v = nullptr;               // [kv_heads, length, v_dim]
    const int* segment_begin = nullptr;  // [segments], ascending, 0..length; a segment ends where the next begins,
                                         // the last at `length`; keys before the first belong to none
};

/// What is written; every pointer is required unless its size is 0.
struct AttentionOutputs {
    float* output = nullptr;        // [heads, v_dim]
    int* top_position = nullptr;    // [heads, top_k], by falling weight, then rising position; -1 beyond `length`
    float* top_weight = nullptr;    // [heads, top_k], softmax weights; 0 where the position is -1
    float* segment_mass = nullptr;  // [heads, segments], sums of softmax weights
    float* entropy = nullptr;       // [heads], nats
};

/// BadInput when the sizes do not describe an attention step or exceed what the kernels take.
Status check(const AttentionShape& shape);

/// The CPU twin: plain loops over host memory. `shape` must pass `check`.
void attention_stats_reference(const AttentionShape& shape, const AttentionInputs<float>& in,
                               const AttentionOutputs& out);

// Below: only in builds with CUDA (preset `cuda`). All pointers are device memory.

/// Whether a usable GPU and driver are there.
bool device_available();

/// Bytes of scratch device memory that one call needs.
std::size_t workspace_bytes(const AttentionShape& shape);

/// Enqueues the step on `stream` (a cudaStream_t; null is the default stream) and returns without waiting; suitable
/// for capture in a CUDA graph. `workspace` holds workspace_bytes(shape), aligned to 16, and is free for other use
/// once the stream has passed.
Status attention_stats(const AttentionShape& shape, const AttentionInputs<float>& in, const AttentionOutputs& out,
                       void* workspace, void* stream);
Status attention_stats(const AttentionShape& shape, const AttentionInputs<std::uint16_t>& in,
                       const AttentionOutputs& out, void* workspace, void* stream);

}  // namespace reasonscope::cuda
