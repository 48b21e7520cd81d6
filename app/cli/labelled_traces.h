#pragma once
// Published labelled traces: the folders of thought-anchors.com (Bogdan et al., arXiv 2506.19143).

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "reason/train_classifier.h"

namespace reasonscope::cli {

/// A published trace with its labels and the folder it came from.
struct FolderTrace : LabelledTrace {
    std::filesystem::path folder;
};

/// Every folder under `root` (itself included) with chunks_labeled.json and base_solution.json, in order of path. The folder's name
/// is the problem. A chunk runs from its first byte in the solution to the next chunk, white space included. BadInput, naming the
/// file, for broken JSON, a chunk that is not in the solution, an unknown class, or a tree without such folders.
Result<std::vector<FolderTrace>> read_trace_folders(const std::filesystem::path& root);
Result<std::vector<LabelledTrace>> read_labelled_traces(const std::filesystem::path& root);

}  // namespace reasonscope::cli
