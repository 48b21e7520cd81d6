#pragma once
// Condenses full rows of attention weights into what a trace keeps.

#include <span>
#include <vector>

#include "trace/events.h"

namespace reasonscope {

/// An AttentionTrace of the given size with nothing in it yet.
AttentionTrace empty_attention(int layers, int heads, int top_k, int segments);

/// Fills one layer and head of `trace` from `row` [T] (softmax weights over positions 0..T-1). Segments that start at or after T
/// get mass 0. Sums run in f64.
void add_attention_row(AttentionTrace& trace, int layer, int head, std::span<const float> row, std::span<const TokenPos> begins);

}  // namespace reasonscope
