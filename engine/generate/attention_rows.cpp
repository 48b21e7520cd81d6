#include "generate/attention_rows.h"

#include <algorithm>

#include "generate/selection.h"

namespace reasonscope {

AttentionTrace empty_attention(int layers, int heads, int top_k, int segments) {
    AttentionTrace trace{layers, heads, top_k, segments, {}, {}, {}};
    const auto rows = static_cast<std::size_t>(layers) * static_cast<std::size_t>(heads);
    trace.top_positions.assign(rows * static_cast<std::size_t>(top_k), -1);
    trace.top_weights.assign(rows * static_cast<std::size_t>(top_k), 0.0F);
    trace.segment_mass.assign(rows * static_cast<std::size_t>(segments), 0.0F);
    return trace;
}

void add_attention_row(AttentionTrace& trace, int layer, int head, std::span<const float> row, std::span<const TokenPos> begins) {
    const auto at = static_cast<std::size_t>(layer) * static_cast<std::size_t>(trace.heads) + static_cast<std::size_t>(head);
    thread_local std::vector<Ranked> top;  // one row after another: no allocation per row
    largest(row, trace.top_k, top);
    for (std::size_t i = 0; i < top.size(); ++i) {
        trace.top_positions[at * static_cast<std::size_t>(trace.top_k) + i] = top[i].index;
        trace.top_weights[at * static_cast<std::size_t>(trace.top_k) + i] = top[i].value;
    }
    const auto segments = std::min(begins.size(), static_cast<std::size_t>(trace.segments));
    for (std::size_t g = 0; g < segments; ++g) {
        const auto begin = std::min(static_cast<std::size_t>(begins[g].value), row.size());
        const auto end = g + 1 < begins.size() ? std::min(static_cast<std::size_t>(begins[g + 1].value), row.size()) : row.size();
        double mass = 0;
        for (auto i = begin; i < end; ++i) mass += static_cast<double>(row[i]);
        trace.segment_mass[at * static_cast<std::size_t>(trace.segments) + g] = static_cast<float>(mass);
    }
}

}  // namespace reasonscope
