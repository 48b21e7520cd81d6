#pragma once
// The step classifier's two views of a trace: features with measures for the chain, rows of numbers for the trees. Pure functions.

#include <span>
#include <string>
#include <vector>

#include "reason/step_features.h"
#include "reason/step_measures.h"

namespace reasonscope {

/// How one measure is spread over the training steps.
struct MeasureScale {
    double mean = 0, deviation = 1;
    /// Deviations from the mean, three at most either way, at the strength of a feature.
    [[nodiscard]] double scaled(double value) const;
};

/// Mean and standard deviation of each measure over all steps of all traces; a constant measure has deviation one.
std::vector<MeasureScale> measure_scales(const std::vector<std::vector<StepMeasures>>& traces);

/// Rows for the trees, one per step: its measures, the same less their mean over the trace, those of the step before and of the one
/// behind (the mean at the ends), then the value of each feature named in `inputs`. Measures of the way to the trace's end are zero:
/// a trace that still grows has none.
std::vector<std::vector<float>> forest_rows(const std::vector<StepFeatures>& features, const std::vector<StepMeasures>& measures,
                                            const std::vector<std::string>& inputs);

}  // namespace reasonscope
