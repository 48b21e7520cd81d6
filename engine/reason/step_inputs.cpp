#include "reason/step_inputs.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

namespace reasonscope {

double MeasureScale::scaled(double value) const {
    constexpr double kLimit = 3, kStrength = 0.3;
    return kStrength * std::clamp((value - mean) / deviation, -kLimit, kLimit);
}

std::vector<MeasureScale> measure_scales(const std::vector<std::vector<StepMeasures>>& traces) {
    std::vector<MeasureScale> scales(measure_names().size());
    for (std::size_t m = 0; m < scales.size(); ++m) {
        double n = 0, sum = 0, squares = 0;
        for (const auto& trace : traces) {
            for (const StepMeasures& step : trace) ++n, sum += step[m];
        }
        scales[m].mean = n > 0 ? sum / n : 0;
        for (const auto& trace : traces) {
            for (const StepMeasures& step : trace) squares += (step[m] - scales[m].mean) * (step[m] - scales[m].mean);
        }
        const double deviation = n > 0 ? std::sqrt(squares / n) : 0;
        scales[m].deviation = deviation > 1e-9 ? deviation : 1;
    }
    return scales;
}

std::vector<std::vector<float>> forest_rows(const std::vector<StepFeatures>& features, const std::vector<StepMeasures>& measures,
                                            const std::vector<std::string>& inputs) {
    const std::size_t n = measures.size(), m = measure_names().size();
    std::vector<double> mean(m, 0.0);
    for (const StepMeasures& step : measures) {
        for (std::size_t k = 0; k < m; ++k) mean[k] += step[k] / static_cast<double>(n);
    }
    std::vector<std::size_t> hidden;
    for (const std::string_view name : {"place", "bytes before", "steps behind"}) {
        hidden.push_back(static_cast<std::size_t>(std::ranges::find(measure_names(), name) - measure_names().begin()));
    }
    std::unordered_map<std::string_view, std::size_t> column;
    for (std::size_t c = 0; c < inputs.size(); ++c) column.emplace(inputs[c], 4 * m + c);
    std::vector<std::vector<float>> rows(n);
    for (std::size_t i = 0; i < n; ++i) {
        auto& row = rows[i];
        row.reserve(4 * m + inputs.size());
        for (std::size_t k = 0; k < m; ++k) row.push_back(static_cast<float>(measures[i][k]));
        for (std::size_t k = 0; k < m; ++k) row.push_back(static_cast<float>(measures[i][k] - mean[k]));
        for (std::size_t k = 0; k < m; ++k) row.push_back(static_cast<float>(i > 0 ? measures[i - 1][k] : mean[k]));
        for (std::size_t k = 0; k < m; ++k) row.push_back(static_cast<float>(i + 1 < n ? measures[i + 1][k] : mean[k]));
        for (const std::size_t k : hidden) row[k] = row[m + k] = row[2 * m + k] = row[3 * m + k] = 0;
        row.resize(4 * m + inputs.size(), 0.0F);
        for (const auto& [feature, value] : features[i]) {
            if (const auto at = column.find(feature); at != column.end()) row[at->second] = value;
        }
    }
    return rows;
}

}  // namespace reasonscope
