#pragma once
// The weights of a model folder: model.safetensors, or the shards that model.safetensors.index.json names.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/safetensors.h"

namespace reasonscope {

struct Checkpoint {
    std::vector<SafetensorsFile> files;         // in name order
    std::map<std::string, TensorView> tensors;  // over all files; views live as long as `files` or a copy of them

    /// Errors: BadInput for missing or damaged files, a shard outside the folder, an index that disagrees with its shards, or a tensor
    /// stored twice.
    static Result<Checkpoint> open(const std::filesystem::path& folder);
    [[nodiscard]] std::size_t bytes() const;  // of all files, headers included
};

}  // namespace reasonscope
