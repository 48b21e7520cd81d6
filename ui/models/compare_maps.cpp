#include "ui/models/compare_maps.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "store/token_numbers.h"

namespace reasonscope::ui {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

struct Side {
    CompareSide plain;
    std::vector<std::int32_t> numbers;
    std::vector<StoredStep> steps;
    StepMatrix attention;
    Routing routing;
};

Result<Side> read_side(const SessionReader& reader, RunId run, TokenNumbers& numbers) {
    Side side;
    side.plain.run = run;
    const auto summary = reader.run(run);
    if (!summary) return tl::unexpected(summary.error());
    side.plain.first = summary->prompt_tokens;
    const auto shape = nlohmann::json::parse(summary->start.model_json, nullptr, false);
    side.plain.has_experts = shape.is_object() && shape.value("experts", 0) > 0;
    const auto tokens = reader.tokens(run, TokenPos(0), TokenPos(summary->prompt_tokens + summary->generated_tokens));
    if (!tokens) return tl::unexpected(tokens.error());
    side.numbers = numbers.of(*tokens);
    for (const TokenRow& token : *tokens) {
        if (!token.generated) continue;
        side.plain.entropy.push_back(token.probability > 0 ? token.entropy : kNone);
        side.plain.words.push_back(token.text);
    }
    auto steps = reader.steps(run);
    if (!steps) return tl::unexpected(steps.error());
    side.steps = std::move(*steps);
    auto attention = reader.matrix(run, "attention");
    if (!attention) return tl::unexpected(attention.error());
    if (*attention) side.attention = std::move(**attention);
    auto routing = reader.routing(run);
    if (!routing) return tl::unexpected(routing.error());
    side.routing = std::move(*routing);
    side.plain.routed = !side.routing.empty();
    side.plain.has_experts = side.plain.has_experts || side.plain.routed;
    return side;
}

double mean_from(const CompareSide& side, int position) {
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < side.entropy.size(); ++i) {
        if (side.first + static_cast<int>(i) < position || std::isnan(side.entropy[i])) continue;
        sum += static_cast<double>(side.entropy[i]);
        ++count;
    }
    return count > 0 ? sum / count : std::nan("");
}

const Step* step_of(const Side& side, int index) { return index >= 0 && index < static_cast<int>(side.steps.size()) ? &side.steps[static_cast<std::size_t>(index)].step : nullptr; }

bool written(const Side& side, int index) {
    const Step* step = step_of(side, index);
    return step != nullptr && step->source != StepSource::Prompt;
}

/// Shares of one side in the order of the alignment.
std::vector<float> shares(const Side& side, const std::vector<StepPair>& rows, const std::vector<StepPair>& columns, int StepPair::* own) {
    std::vector<float> out(rows.size() * columns.size(), kNone);
    const StepMatrix& m = side.attention;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const int row = rows[r].*own;
        if (!written(side, row) || row >= m.n) continue;
        float sum = 0;
        for (int c = 0; c < row; ++c) sum += std::max(0.0F, m.at(row, c));
        if (sum <= 0) continue;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const int column = columns[c].*own;
            if (column >= 0 && column < row) out[r * columns.size() + c] = std::max(0.0F, m.at(row, column)) / sum;
        }
    }
    return out;
}

AttentionMaps attention_of(const Side& a, const Side& b, const std::vector<StepPair>& steps) {
    AttentionMaps maps;
    if (a.attention.n == 0 && b.attention.n == 0) return maps;
    maps.columns = steps;
    for (const StepPair& pair : steps)
        if (written(a, pair.a) || written(b, pair.b)) maps.rows.push_back(pair);
    maps.a = shares(a, maps.rows, maps.columns, &StepPair::a);
    maps.b = shares(b, maps.rows, maps.columns, &StepPair::b);
    for (std::size_t i = 0; i < maps.a.size(); ++i) maps.change.push_back(maps.b[i] - maps.a[i]);  // NaN where one is
    return maps;
}

std::vector<TokenBlock> blocks_of(const Side& a, const Side& b, const std::vector<StepPair>& steps) {
    std::vector<TokenBlock> blocks;
    for (const StepPair& pair : steps) {
        const Step *left = step_of(a, pair.a), *right = step_of(b, pair.b);
        if (left != nullptr && right != nullptr) blocks.push_back({left->first.value, left->last.value, right->first.value, right->last.value});
    }
    return blocks;
}

}  // namespace

Result<CompareMaps> read_compare_maps(const SessionReader& reader, RunId a, RunId b, const std::vector<StepPair>& steps) {
    TokenNumbers numbers;
    auto left = read_side(reader, a, numbers);
    if (!left) return tl::unexpected(left.error());
    auto right = read_side(reader, b, numbers);
    if (!right) return tl::unexpected(right.error());
    CompareMaps maps;
    maps.fork = first_difference(left->numbers, right->numbers);
    maps.attention = attention_of(*left, *right, steps);
    maps.routing = compare_routing(left->routing, right->routing, align_tokens(left->numbers, right->numbers, blocks_of(*left, *right, steps)));
    for (Side* side : {&*left, &*right}) side->plain.mean_behind = mean_from(side->plain, maps.fork.value_or(0));
    maps.a = std::move(left->plain);
    maps.b = std::move(right->plain);
    return maps;
}

PooledMap pooled(const std::vector<float>& values, int rows, int columns, int most_rows, int most_columns) {
    PooledMap out;
    if (rows <= 0 || columns <= 0) return out;
    out.row_group = (rows + most_rows - 1) / most_rows;
    out.column_group = (columns + most_columns - 1) / most_columns;
    out.rows = (rows + out.row_group - 1) / out.row_group;
    out.columns = (columns + out.column_group - 1) / out.column_group;
    std::vector<int> counts(static_cast<std::size_t>(out.rows) * static_cast<std::size_t>(out.columns), 0);
    out.values.assign(counts.size(), 0.0F);
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) {
            const float value = values[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(c)];
            if (std::isnan(value)) continue;
            const auto cell = static_cast<std::size_t>(r / out.row_group) * static_cast<std::size_t>(out.columns) + static_cast<std::size_t>(c / out.column_group);
            out.values[cell] += value;
            ++counts[cell];
        }
    for (std::size_t i = 0; i < counts.size(); ++i) out.values[i] = counts[i] > 0 ? out.values[i] / static_cast<float>(counts[i]) : kNone;
    return out;
}

}  // namespace reasonscope::ui
