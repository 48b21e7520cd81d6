#pragma once
// What this machine's processor can do.

namespace reasonscope {

/// Whether it multiplies bf16 in hardware (AVX-512 BF16 or AMX).
bool has_fast_bf16();

}  // namespace reasonscope
