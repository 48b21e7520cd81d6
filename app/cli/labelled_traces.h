#pragma once
// Published labelled traces: the folders of thought-anchors.com (Bogdan et al., arXiv 2506.19143).

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "reason/train_classifier.h"

namespace reasonscope::cli {

/// Every folder under `root` (itself included) with chunks_labeled.json and base_solution.json, in order of path. The folder's name
/// is the problem. A chunk runs from its first byte in the solution to the next chunk, white space included. BadInput, naming the
/// file, for broken JSON, a chunk that is not in the solution, an unknown class, or a tree without such folders.
Result<std::vector<LabelledTrace>> read_labelled_traces(const std::filesystem::path& root);

}  // namespace reasonscope::cli
