#include "reason/routing_difference.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reasonscope {
namespace {

/// Row of `routing` of the token at each position; -1: none.
std::vector<int> rows_by_position(const Routing& routing) {
    std::vector<int> rows;
    for (std::size_t i = 0; i < routing.tokens.size(); ++i) {
        const auto at = static_cast<std::size_t>(std::max(0, routing.tokens[i].position.value));
        if (at >= rows.size()) rows.resize(at + 1, -1);
        rows[at] = static_cast<int>(i);
    }
    return rows;
}

int row_at(const std::vector<int>& rows, int position) {
    return position >= 0 && static_cast<std::size_t>(position) < rows.size() ? rows[static_cast<std::size_t>(position)] : -1;
}

/// Share of a's experts that are not b's.
float share_of_others(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
    const auto others = std::ranges::count_if(a, [&](std::int32_t expert) { return std::ranges::find(b, expert) == b.end(); });
    return static_cast<float>(others) / static_cast<float>(a.size());
}

std::vector<float> load_of(const Routing& routing) {
    const auto experts = static_cast<std::size_t>(routing.experts);
    std::vector<float> load(routing.layers.size() * experts, 0.0F);
    for (std::size_t token = 0; token < routing.tokens.size(); ++token)
        for (std::size_t layer = 0; layer < routing.layers.size(); ++layer)
            for (const std::int32_t expert : routing.at(token, layer))
                if (expert >= 0) load[layer * experts + static_cast<std::size_t>(expert)] += 1.0F;
    for (float& share : load) share /= static_cast<float>(routing.tokens.size());
    return load;
}

}  // namespace

RoutingDifference compare_routing(const Routing& a, const Routing& b, std::span<const TokenPair> pairs) {
    RoutingDifference out;
    if (a.empty() || b.empty() || a.layers != b.layers || a.experts != b.experts || a.top_k != b.top_k) return out;
    out.layers = a.layers;
    out.experts = a.experts;
    out.top_k = a.top_k;
    out.load_a = load_of(a);
    out.load_b = load_of(b);
    const auto rows_a = rows_by_position(a), rows_b = rows_by_position(b);
    std::vector<std::pair<int, int>> rows;  // of the columns
    for (const TokenPair& pair : pairs) {
        const int row_a = row_at(rows_a, pair.a), row_b = row_at(rows_b, pair.b);
        if (row_a < 0 && row_b < 0) continue;
        out.columns.push_back({row_a < 0 ? -1 : pair.a, row_b < 0 ? -1 : pair.b, pair.same && row_a >= 0 && row_b >= 0});
        rows.emplace_back(row_a, row_b);
        out.compared += row_a >= 0 && row_b >= 0;
    }
    out.other.assign(out.layers.size() * rows.size(), std::numeric_limits<float>::quiet_NaN());
    out.parted.assign(out.layers.size(), 0.0F);
    for (std::size_t column = 0; column < rows.size(); ++column) {
        const auto [row_a, row_b] = rows[column];
        if (row_a < 0 || row_b < 0) continue;
        for (std::size_t layer = 0; layer < out.layers.size(); ++layer) {
            const float share = share_of_others(a.at(static_cast<std::size_t>(row_a), layer), b.at(static_cast<std::size_t>(row_b), layer));
            out.other[layer * rows.size() + column] = share;
            if (share <= 0) continue;
            out.parted[layer] += 1.0F / static_cast<float>(out.compared);
            if (!out.first) out.first = {static_cast<int>(column), layer};
        }
    }
    return out;
}

}  // namespace reasonscope
