#pragma once
// Suppressed continuations of a chain, all of them together, one layer after the other: a layer of the unchanged chain is run once, then that
// layer of every variant, whose rows before its source are the chain's own. No variant needs a cache. Private to explain (.cpp files only).

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "model/detail/decoder.h"

namespace reasonscope::detail {

/// Rows [begin, end) again, with keys [hidden_first, hidden_last) hidden from them.
struct Continuation {
    std::int64_t begin = 0, end = 0, hidden_first = 0, hidden_last = 0;
    at::Tensor hidden;  // out: [end - begin, hidden], after the final norm
};

/// ids [1, end] int64, the end of the longest continuation. Fills every one's `hidden`; returns the chain's own, [end, hidden]. `done` is told the share of the work.
/// Memory: end x hidden for the chain, what the continuations hold, and one layer's values for the longest of them. Throws Stopped.
at::Tensor run_layerwise(const Decoder& decoder, const at::Tensor& ids, std::span<Continuation> variants, const std::function<void(double)>& done,
                         const std::stop_token& stop);

}  // namespace reasonscope::detail
