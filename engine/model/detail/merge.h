#pragma once
// Adds an adapter to the weights of its base. Private to model.

#include "model/adapter.h"
#include "model/detail/layers.h"

namespace reasonscope::detail {

/// Changes `weights` in place: worked out in f32 and rounded once to each weight's dtype. Requires adapter.check(). A few rows of a matrix at a
/// time, so that no second copy of a large one exists.
void merge_adapter(const Adapter& adapter, const TensorMap& weights);

}  // namespace reasonscope::detail
