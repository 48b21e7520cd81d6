#pragma once
// Which of the differences between step classes are more than chance: classes are shuffled over the steps and counted again.

#include <span>

#include "reason/experts.h"
#include "reason/step.h"

namespace reasonscope {

/// Fills `enrichments` and `information` of an analysis whose groups are counted. The same seed gives the same values everywhere.
void test_classes(ExpertAnalysis& analysis, std::span<const Step> steps);

}  // namespace reasonscope
