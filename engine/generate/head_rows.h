#pragma once
// One attention head's weights, whole rows: what a trace keeps only the strongest entries of.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "model/model.h"

namespace reasonscope {

struct HeadRows {
    LayerId layer;
    HeadId head;
    TokenPos first, last;                  // half-open: the tokens that the rows predict
    std::vector<std::vector<float>> rows;  // row i predicts token first + i: softmax weights on positions 0 .. first + i - 1. Their sum is below one by what an attention sink takes
};

/// Rows of tokens [first, last) of `ids`, 1 <= first < last <= T. One forward pass over the tokens before `last`; memory beyond it: the rows.
/// Errors: BadInput for a layer or head the model lacks, ids outside the vocabulary or the context, a range that does not exist; Cancelled,
/// checked in every layer. Runs on the calling thread.
Result<HeadRows> head_rows(const Model& model, std::span<const std::int32_t> ids, LayerId layer, HeadId head, TokenPos first, TokenPos last, std::stop_token stop);

}  // namespace reasonscope
