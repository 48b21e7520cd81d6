#include "reason/attention_mass.h"

#include <algorithm>

namespace reasonscope {

void AttentionMass::add(const TokenTrace& token, std::span<const TokenPos> begins) {
    add(token.position, token.attention, begins);
}

void AttentionMass::add(TokenPos position, const AttentionTrace& attention, std::span<const TokenPos> begins) {
    if (attention.empty() || attention.segments == 0) return;
    settle(begins);
    layers_ = attention.layers;
    heads_ = attention.heads;
    pending_ = {position, attention.segments, attention.segment_mass};
    has_pending_ = true;
    if (begins.size() > begins_.size()) begins_.assign(begins.begin(), begins.end());
}

/// Moves the pending row into the sum of the segment that its token turned out to belong to.
void AttentionMass::settle(std::span<const TokenPos> begins) {
    if (!has_pending_) return;
    has_pending_ = false;
    const auto after = std::ranges::upper_bound(begins, pending_.position);
    const TokenPos segment = after == begins.begin() ? TokenPos(0) : *std::prev(after);
    // The first row of a segment marks it by its own position: prompt tokens of an open segment are predicted by no row.
    if (rows_.empty() || rows_.back().begin < segment) rows_.push_back({std::max(segment, pending_.position), 0, 0, {}});
    SegmentRow& row = rows_.back();
    const auto grids = static_cast<std::size_t>(layers_) * static_cast<std::size_t>(heads_);
    const auto wide = static_cast<std::size_t>(std::max(row.segments, pending_.segments));
    if (row.segments < pending_.segments) {
        std::vector<float> grown(grids * wide, 0.0F);
        const auto old = static_cast<std::size_t>(row.segments);
        for (std::size_t g = 0; g < grids; ++g) std::copy_n(row.sum.begin() + static_cast<std::ptrdiff_t>(g * old), old, grown.begin() + static_cast<std::ptrdiff_t>(g * wide));
        row.sum = std::move(grown);
        row.segments = pending_.segments;
    }
    const auto given = static_cast<std::size_t>(pending_.segments);
    for (std::size_t g = 0; g < grids; ++g) {
        for (std::size_t s = 0; s < given; ++s) row.sum[g * wide + s] += pending_.mass[g * given + s];
    }
    ++row.rows;
}

/// `value(masses, segments, s)`: the wanted combination of heads for segment s of a [layers, heads, segments] array.
template <class Value>
StepMatrix AttentionMass::collect(std::span<const Step> steps, MassScale scale, const Value& value) const {
    StepMatrix matrix(static_cast<int>(steps.size()));
    std::vector<int> source_of(begins_.size());
    for (std::size_t s = 0; s < begins_.size(); ++s) source_of[s] = begins_[s].value == 0 ? -1 : step_at(steps, begins_[s]);
    std::vector<int> rows_of(steps.size(), 0);
    const auto add_row = [&](TokenPos at, int rows, int segments, const std::vector<float>& masses) {
        const int r = step_at(steps, at);
        if (r < 0 || steps[static_cast<std::size_t>(r)].source == StepSource::Prompt) return;
        rows_of[static_cast<std::size_t>(r)] += rows;
        for (int s = 0; s < segments && s < static_cast<int>(source_of.size()); ++s) {
            const int c = source_of[static_cast<std::size_t>(s)];
            if (c >= 0 && c < r) matrix.at(r, c) += value(masses, segments, s);
        }
    };
    for (const SegmentRow& row : rows_) add_row(row.begin, row.rows, row.segments, row.sum);
    if (has_pending_) add_row(pending_.position, 1, pending_.segments, pending_.mass);
    for (int r = 0; r < matrix.n; ++r) {
        const int rows = rows_of[static_cast<std::size_t>(r)];
        for (int c = 0; c < r && rows > 0; ++c) {
            const Step& source = steps[static_cast<std::size_t>(c)];
            const int tokens = scale == MassScale::Density ? std::max(1, source.last.value - source.first.value) : 1;
            matrix.at(r, c) /= static_cast<float>(rows * tokens);
        }
    }
    return matrix;
}

StepMatrix AttentionMass::matrix(std::span<const Step> steps, MassScale scale) const {
    const auto grids = static_cast<std::size_t>(layers_) * static_cast<std::size_t>(heads_);
    return collect(steps, scale, [&](const std::vector<float>& masses, int segments, int s) {
        double sum = 0;
        for (std::size_t g = 0; g < grids; ++g) sum += masses[g * static_cast<std::size_t>(segments) + static_cast<std::size_t>(s)];
        return static_cast<float>(sum / static_cast<double>(grids));
    });
}

StepMatrix AttentionMass::matrix(std::span<const Step> steps, LayerId layer, HeadId head, MassScale scale) const {
    const bool known = layer.value >= 0 && layer.value < layers_ && head.value >= 0 && head.value < heads_;
    const bool per_head = layers_ > 1 || heads_ > 1;  // a Summary trace holds one mean grid
    if (!known || !per_head) return StepMatrix(static_cast<int>(steps.size()));
    const std::size_t grid = static_cast<std::size_t>(layer.value) * static_cast<std::size_t>(heads_) + static_cast<std::size_t>(head.value);
    return collect(steps, scale, [grid](const std::vector<float>& masses, int segments, int s) {
        return masses[grid * static_cast<std::size_t>(segments) + static_cast<std::size_t>(s)];
    });
}

}  // namespace reasonscope
