#pragma once
// Models that Hugging Face's programs keep on this machine. Source: huggingface_hub, "Understand caching":
// models--OWNER--NAME/snapshots/REVISION.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reasonscope {

/// $HF_HUB_CACHE, else $HF_HOME/hub, else huggingface/hub in the user's cache folder.
std::filesystem::path hub_folder();

struct HubRepository {
    std::string name;                             // "Qwen/Qwen3-0.6B"
    std::vector<std::filesystem::path> revisions;  // newest first
};
/// By name; none where the folder is not there.
std::vector<HubRepository> hub_repositories();

/// The newest revision of `repository` ("Qwen/Qwen3-0.6B") that holds a config.json; empty when there is none.
std::filesystem::path hub_snapshot(std::string_view repository);

/// What a person calls the model at a path: a folder's name, a GGUF file's without its ending, a repository's in Hugging Face's cache.
std::string name_of_model(const std::filesystem::path& path);

}  // namespace reasonscope
