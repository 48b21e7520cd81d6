#pragma once
// reasonscope bench --explain: what explanations cost on a long chain, in prefills of that chain.

#include "base/result.h"
#include "model/model.h"

namespace reasonscope::cli {

struct ExplainBench {
    int tokens = 2000, step = 30;  // of the random chain
    int sources = 8;               // evenly spread steps whose suppression is measured; 0: all
    bool json = false;
};

/// Prints one JSON object or a few lines. Errors: BadInput when the chain has fewer than four steps or exceeds the context.
Status bench_explanations(const Model& model, const ExplainBench& settings);

}  // namespace reasonscope::cli
