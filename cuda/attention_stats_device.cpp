#include "cuda/attention_stats.h"
#include "cuda/detail/launch.h"

namespace reasonscope::cuda {
namespace {

template <class KV>
Status enqueue(const AttentionShape& shape, const AttentionInputs<KV>& in, const AttentionOutputs& out,
               void* workspace, void* stream) {
    if (auto valid = check(shape); !valid) return valid;
    const detail::LaunchArguments<KV> arguments{
        shape.heads,      shape.kv_heads,     shape.length,   shape.qk_dim,     shape.v_dim, shape.segments,
        shape.top_k,      shape.scale,        in.q,           in.k,             in.v,        in.segment_begin,
        out.output,       out.top_position,   out.top_weight, out.segment_mass, out.entropy};
    if (const int error = detail::launch(arguments, workspace, stream); error != 0)
        return failure("The GPU refused the attention statistics kernel: {}.", detail::error_text(error));
    return {};
}

}  // namespace

bool device_available() { return detail::device_count() > 0; }

std::size_t workspace_bytes(const AttentionShape& shape) {
    return sizeof(float) *
           detail::workspace_floats(shape.heads, shape.length, shape.v_dim, shape.segments, shape.top_k);
}

Status attention_stats(const AttentionShape& shape, const AttentionInputs<float>& in, const AttentionOutputs& out,
                       void* workspace, void* stream) {
    return enqueue(shape, in, out, workspace, stream);
}

Status attention_stats(const AttentionShape& shape, const AttentionInputs<std::uint16_t>& in,
                       const AttentionOutputs& out, void* workspace, void* stream) {
    return enqueue(shape, in, out, workspace, stream);
}

}  // namespace reasonscope::cuda
