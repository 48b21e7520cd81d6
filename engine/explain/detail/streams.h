#pragma once
// The residual stream of a chain at every layer. Private to explain (.cpp files only).

#include <stop_token>
#include <vector>

#include "model/detail/decoder.h"

namespace reasonscope::detail {

struct Streams {
    std::vector<at::Tensor> before;    // [layers + 1] of [T, hidden]: before each layer, and behind the last
    std::vector<at::Tensor> attended;  // [layers] of [T, hidden]: behind each layer's attention; empty unless asked for
};

/// One pass over `ids` [1, T] with a cache, in chunks, so that scores never take more than [heads, 256, T]. Throws Stopped.
Streams read_streams(const Decoder& decoder, const at::Tensor& ids, bool attended, const std::stop_token& stop);

}  // namespace reasonscope::detail
