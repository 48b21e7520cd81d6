#pragma once
// One pass over a chain for what certain rows of it do, shared by the logit lens and the rows of a head.

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "base/ids.h"
#include "base/result.h"
#include "model/detail/model_impl.h"

namespace reasonscope::detail {

/// BadInput for ids outside the vocabulary, more than the context holds, or tokens [first, last) that no row of `ids` predicts.
Status check_rows(const ModelConfig& config, std::span<const std::int32_t> ids, TokenPos first, TokenPos last);

/// Part of the pass: chunk rows [from, to) of the tensor at hand are wanted; they stand for chain rows beginning at `row`.
struct WantedRows {
    std::int64_t from = 0, to = 0, row = 0;
    [[nodiscard]] bool any() const { return from < to; }
};

/// Runs the tokens before `last` in chunks. `hooks` made by the caller; in them `wanted` says which rows of the chunk predict [first, last).
void run_rows(const Decoder& decoder, std::span<const std::int32_t> ids, TokenPos first, TokenPos last, const ForwardHooks& hooks, WantedRows& wanted);

}  // namespace reasonscope::detail
