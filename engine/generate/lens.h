#pragma once
// Logit lens: what each layer would say if it were the last: the final norm and the output head over every layer's residual stream.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "model/model.h"
#include "trace/events.h"

namespace reasonscope {

/// One layer's say about one token.
struct LensCell {
    std::vector<Alternative> top;  // likeliest tokens, decreasing
    float probability = 0;         // of the token that stands there
    int rank = 0;                  // of that token; 0 is the likeliest
    float divergence = 0;          // KL(last layer || this layer), nats
};

/// One token, as the row before it predicts it.
struct LensColumn {
    TokenPos position;
    std::int32_t id = 0;           // the token that stands there
    std::vector<LensCell> layers;  // [layers]; behind layer 0 first; the last is the model's own say
    int settled = 0;               // first layer from which on the likeliest token is the last layer's
};

/// Columns for tokens [first, last) of `ids`, 1 <= first < last <= T, temperature 1; ids from `vocabulary` on are no tokens (0: all are). One
/// forward pass over the tokens before `last`. Errors: BadInput for ids outside the vocabulary or the context and a range that does not exist; Cancelled.
Result<std::vector<LensColumn>> logit_lens(const Model& model, std::span<const std::int32_t> ids, TokenPos first, TokenPos last, int top_k, int vocabulary,
                                           std::stop_token stop);

}  // namespace reasonscope
