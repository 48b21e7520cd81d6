#include "cuda/attention_stats.h"

namespace reasonscope::cuda {

Status check(const AttentionShape& shape) {
    if (shape.heads < 1 || shape.kv_heads < 1 || shape.heads % shape.kv_heads != 0)
        return bad_input("Attention statistics need query heads that are a multiple of the key heads, not {} and {}.",
                         shape.heads, shape.kv_heads);
    if (shape.length < 1 || shape.qk_dim < 1 || shape.v_dim < 1)
        return bad_input("Attention statistics need at least one key and one dimension, not {} keys of {} and {}.",
                         shape.length, shape.qk_dim, shape.v_dim);
    if (shape.qk_dim > 1024)
        return bad_input("Attention statistics take query dimensions up to 1024, not {}.", shape.qk_dim);
    if (shape.length > 1 << 20)
        return bad_input("Attention statistics take up to {} keys, not {}.", 1 << 20, shape.length);
    if (shape.segments < 0 || shape.top_k < 0 || shape.top_k > max_top_k)
        return bad_input("Attention statistics take 0 to {} top positions, not {}.", max_top_k, shape.top_k);
    return {};
}

}  // namespace reasonscope::cuda
