#pragma once
// The seam between nvcc and the host compiler: no engine header passes through nvcc.

#include <cstddef>
#include <cstdint>

namespace reasonscope::cuda::detail {

/// AttentionShape, AttentionInputs and AttentionOutputs flattened; the same meanings and device pointers.
template <class KV>
struct LaunchArguments {
    int heads, kv_heads, length, qk_dim, v_dim, segments, top_k;
    float scale;
    const float* q;
    const KV* k;
    const KV* v;
    const int* segment_begin;
    float* output;
    int* top_position;
    float* top_weight;
    float* segment_mass;
    float* entropy;
};

std::size_t workspace_floats(int heads, int length, int v_dim, int segments, int top_k);

/// 0, or the cudaError_t of a launch that was refused.
int launch(const LaunchArguments<float>& arguments, void* workspace, void* stream);
int launch(const LaunchArguments<std::uint16_t>& arguments, void* workspace, void* stream);

int device_count();
const char* error_text(int error);

}  // namespace reasonscope::cuda::detail
